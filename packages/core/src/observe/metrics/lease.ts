import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** Longer than the time between two scrapes, shorter than most patience. */
const LEASE_MS = 75_000;

const TAKE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;
const GIVE_BACK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`;

/**
 * Who shows what the whole deployment shares. Taken and kept by being scraped: a process nobody scrapes never holds
 * it, and when its holder is gone the next process to be scraped takes over.
 */
export class Lease {
  private readonly name = randomUUID();
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.key = `${prefix}:metrics:holder`;
  }

  /** Resolves to whether this process holds it now. */
  async take(): Promise<boolean> {
    return (await this.redis.eval(TAKE, 1, this.key, this.name, LEASE_MS)) === 1;
  }

  async giveBack(): Promise<void> {
    await this.redis.eval(GIVE_BACK, 1, this.key, this.name);
  }
}
