import type { Redis } from 'ioredis';
import { readInfo, unlessDenied } from './info.js';

/** A setting of Redis that loses jobs, or may. */
export interface RedisFinding {
  /** What the setting decides. */
  about: 'version' | 'eviction' | 'persistence';
  code: 'redis_too_old' | 'redis_evicts_keys' | 'redis_not_persistent' | 'redis_settings_unknown';
  /** `refuse`: don't start. `warn`: say so and go on. */
  severity: 'refuse' | 'warn';
  /** What is wrong, and the setting to change. */
  message: string;
}

/** The oldest Redis that BullMQ 6 recommends. */
const OLDEST_VERSION = [6, 2] as const;
/** Times a clock is asked for. */
const CLOCK_ROUNDS = 3;

/**
 * Looks at the settings that decide whether jobs survive. Hosted Redis often denies `CONFIG`, and some
 * deny `INFO`: what can't be read is a warning, never a refusal. Rejects only when Redis is away.
 */
export async function inspectRedis(redis: Redis): Promise<RedisFinding[]> {
  const info = await readInfo(redis);
  const findings = [
    tooOld(info.get('redis_version')),
    evictsKeys(info.get('maxmemory_policy')),
    await notPersistent(redis, info.get('aof_enabled')),
  ];
  return findings.filter((finding) => finding !== undefined);
}

/** What a Redis says of itself. `undefined` where it doesn't. */
export interface RedisServer {
  readonly version: string | undefined;
  readonly usedBytes: number | undefined;
  /** Its `maxmemory`, or its machine's memory where there is no such limit. */
  readonly limitBytes: number | undefined;
  /** How far its clock is ahead of ours, as exactly as its answer was quick. */
  readonly clockAheadMs: number;
}

/** Asks a Redis for its version, memory and clock. Rejects only when it is away. */
export async function examineRedisServer(redis: Redis): Promise<RedisServer> {
  const info = await readInfo(redis);
  const bytes = (field: string): number | undefined => {
    const value = Number(info.get(field));
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  return {
    version: info.get('redis_version'),
    usedBytes: bytes('used_memory'),
    limitBytes: bytes('maxmemory') ?? bytes('total_system_memory'),
    clockAheadMs: await clockAhead(redis),
  };
}

/** Of a few answers the quickest one tells best: the time it took is what it can be wrong by. */
async function clockAhead(redis: Redis): Promise<number> {
  let best = { tookMs: Infinity, aheadMs: 0 };
  for (let round = 0; round < CLOCK_ROUNDS; round++) {
    const askedMs = Date.now();
    const [seconds, microseconds] = await redis.time();
    const tookMs = Date.now() - askedMs;
    const theirs = Number(seconds) * 1000 + Number(microseconds) / 1000;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: theirs - (askedMs + tookMs / 2) };
  }
  return best.aheadMs;
}

function tooOld(version: string | undefined): RedisFinding | undefined {
  if (version === undefined) return unknown('version', 'its version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor >= OLDEST_VERSION[1]))
    return undefined;
  return {
    about: 'version',
    code: 'redis_too_old',
    severity: 'refuse',
    message: `This is Redis ${version}; hrflow-sync needs ${OLDEST_VERSION.join('.')} or newer. Upgrade it, or point REDIS_URL at a newer one.`,
  };
}

function evictsKeys(policy: string | undefined): RedisFinding | undefined {
  if (policy === undefined) return unknown('eviction', 'maxmemory-policy, which must be "noeviction"');
  if (policy === 'noeviction') return undefined;
  return {
    about: 'eviction',
    code: 'redis_evicts_keys',
    severity: 'refuse',
    message: `Redis drops keys, and so jobs, when its memory is full (maxmemory-policy is "${policy}"). Run "redis-cli CONFIG SET maxmemory-policy noeviction" and put "maxmemory-policy noeviction" into redis.conf.`,
  };
}

async function notPersistent(redis: Redis, aof: string | undefined): Promise<RedisFinding | undefined> {
  if (aof === '1') return undefined;
  const savePoints = await unlessDenied(redis.config('GET', 'save'));
  if (aof === undefined || !Array.isArray(savePoints))
    return unknown('persistence', 'whether it keeps its data on disk');
  if (savePoints[1] !== undefined && savePoints[1] !== '') return undefined;
  return {
    about: 'persistence',
    code: 'redis_not_persistent',
    severity: 'warn',
    message:
      'Redis keeps its data in memory only: a restart loses every job. Run "redis-cli CONFIG SET appendonly yes" and put "appendonly yes" into redis.conf.',
  };
}

function unknown(about: RedisFinding['about'], what: string): RedisFinding {
  return {
    about,
    code: 'redis_settings_unknown',
    severity: 'warn',
    message: `This Redis doesn't say ${what}. Check that it keeps its data (appendonly yes) and never evicts keys (maxmemory-policy noeviction).`,
  };
}
