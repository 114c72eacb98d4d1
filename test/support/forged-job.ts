import type { Redis } from 'ioredis';

/** Where a job of somebody else's is. */
export interface ForgedJob {
  readonly queue: string;
  readonly id: string;
  /** JSON, as it is written: some of it no object of ours would hold. */
  readonly data: string;
}

/** Puts a job into a queue as anybody may who can write to Redis: past BullMQ, which refuses some ids. */
export async function forgeJob(redis: Redis, prefix: string, { queue, id, data }: ForgedJob): Promise<void> {
  const base = `${prefix}:${queue}`;
  const job = { name: 'forged', data, opts: '{"attempts":5}', timestamp: Date.now(), delay: 0, priority: 0 };
  await redis
    .multi()
    .hset(`${base}:${id}`, job)
    .lpush(`${base}:wait`, id)
    // What a worker that waits is woken by.
    .zadd(`${base}:marker`, 0, '0')
    .exec();
}

/** Why it failed, once it has. */
export async function failureOf(
  redis: Redis,
  prefix: string,
  { queue, id }: ForgedJob,
): Promise<string | false> {
  const base = `${prefix}:${queue}`;
  if ((await redis.zscore(`${base}:failed`, id)) === null) return false;
  return (await redis.hget(`${base}:${id}`, 'failedReason')) ?? '';
}
