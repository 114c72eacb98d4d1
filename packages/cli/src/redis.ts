import {
  checkRedisPermissions,
  connectRedis,
  inspectRedis,
  redisAccess,
  startEmbeddedRedis,
  UserError,
  waitForRedis,
  type Logger,
  type RedisAccess,
} from '@hrflow-sync/core';
import { join } from 'node:path';
import type { CliConfig } from './config.js';

/** How long Redis may take to answer at start. */
const REDIS_DEADLINE_MS = 10_000;

/** A Redis that answers. */
export interface OpenedRedis {
  readonly access: RedisAccess;
  /** Ends the private one, where this process started it. */
  stop(): Promise<void>;
}

/**
 * The Redis that was given, or the private one.
 * @throws {@link UserError} `redis_evicts_keys`, `redis_too_old`, `redis_permission_missing` and those of {@link reachRedis}
 */
export async function openRedis(config: CliConfig, logger: Logger): Promise<OpenedRedis> {
  const redis = await reachRedis(config, logger);
  if (config.REDIS_URL !== undefined) await inspect(redis.access, config.REDIS_PREFIX, logger);
  return redis;
}

/**
 * The same, whatever its settings are.
 * @throws {@link UserError} `redis_unreachable`, `redis_tls_invalid`, `redis_certificate_untrusted`,
 * `redis_certificate_refused` and those of the private Redis
 */
export async function reachRedis(config: CliConfig, logger: Logger): Promise<OpenedRedis> {
  const access = givenRedis(config);
  if (access) {
    await waitForRedis(access, REDIS_DEADLINE_MS);
    return { access, stop: async () => undefined };
  }
  const dataDir = join(config.DATA_DIR, 'redis');
  const redis = await startEmbeddedRedis({
    dataDir,
    log: (line) => logger.trace({ component: 'redis' }, line),
  });
  logger.debug({ dataDir, joined: redis.joined }, 'private Redis');
  return { access: { url: redis.url }, stop: () => redis.stop() };
}

/** The Redis that the settings name; nothing where there is to be a private one. */
function givenRedis(config: CliConfig): RedisAccess | undefined {
  return redisAccess(config.REDIS_URL, {
    ca: config.REDIS_TLS_CA,
    cert: config.REDIS_TLS_CERT,
    key: config.REDIS_TLS_KEY,
    servername: config.REDIS_TLS_SERVERNAME,
  });
}

/** Refuses a Redis that would lose jobs, and warns of one that may. */
async function inspect(access: RedisAccess, prefix: string, logger: Logger): Promise<void> {
  await checkRedisPermissions(access, prefix);
  const connection = connectRedis(access, { role: 'worker', name: 'hrflow-sync:inspect' });
  try {
    for (const { severity, code, message } of await inspectRedis(connection)) {
      if (severity === 'refuse') throw new UserError(message, { code, path: 'REDIS_URL' });
      logger.warn({ code }, message);
    }
  } finally {
    connection.disconnect();
  }
}
