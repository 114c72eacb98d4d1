/*
 * Each script changes a run in one step and may be repeated: jobs run at least once, counts must not.
 * A run that has expired is left alone, so that nothing brings back part of it.
 */

/**
 * Counts an item's good end, once per ordinal, and takes back its dead letter if it was one.
 * KEYS run, settled, dead; ARGV ordinal, counter. Returns -1 when the run is gone, else the sum of
 * 1 when the run had finished before (its result has to be told again) and 2 when this call counted.
 */
const SETTLE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local first = redis.call('SETBIT', KEYS[2], ARGV[1], 1) == 0
local dead = redis.call('HGET', KEYS[3], ARGV[1])
if dead then
  redis.call('HDEL', KEYS[3], ARGV[1])
  redis.call('HINCRBY', KEYS[1], 'dead_' .. string.match(dead, '^[^|]*'), -1)
end
if first then redis.call('HINCRBY', KEYS[1], ARGV[2], 1) end
if first or dead then redis.call('HINCRBY', KEYS[1], 'version', 1) end
return redis.call('HEXISTS', KEYS[1], 'finished_at') + (first and 2 or 0)
`;

/**
 * Records a dead letter. An item that was settled before stays so.
 * KEYS run, settled, dead; ARGV ordinal, event, "event|json", message. Returns as SETTLE.
 */
const BURY = `
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if redis.call('GETBIT', KEYS[2], ARGV[1]) == 1 then return 0 end
local old = redis.call('HGET', KEYS[3], ARGV[1])
if old then redis.call('HINCRBY', KEYS[1], 'dead_' .. string.match(old, '^[^|]*'), -1) end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
redis.call('HINCRBY', KEYS[1], 'dead_' .. ARGV[2], 1)
redis.call('HSET', KEYS[1], 'last_' .. ARGV[2], ARGV[4])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return redis.call('HEXISTS', KEYS[1], 'finished_at') + (old and 0 or 2)
`;

/**
 * Records how far a run has read. Totals are cumulative, so an older page told late changes nothing.
 * KEYS run; ARGV pages, then field and value of each total.
 */
const ADVANCE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if tonumber(redis.call('HGET', KEYS[1], 'pages') or '0') >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'pages', unpack(ARGV))
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1
`;

/**
 * Marks a run as cancelled, unless it has ended. KEYS run. Returns 1 when it did, 0 when the run had
 * ended or is unknown.
 */
const CANCEL = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'finished_at') == 1 then return 0 end
redis.call('HSET', KEYS[1], 'cancelled', '1')
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1
`;

/** Moves a token unless someone else moved it since it was read. KEYS token; ARGV expected, next. */
const MOVE_TOKEN = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;

/**
 * Replaces the result shown on a finished run's job, unless the run changed since it was derived.
 * KEYS run, job; ARGV version, returnvalue. Returns 0 when it has to be derived again.
 */
const PUBLISH = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
if redis.call('HEXISTS', KEYS[2], 'returnvalue') == 1 then
  redis.call('HSET', KEYS[2], 'returnvalue', ARGV[2])
end
return 1
`;

/**
 * Counts a skipped tick once, though its scheduler may die and another one handle it again.
 * KEYS skipped, latest; ARGV due, now, run.
 */
const SKIP_TICK = `
if redis.call('ZADD', KEYS[2], 'NX', ARGV[1], ARGV[1]) == 0 then return 0 end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -101)
redis.call('HINCRBY', KEYS[1], 'count', 1)
redis.call('HSET', KEYS[1], 'last_at', ARGV[2], 'last_run_id', ARGV[3])
return 1
`;

/**
 * Counts missed ticks, unless someone else has since those up to `expected` were.
 * KEYS missed; ARGV expected, until, count, now.
 */
const MISS_TICKS = `
if (redis.call('HGET', KEYS[1], 'until') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'until', ARGV[2])
if tonumber(ARGV[3]) > 0 then
  redis.call('HINCRBY', KEYS[1], 'count', ARGV[3])
  redis.call('HSET', KEYS[1], 'last_at', ARGV[4])
end
return 1
`;

/** Keeps one of the first items of a dry run. KEYS preview; ARGV how many, item, seconds. */
const PREVIEW = `
if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[1]) or redis.call('LPOS', KEYS[1], ARGV[2]) then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;

export const SCRIPTS = {
  hrflowSettle: { numberOfKeys: 3, lua: SETTLE },
  hrflowBury: { numberOfKeys: 3, lua: BURY },
  hrflowAdvance: { numberOfKeys: 1, lua: ADVANCE },
  hrflowCancel: { numberOfKeys: 1, lua: CANCEL },
  hrflowMoveToken: { numberOfKeys: 1, lua: MOVE_TOKEN },
  hrflowPublish: { numberOfKeys: 2, lua: PUBLISH },
  hrflowPreview: { numberOfKeys: 1, lua: PREVIEW },
  hrflowSkipTick: { numberOfKeys: 2, lua: SKIP_TICK },
  hrflowMissTicks: { numberOfKeys: 1, lua: MISS_TICKS },
} as const;

type Argument = string | number;

/** The scripts as methods of a connection. */
export interface ScriptCommands {
  hrflowSettle(
    run: string,
    settled: string,
    dead: string,
    ordinal: Argument,
    counter: string,
  ): Promise<number>;
  hrflowBury(
    run: string,
    settled: string,
    dead: string,
    ordinal: Argument,
    event: string,
    value: string,
    message: string,
  ): Promise<number>;
  hrflowAdvance(run: string, ...totals: Argument[]): Promise<number>;
  hrflowCancel(run: string): Promise<number>;
  hrflowMoveToken(token: string, expected: string, next: string): Promise<number>;
  hrflowPublish(run: string, job: string, version: string, returnValue: string): Promise<number>;
  hrflowPreview(preview: string, most: number, item: string, seconds: number): Promise<number>;
  hrflowMissTicks(
    missed: string,
    expected: string,
    until: number,
    count: number,
    now: string,
  ): Promise<number>;
  hrflowSkipTick(skipped: string, latest: string, due: number, now: string, run: string): Promise<number>;
}
