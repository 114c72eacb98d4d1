import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAccess } from './access.js';
import { parseRedisUrl } from './url.js';

/**
 * What a connection is for. A `worker` waits for Redis as long as it takes; a `producer` answers
 * people over HTTP, and says at once that Redis is away.
 */
export type RedisRole = 'worker' | 'producer';

/**
 * A connection on which nothing arrived for this long is taken for dead. Without it a worker behind a
 * half-open connection had not resumed after 137 s. A blocked worker gets a reply every 5 s, so it is
 * never cut by mistake.
 */
const SOCKET_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;

/** Delay before attempt number `attempt` (from 1): 200 ms, doubling to 10 s, with 20 % of jitter. */
export function reconnectDelayMs(attempt: number): number {
  const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 16), LONGEST_RETRY_MS);
  return Math.round(delayMs * (1 - 0.2 * Math.random()));
}

/**
 * The ioredis options of a role, for those who create the connection themselves.
 * There is never a `keyPrefix`: BullMQ has its own `prefix`.
 * @throws UserError `redis_url_invalid`
 */
export function redisOptions(
  access: string | RedisAccess,
  { role, name }: { role: RedisRole; name: string },
): RedisOptions {
  return {
    ...serverOptions(access),
    connectionName: name,
    // Redis 7.2 would be told the library's name and version: one permission more, for nothing.
    disableClientInfo: true,
    socketTimeout: SOCKET_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: reconnectDelayMs,
    // After a failover the old primary answers READONLY: find the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(role === 'worker'
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 1, enableOfflineQueue: false }),
  };
}

/** Where the server is and how it is spoken to. With TLS, its certificate is always verified. */
export function serverOptions(access: string | RedisAccess): RedisOptions {
  const { url, tls }: RedisAccess = typeof access === 'string' ? { url: access } : access;
  const { tls: encrypted, ...address } = parseRedisUrl(url);
  return encrypted ? { ...address, tls: { ...tls } } : address;
}

/**
 * Opens a connection that reconnects for ever. It resolves nothing: commands of a `worker` wait for the
 * connection, those of a `producer` fail until it is there (see {@link waitForRedis}).
 * @throws UserError `redis_url_invalid`
 */
export function connectRedis(access: string | RedisAccess, options: ConnectOptions): Redis {
  return open(redisOptions(access, options), options);
}

/**
 * Opens a connection that ends when it is lost: nothing sent over it is ever sent again.
 * @throws UserError `redis_url_invalid`
 */
export function connectRedisOnce(access: string | RedisAccess, options: ConnectOptions): Redis {
  return open({ ...redisOptions(access, options), retryStrategy: () => null }, options);
}

interface ConnectOptions {
  readonly role: RedisRole;
  /** Shown by `CLIENT LIST`. */
  readonly name: string;
  /** Told of each failure to connect; ioredis would print them otherwise. */
  readonly onError?: (error: Error) => void;
}

function open(options: RedisOptions, { onError }: ConnectOptions): Redis {
  const redis = new Redis(options);
  redis.on('error', (error: Error) => onError?.(error));
  return redis;
}
