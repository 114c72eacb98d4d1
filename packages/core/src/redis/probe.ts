import { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { parseRedisUrl, redisHostPort } from './url.js';

/** What one attempt to talk to a Redis found. */
export type ProbeResult =
  | { state: 'ready' }
  /** It is there and reads its data from disk. */
  | { state: 'loading' }
  /** It is there and refuses our credentials. */
  | { state: 'denied'; reason: string }
  | { state: 'absent'; reason: string };

const PROBE_TIMEOUT_MS = 2_000;
const FIRST_INTERVAL_MS = 25;
const LONGEST_INTERVAL_MS = 500;

/** Connects, sends one command, disconnects; never throws for what Redis does or doesn't do. */
export async function askRedis(
  url: string,
  command: 'PING' | 'SHUTDOWN' = 'PING',
  timeoutMs: number = PROBE_TIMEOUT_MS,
): Promise<ProbeResult> {
  const { tls, ...address } = parseRedisUrl(url);
  const redis = new Redis({
    ...address,
    ...(tls && { tls: {} }),
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The first error says why; the one a command then ends with says only that the connection is closed.
  let reason: string | undefined;
  redis.on('error', (error: Error) => (reason ??= error.message));
  const timer = setTimeout(() => {
    reason ??= `no answer within ${timeoutMs} ms`;
    redis.disconnect();
  }, timeoutMs);
  try {
    await redis.connect();
    await redis.call(command);
    return { state: 'ready' };
  } catch (error) {
    return failureState(reason ?? (error instanceof Error ? error.message : String(error)));
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

function failureState(reason: string): ProbeResult {
  if (reason.startsWith('LOADING')) return { state: 'loading' };
  if (/^(NOAUTH|WRONGPASS|NOPERM|ERR invalid password|ERR AUTH)/.test(reason))
    return { state: 'denied', reason };
  return { state: 'absent', reason };
}

/**
 * Waits until Redis answers, or `deadlineMs` have gone by.
 * @throws UserError `redis_unreachable`, `redis_denied` (at once: waiting would not help) or
 * `redis_url_invalid`
 */
export async function waitForRedis(url: string, deadlineMs: number): Promise<void> {
  const where = redisHostPort(url);
  const giveUpAt = Date.now() + deadlineMs;
  for (let intervalMs = FIRST_INTERVAL_MS; ; intervalMs = Math.min(intervalMs * 2, LONGEST_INTERVAL_MS)) {
    const remainingMs = Math.max(giveUpAt - Date.now(), FIRST_INTERVAL_MS);
    const found = await askRedis(url, 'PING', Math.min(PROBE_TIMEOUT_MS, remainingMs));
    if (found.state === 'ready') return;
    if (found.state === 'denied') {
      throw new UserError(
        `Redis at ${where} refuses the credentials in REDIS_URL (${found.reason}). Put the user name and password it expects into the URL.`,
        { code: 'redis_denied', path: 'REDIS_URL' },
      );
    }
    if (Date.now() + intervalMs >= giveUpAt) {
      const reason = found.state === 'loading' ? 'it is still reading its data from disk' : found.reason;
      throw new UserError(
        `Redis at ${where} can't be reached (${reason}; waited ${deadlineMs / 1000} s). Start it, or set REDIS_URL to one that runs.`,
        { code: 'redis_unreachable', path: 'REDIS_URL' },
      );
    }
    await delay(intervalMs);
  }
}
