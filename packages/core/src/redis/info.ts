import type { Redis } from 'ioredis';

/** The reply, or undefined when Redis answered with an error; other errors pass. */
export async function unlessDenied<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}

/** What `INFO` says, by field; nothing where it is denied, as hosted Redis may. */
export async function readInfo(redis: Redis): Promise<ReadonlyMap<string, string>> {
  const text = (await unlessDenied(redis.info())) ?? '';
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

/** How full Redis is. */
export interface RedisMemory {
  readonly usedBytes: number;
  /** `maxmemory`, or the machine's memory where none is set; 0 when Redis says neither. */
  readonly maxBytes: number;
  /** Keys it dropped to make room, since it started. */
  readonly evictedKeys: number;
  /** `maxmemory-policy`, where it says. */
  readonly policy: string | undefined;
}

/** Resolves to nothing when Redis won't say. Rejects when it is away. */
export async function readRedisMemory(redis: Redis): Promise<RedisMemory | undefined> {
  const info = await readInfo(redis);
  const number = (field: string): number => Number(info.get(field) ?? 0);
  if (!info.has('used_memory')) return undefined;
  return {
    usedBytes: number('used_memory'),
    maxBytes: number('maxmemory') || number('total_system_memory'),
    evictedKeys: number('evicted_keys'),
    policy: info.get('maxmemory_policy'),
  };
}
