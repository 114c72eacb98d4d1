import type { KnownSecrets } from '@hrflow-sync/connectors';
import {
  addEnvironmentSecrets,
  createEngineEvents,
  createLogger,
  createRegistry,
  DataKeys,
  describeProblem,
  logEngineEvents,
  measureEngineEvents,
  parseRedisUrl,
  readConfig,
  WorkflowFolder,
  type EngineEvents,
  type LoadedWorkflows,
  type Logger,
  type LogLevel,
  type RedisAccess,
} from '@hrflow-sync/core';
import type { Registry } from 'prom-client';
import { CliConfig, knownSecrets } from './config.js';
import { openRedis } from './redis.js';
import { colorsFor } from './terminal.js';

/** What every role of a process shares. */
export interface Deployment extends LoadedWorkflows {
  readonly config: CliConfig;
  /** Where the workflows come from: they follow its files while it is watched. */
  readonly folder: WorkflowFolder;
  readonly environment: NodeJS.ProcessEnv;
  readonly redis: RedisAccess;
  readonly prefix: string;
  readonly logger: Logger;
  readonly events: EngineEvents;
  readonly registry: Registry;
  /** What Redis keeps of people is sealed with. */
  readonly dataKeys: DataKeys;
  /** What no log line, failure or answer of this process may hold. */
  readonly secrets: KnownSecrets;
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
 * @throws UserError `data_keys_invalid`, `workflows_dir_unreadable` and those of {@link openRedis}
 */
export async function openDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { config, environment } = options;
  const dataKeys = DataKeys.read(environment);
  const secrets = knownSecrets(config, environment);
  const cleanCrash = (error: unknown): void => void secrets.removeFromError(error);
  // Node prints what nobody caught, of user code too, once this listener has seen it.
  process.on('uncaughtExceptionMonitor', cleanCrash);
  const logger = createLogger({
    level: config.LOG_LEVEL ?? options.defaultLogLevel,
    pretty: process.stderr.isTTY,
    colors: colorsFor(process.stderr, environment).isColorSupported,
    secrets,
  });
  const folder = await WorkflowFolder.open(config.WORKFLOWS_DIR);
  addEnvironmentSecrets(secrets, environment, [...folder.workflows.values()]);
  for (const problem of folder.problems) logger.error(problem, describeProblem(problem));
  const redis = await openRedis(config, logger);
  secrets.add([parseRedisUrl(redis.access.url).password]);
  const events = createEngineEvents(secrets);
  const registry = createRegistry();
  logEngineEvents(events, logger);
  measureEngineEvents(events, registry, folder.workflows);
  return {
    folder,
    workflows: folder.workflows,
    problems: folder.problems,
    config,
    environment,
    redis: redis.access,
    prefix: config.REDIS_PREFIX,
    logger,
    events,
    registry,
    dataKeys,
    secrets,
    async close() {
      await redis.stop();
      process.off('uncaughtExceptionMonitor', cleanCrash);
    },
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
  } catch (error) {
    throw deployment.secrets.removeFromError(error);
  } finally {
    await deployment.close();
  }
}
