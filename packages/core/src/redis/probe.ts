import { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import type { RedisAccess } from './access.js';
import { certificateRefusal } from './certificate-refusal.js';
import { serverOptions } from './connection.js';
import { parseRedisUrl, redisHostPort } from './url.js';

/** What one attempt to talk to a Redis found. */
export type ProbeResult =
  | { state: 'ready' }
  /** It is there and reads its data from disk. */
  | { state: 'loading' }
  /** It is there and refuses our credentials. */
  | { state: 'denied'; reason: string }
  /** It isn't who it should be, or we aren't for it. */
  | { state: 'untrusted'; refusal: UserError }
  | { state: 'absent'; reason: string };

const PROBE_TIMEOUT_MS = 2_000;
const FIRST_INTERVAL_MS = 25;
const LONGEST_INTERVAL_MS = 500;

/** Connects, sends one command, disconnects; never throws for what Redis does or doesn't do. */
export async function askRedis(
  access: string | RedisAccess,
  command: 'PING' | 'SHUTDOWN' = 'PING',
  timeoutMs: number = PROBE_TIMEOUT_MS,
): Promise<ProbeResult> {
  const redis = new Redis({
    ...serverOptions(access),
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The first error says why; the one a command then ends with says only that the connection is closed.
  let first: Error | undefined;
  redis.on('error', (error: Error) => (first ??= error));
  const timer = setTimeout(() => {
    first ??= new Error(`no answer within ${timeoutMs} ms`);
    redis.disconnect();
  }, timeoutMs);
  try {
    await redis.connect();
    await redis.call(command);
    return { state: 'ready' };
  } catch (error) {
    return failureState(first ?? (error as Error), redisHostPort(urlOf(access)));
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

function failureState(error: Error, where: string): ProbeResult {
  const refusal = certificateRefusal(error, where);
  if (refusal) return { state: 'untrusted', refusal };
  const reason = error.message;
  if (reason.startsWith('LOADING')) return { state: 'loading' };
  // It knows us; checkRedisPermissions says what else we may not do.
  if (reason.startsWith('NOPERM')) return { state: 'ready' };
  if (/^(NOAUTH|WRONGPASS|ERR invalid password|ERR AUTH)/.test(reason)) return { state: 'denied', reason };
  return { state: 'absent', reason };
}

/**
 * Waits until Redis answers, or `deadlineMs` have gone by.
 * @throws UserError `redis_unreachable`, or at once, where waiting would not help: `redis_denied`,
 * `redis_certificate_untrusted`, `redis_certificate_refused` or `redis_url_invalid`
 */
export async function waitForRedis(access: string | RedisAccess, deadlineMs: number): Promise<void> {
  const where = redisHostPort(urlOf(access));
  const giveUpAt = Date.now() + deadlineMs;
  for (let intervalMs = FIRST_INTERVAL_MS; ; intervalMs = Math.min(intervalMs * 2, LONGEST_INTERVAL_MS)) {
    const remainingMs = Math.max(giveUpAt - Date.now(), FIRST_INTERVAL_MS);
    const found = await askRedis(access, 'PING', Math.min(PROBE_TIMEOUT_MS, remainingMs));
    if (found.state === 'ready') return;
    if (found.state === 'untrusted') throw found.refusal;
    if (found.state === 'denied') {
      throw new UserError(
        `Redis at ${where} refuses the credentials in REDIS_URL (${found.reason}). Put the user name and password it expects into the URL.`,
        { code: 'redis_denied', path: 'REDIS_URL' },
      );
    }
    if (Date.now() + intervalMs >= giveUpAt) {
      const reason = found.state === 'loading' ? 'it is still reading its data from disk' : found.reason;
      throw new UserError(
        `Redis at ${where} can't be reached (${reason}; waited ${deadlineMs / 1000} s). Start it, or set REDIS_URL to one that runs.${hint(access)}`,
        { code: 'redis_unreachable', path: 'REDIS_URL' },
      );
    }
    await delay(intervalMs);
  }
}

/** Either side waits for the other, or hangs up, when one of them speaks TLS only. */
function hint(access: string | RedisAccess): string {
  return parseRedisUrl(urlOf(access)).tls
    ? ' Its tls-port is the one for rediss://.'
    : ' Where it speaks TLS, REDIS_URL starts with rediss://.';
}

function urlOf(access: string | RedisAccess): string {
  return typeof access === 'string' ? access : access.url;
}
