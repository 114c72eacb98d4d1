import type { Redis } from 'ioredis';

/** Longer than any event waits behind the run before it. */
const KEPT_SECONDS = 7 * 86_400;

/**
 * Remembers the latest event about each subject. KEYS latest; ARGV received (ms), job, seconds. Returns 1 when
 * this event is the latest one.
 */
const ARRIVE = `
local known = redis.call('HMGET', KEYS[1], 'at', 'job')
local at, job = tonumber(known[1] or '-1'), known[2] or ''
local mine = tonumber(ARGV[1])
if mine < at or (mine == at and ARGV[2] < job) then return 0 end
redis.call('HSET', KEYS[1], 'at', ARGV[1], 'job', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;

/** Which event about a subject is the latest: the ones before it have nothing left to say. */
export class Arrivals {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** Takes an event in. Resolves to whether no later one about the same subject has been taken in. */
  async isLatest(subject: string, receivedMs: number, jobId: string): Promise<boolean> {
    const key = `${this.prefix}:hooks:${subject}`;
    return (await this.redis.eval(ARRIVE, 1, key, receivedMs, jobId, KEPT_SECONDS)) === 1;
  }
}
