import {
  createEngineEvents,
  createLogger,
  createRegistry,
  describeProblem,
  logEngineEvents,
  measureEngineEvents,
  readConfig,
  WorkflowFolder,
  Secrets,
  secretsOf,
  type EngineEvents,
  type LoadedWorkflows,
  type Logger,
  type LogLevel,
} from '@hrflow-sync/core';
import type { Registry } from 'prom-client';
import { CliConfig, secretsOfSettings } from './config.js';
import { openRedis } from './redis.js';
import { colorsFor } from './terminal.js';

/** What every role of a process shares. */
export interface Deployment extends LoadedWorkflows {
  readonly config: CliConfig;
  /** Where the workflows come from: they follow its files while it is watched. */
  readonly folder: WorkflowFolder;
  readonly environment: NodeJS.ProcessEnv;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly logger: Logger;
  readonly events: EngineEvents;
  readonly registry: Registry;
  /** Ends the private Redis, where this process started it. */
  close(): Promise<void>;
}

export interface DeploymentOptions {
  readonly config: CliConfig;
  readonly environment: NodeJS.ProcessEnv;
  /** Used when LOG_LEVEL is not set. */
  readonly defaultLogLevel: LogLevel;
}

/**
 * Loads the workflows and makes sure of Redis.
 * @throws UserError `workflows_dir_unreadable` and those of {@link openRedis}
 */
export async function openDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { config, environment } = options;
  const secrets = new Secrets();
  secrets.add(secretsOfSettings(config));
  const logger = createLogger({
    level: config.LOG_LEVEL ?? options.defaultLogLevel,
    pretty: process.stderr.isTTY,
    colors: colorsFor(process.stderr, environment).isColorSupported,
    secrets,
  });
  const folder = await WorkflowFolder.open(config.WORKFLOWS_DIR);
  for (const workflow of folder.workflows.values()) secrets.add(secretsOf(workflow, environment));
  for (const problem of folder.problems) logger.error(problem, describeProblem(problem));
  const redis = await openRedis(config, logger);
  const events = createEngineEvents();
  const registry = createRegistry();
  logEngineEvents(events, logger);
  measureEngineEvents(events, registry, folder.workflows);
  return {
    folder,
    workflows: folder.workflows,
    problems: folder.problems,
    config,
    environment,
    redisUrl: redis.url,
    prefix: config.REDIS_PREFIX,
    logger,
    events,
    registry,
    close: () => redis.stop(),
  };
}

/** Opens a deployment for as long as `work` takes. */
export async function withDeployment<Result>(
  environment: NodeJS.ProcessEnv,
  defaultLogLevel: LogLevel,
  work: (deployment: Deployment) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(CliConfig, environment);
  const deployment = await openDeployment({ config, environment, defaultLogLevel });
  try {
    return await work(deployment);
  } finally {
    await deployment.close();
  }
}
