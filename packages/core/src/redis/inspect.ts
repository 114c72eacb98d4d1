import type { Redis } from 'ioredis';
import { readInfo, unlessDenied } from './info.js';

/** A setting of Redis that loses jobs, or may. */
export interface RedisFinding {
  code: 'redis_too_old' | 'redis_evicts_keys' | 'redis_not_persistent' | 'redis_settings_unknown';
  /** `refuse`: don't start. `warn`: say so and go on. */
  severity: 'refuse' | 'warn';
  /** What is wrong, and the setting to change. */
  message: string;
}

/** The oldest Redis that BullMQ 6 recommends. */
const OLDEST_VERSION = [6, 2] as const;

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

function tooOld(version: string | undefined): RedisFinding | undefined {
  if (version === undefined) return unknown('its version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor >= OLDEST_VERSION[1]))
    return undefined;
  return {
    code: 'redis_too_old',
    severity: 'refuse',
    message: `This is Redis ${version}; hrflow-sync needs ${OLDEST_VERSION.join('.')} or newer. Upgrade it, or point REDIS_URL at a newer one.`,
  };
}

function evictsKeys(policy: string | undefined): RedisFinding | undefined {
  if (policy === undefined) return unknown('maxmemory-policy, which must be "noeviction"');
  if (policy === 'noeviction') return undefined;
  return {
    code: 'redis_evicts_keys',
    severity: 'refuse',
    message: `Redis drops keys, and so jobs, when its memory is full (maxmemory-policy is "${policy}"). Run "redis-cli CONFIG SET maxmemory-policy noeviction" and put "maxmemory-policy noeviction" into redis.conf.`,
  };
}

async function notPersistent(redis: Redis, aof: string | undefined): Promise<RedisFinding | undefined> {
  if (aof === '1') return undefined;
  const savePoints = await unlessDenied(redis.config('GET', 'save'));
  if (aof === undefined || !Array.isArray(savePoints)) return unknown('whether it keeps its data on disk');
  if (savePoints[1] !== undefined && savePoints[1] !== '') return undefined;
  return {
    code: 'redis_not_persistent',
    severity: 'warn',
    message:
      'Redis keeps its data in memory only: a restart loses every job. Run "redis-cli CONFIG SET appendonly yes" and put "appendonly yes" into redis.conf.',
  };
}

function unknown(what: string): RedisFinding {
  return {
    code: 'redis_settings_unknown',
    severity: 'warn',
    message: `This Redis doesn't say ${what}. Check that it keeps its data (appendonly yes) and never evicts keys (maxmemory-policy noeviction).`,
  };
}
