import {
  checkRedisPermissions,
  connectRedis,
  createLogger,
  examineRedisServer,
  inspectRedis,
  UserError,
  type RedisAccess,
  type RedisFinding,
  type RedisServer,
} from '@hrflow-sync/core';
import type { CliConfig } from '../config.js';
import { reachRedis } from '../redis.js';
import { ok, unknown, wrong, type Finding } from './finding.js';

/** Clocks further apart than this make delays and schedules come late or early. */
const MOST_SKEW_MS = 2_000;
/** Beyond this share of its memory, a burst of items may fill it. */
const MOST_MEMORY_SHARE = 0.8;

/** Can it be reached, does it keep what it is given, and is its clock ours? */
export async function examineRedis(config: CliConfig): Promise<Finding[]> {
  const silent = createLogger({ level: 'silent', pretty: false });
  try {
    const redis = await reachRedis(config, silent);
    const connection = connectRedis(redis.access, { role: 'worker', name: 'hrflow-sync:doctor' });
    try {
      const permitted = await permissions(redis.access, config.REDIS_PREFIX);
      if (permitted.state === 'wrong') return [permitted];
      const server = await examineRedisServer(connection);
      const settings = settingsFindings(server, await inspectRedis(connection));
      return [...settings, permitted];
    } finally {
      connection.disconnect();
      await redis.stop();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [wrong('redis', error)];
  }
}

async function permissions(access: RedisAccess, prefix: string): Promise<Finding> {
  try {
    await checkRedisPermissions(access, prefix);
    return ok('redis permissions', `all that is needed on ${prefix}:*`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return wrong('redis permissions', error);
  }
}

/** Which line a setting is about. */
const SUBJECTS: Readonly<Record<RedisFinding['about'], string>> = {
  version: 'redis',
  eviction: 'redis eviction',
  persistence: 'redis persistence',
};

/** A line for each: version, eviction, persistence, memory, clock. */
export function settingsFindings(server: RedisServer, found: readonly RedisFinding[]): Finding[] {
  const good: Readonly<Record<RedisFinding['about'], string>> = {
    version: server.version ?? '',
    eviction: 'noeviction',
    persistence: 'on',
  };
  const settings = Object.entries(SUBJECTS).map(([about, subject]) => {
    const finding = found.find((each) => each.about === about);
    if (!finding) return ok(subject, good[about as RedisFinding['about']]);
    // At start it is only a warning. Whoever asks for a diagnosis wants to know.
    return (finding.code === 'redis_settings_unknown' ? unknown : wrong)(subject, finding);
  });
  return [...settings, memory(server), clockSkew(server)];
}

function memory({ usedBytes, limitBytes }: RedisServer): Finding {
  const subject = 'redis memory';
  if (usedBytes === undefined || limitBytes === undefined || limitBytes === 0) {
    const message = "This Redis doesn't say how much memory it has. Check that it has room to spare.";
    return unknown(subject, { code: 'redis_settings_unknown', message });
  }
  const share = usedBytes / limitBytes;
  const told = `${mebibytes(usedBytes)} of ${mebibytes(limitBytes)} used`;
  if (share <= MOST_MEMORY_SHARE) return ok(subject, told);
  const message = `${told}: full, it would refuse every job. Raise maxmemory, or give its machine more memory.`;
  return wrong(subject, { code: 'redis_memory_low', message });
}

function clockSkew({ clockAheadMs }: RedisServer): Finding {
  const apart = Math.abs(clockAheadMs);
  if (apart <= MOST_SKEW_MS) return ok('clock', `within ${Math.max(1, Math.round(apart))} ms of Redis'`);
  const message = `Redis' clock is ${Math.round(apart / 100) / 10} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's: schedules and delays would be off. Synchronise both with NTP.`;
  return wrong('clock', { code: 'clock_skewed', message });
}

function mebibytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1024 / 1024)).toLocaleString('en')} MiB`;
}
