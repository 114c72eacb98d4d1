import {
  connectRedis,
  inspectRedis,
  startEmbeddedRedis,
  UserError,
  waitForRedis,
  type Logger,
} from '@hrflow-sync/core';
import { join } from 'node:path';
import type { CliConfig } from './config.js';

/** How long Redis may take to answer at start. */
const REDIS_DEADLINE_MS = 10_000;

/** A Redis that answers. */
export interface OpenedRedis {
  readonly url: string;
  /** Ends the private one, where this process started it. */
  stop(): Promise<void>;
}

/**
 * The Redis that was given, or the private one.
 * @throws {@link UserError} `redis_unreachable`, `redis_evicts_keys`, `redis_too_old` and those of the private Redis
 */
export async function openRedis(config: CliConfig, logger: Logger): Promise<OpenedRedis> {
  const redis = await reachRedis(config, logger);
  if (config.REDIS_URL !== undefined) await inspect(config.REDIS_URL, logger);
  return redis;
}

/**
 * The same, whatever its settings are.
 * @throws {@link UserError} `redis_unreachable` and those of the private Redis
 */
export async function reachRedis(config: CliConfig, logger: Logger): Promise<OpenedRedis> {
  if (config.REDIS_URL !== undefined) {
    await waitForRedis(config.REDIS_URL, REDIS_DEADLINE_MS);
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
