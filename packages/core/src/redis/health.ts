import type { Redis } from 'ioredis';
import type { ReadinessCheck } from '../http/readiness.js';
import { readRedisMemory } from './info.js';

const PROBE_EXPIRY_SECONDS = 60;
/** Beyond this share of its memory Redis is about to refuse every job that is added. */
const MEMORY_LIMIT = 0.95;
/** How long keys that were dropped stay a reason to be unready. */
const EVICTION_ALARM_MS = 10 * 60_000;

/** Whether this process can write to Redis, and when it last could. */
export class RedisPulse {
  private lastMs = 0;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** When a write was last acknowledged, in epoch milliseconds; 0 for never. */
  get lastSuccessMs(): number {
    return this.lastMs;
  }

  /** Writes a key: a Redis that is full, read-only or half gone still answers PING. */
  readonly beat: ReadinessCheck = async () => {
    await this.redis.set(`${this.prefix}:readiness-probe`, '1', 'EX', PROBE_EXPIRY_SECONDS);
    this.lastMs = Date.now();
  };
}

/** Rejects when Redis has no room for much more. */
export function redisMemoryCheck(redis: Redis): ReadinessCheck {
  return async () => {
    const memory = await readRedisMemory(redis);
    if (!memory || memory.maxBytes === 0) return;
    const share = memory.usedBytes / memory.maxBytes;
    if (share > MEMORY_LIMIT) throw new Error(`Redis uses ${Math.round(share * 100)} % of its memory`);
  };
}

/** Rejects when Redis would drop keys to make room, or did so a short while ago: jobs are keys. */
export function redisEvictionCheck(redis: Redis): ReadinessCheck {
  let seen: { readonly keys: number; readonly atMs: number } | undefined;
  return async () => {
    const memory = await readRedisMemory(redis);
    if (!memory) return;
    const { policy, evictedKeys } = memory;
    if (policy !== undefined && policy !== 'noeviction') throw new Error(`maxmemory-policy is ${policy}`);
    const before = seen ?? { keys: evictedKeys, atMs: -Infinity };
    const now = performance.now();
    // Fewer than before: Redis was started anew.
    const grown = evictedKeys > before.keys;
    seen = { keys: evictedKeys, atMs: grown ? now : before.atMs };
    if (now - seen.atMs < EVICTION_ALARM_MS) throw new Error('Redis has dropped keys');
  };
}
