import type { Redis } from 'ioredis';
import { ledgerKeys } from './keys.js';

/** Ticks of a workflow that asked for no run: one was in flight, or the workflow is paused. */
export interface SkippedTicks {
  /** All there ever were. */
  readonly count: number;
  /** When the latest were due, newest first; milliseconds since 1970. */
  readonly latest: readonly number[];
}

/** The skipped ticks of a workflow, and when the latest `limit` of them were due (100 are known). */
export async function readSkippedTicks(
  redis: Redis,
  prefix: string,
  workflowId: string,
  limit: number,
): Promise<SkippedTicks> {
  const keys = ledgerKeys(prefix);
  const [count, latest] = await Promise.all([
    redis.hget(keys.skippedTicks(workflowId), 'count'),
    redis.zrevrange(keys.latestSkippedTicks(workflowId), 0, limit - 1),
  ]);
  return { count: Number(count ?? 0), latest: latest.map(Number) };
}
