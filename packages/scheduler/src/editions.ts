import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { scheduleKeys } from './keys.js';

/** A scheduler not seen for this long is taken for dead. It shows itself each minute. */
const REPLICA_TTL_MS = 180_000;
/**
 * An edition is remembered for this long after its last scheduler, so that an old one that starts anew in a crash loop
 * isn't taken for a new one. Longer than any supervisor waits between two starts.
 */
const EDITION_TTL_MS = 3_600_000;

/**
 * Shows a scheduler and its edition. Returns the edition in force, which is the one first seen last among those of
 * schedulers that are alive, and Redis' time. KEYS editions, replicas; ARGV replica, edition, two times to live.
 */
const SHOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[2])
redis.call('ZADD', KEYS[1], 'NX', now, ARGV[2])
local alive, remembered = {}, {}
local replicas = redis.call('HGETALL', KEYS[2])
for index = 1, #replicas, 2 do
  local seen, edition = string.match(replicas[index + 1], '^(%d+) (.*)$')
  local age = now - tonumber(seen)
  if age > tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[2], replicas[index])
  else
    remembered[edition] = true
    if age <= tonumber(ARGV[3]) then alive[edition] = true end
  end
end
local inForce
for _, edition in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, -1)) do
  if not remembered[edition] then redis.call('ZREM', KEYS[1], edition)
  elseif alive[edition] and not inForce then inForce = edition end
end
return { inForce, string.format('%.0f', now) }
`;

/** Takes a scheduler for dead at once, and remembers its edition. KEYS replicas; ARGV replica, time to live. */
const LEAVE = `
local seen, edition = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^(%d+) (.*)$')
if not seen then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', tonumber(seen) - tonumber(ARGV[2]) - 1) .. ' ' .. edition)
return 1
`;

interface EditionCommands {
  hrflowShowEdition(
    editions: string,
    replicas: string,
    replica: string,
    edition: string,
    replicaTtlMs: number,
    editionTtlMs: number,
  ): Promise<[string, string]>;
  hrflowLeave(replicas: string, replica: string, replicaTtlMs: number): Promise<number>;
}

/** What a scheduler learns when it shows itself. */
export interface Shown {
  readonly inForce: string;
  /** Redis' clock. */
  readonly nowMs: number;
}

/**
 * Which workflow files are in force while schedulers with different ones run, as in a rolling deployment: those that
 * appeared last. So an old scheduler undoes nothing, however often it starts, and a deployment that is taken back comes
 * into force once the last scheduler of the newer one has ended.
 */
export class Editions {
  private readonly redis: Redis & EditionCommands;
  private readonly keys: ReturnType<typeof scheduleKeys>;
  private readonly replica = randomBytes(8).toString('hex');

  constructor(redis: Redis, prefix: string) {
    redis.defineCommand('hrflowShowEdition', { numberOfKeys: 2, lua: SHOW });
    redis.defineCommand('hrflowLeave', { numberOfKeys: 1, lua: LEAVE });
    this.redis = redis as Redis & EditionCommands;
    this.keys = scheduleKeys(prefix);
  }

  async show(edition: string): Promise<Shown> {
    const { editions, replicas } = this.keys;
    const ttls = [REPLICA_TTL_MS, EDITION_TTL_MS] as const;
    const [inForce, now] = await this.redis.hrflowShowEdition(
      editions,
      replicas,
      this.replica,
      edition,
      ...ttls,
    );
    return { inForce, nowMs: Number(now) };
  }

  async leave(): Promise<void> {
    await this.redis.hrflowLeave(this.keys.replicas, this.replica, REPLICA_TTL_MS);
  }
}
