import { join } from 'node:path';
import {
  connectRedis,
  createEngineEvents,
  createLogger,
  createRegistry,
  describeProblem,
  inspectRedis,
  loadWorkflows,
  logEngineEvents,
  measureEngineEvents,
  startEmbeddedRedis,
  UserError,
  waitForRedis,
  type EngineEvents,
  type LoadedWorkflows,
  type Logger,
  type LogLevel,
} from '@hrflow-sync/core';
import type { Registry } from 'prom-client';
import type { CliConfig } from './config.js';

/** How long Redis may take to answer at start. */
const REDIS_DEADLINE_MS = 10_000;

/** What every role of a process shares. */
export interface Deployment extends LoadedWorkflows {
  readonly config: CliConfig;
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
 * @throws {@link UserError} `workflows_dir_unreadable`, `redis_unreachable` and those of the private Redis
 */
export async function openDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { config, environment } = options;
  const logger = createLogger({
    level: config.LOG_LEVEL ?? options.defaultLogLevel,
    pretty: process.stderr.isTTY,
  });
  const loaded = await loadWorkflows(config.WORKFLOWS_DIR);
  for (const problem of loaded.problems) logger.error(problem, describeProblem(problem));
  const redis = await openRedis(config, logger);
  const events = createEngineEvents();
  const registry = createRegistry();
  logEngineEvents(events, logger);
  measureEngineEvents(events, registry, loaded.workflows);
  return {
    ...loaded,
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

async function openRedis(config: CliConfig, logger: Logger): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.REDIS_URL !== undefined) {
    await waitForRedis(config.REDIS_URL, REDIS_DEADLINE_MS);
    await inspect(config.REDIS_URL, logger);
    return { url: config.REDIS_URL, stop: async () => undefined };
  }
  const dataDir = join(config.DATA_DIR, 'redis');
  const redis = await startEmbeddedRedis({
    dataDir,
    log: (line) => logger.trace({ component: 'redis' }, line),
  });
  logger.debug({ dataDir, joined: redis.joined }, 'private Redis');
  return redis;
}

/** Refuses a Redis that would lose jobs, and warns of one that may. */
async function inspect(url: string, logger: Logger): Promise<void> {
  const connection = connectRedis(url, { role: 'worker', name: 'hrflow-sync:inspect' });
  try {
    for (const { severity, code, message } of await inspectRedis(connection)) {
      if (severity === 'refuse') throw new UserError(message, { code, path: 'REDIS_URL' });
      logger.warn({ code }, message);
    }
  } finally {
    connection.disconnect();
  }
}
