/*
 * Each script changes a run in one step and may be repeated: jobs run at least once, counts must not.
 * A run that has expired is left alone, so that nothing brings back part of it.
 */

/** Spans a run's time is cut into. With two counts each, Redis packs the hash: at most 128 fields. */
const PACE_SPANS = 60;

/**
 * Counts items that came to an end in the span of now, `w` for well and `f` for failed. When a run outlasts its
 * spans, each two of them become one: a run of a minute is told by the second, one of a day by the half hour, in the
 * same two kilobytes.
 */
const PACE = `
local function pace(key, kind, count)
  local known = redis.call('HMGET', key, 'from', 'width')
  if not known[1] then return end
  local now = redis.call('TIME')
  local elapsed = math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - known[1])
  local width = tonumber(known[2])
  if elapsed >= width * ${PACE_SPANS} then
    local old = redis.call('HGETALL', key)
    local factor = 1
    while elapsed >= width * factor * ${PACE_SPANS} do factor = factor * 2 end
    local sums = {}
    for at = 1, #old, 2 do
      local name, span = string.match(old[at], '^([wf])(%d+)$')
      if name then
        local field = name .. math.floor(span / factor)
        sums[field] = (sums[field] or 0) + old[at + 1]
      end
    end
    width = width * factor
    redis.call('DEL', key)
    redis.call('HSET', key, 'from', known[1], 'width', string.format('%.0f', width))
    for field, sum in pairs(sums) do redis.call('HSET', key, field, sum) end
  end
  redis.call('HINCRBY', key, kind .. string.format('%.0f', math.floor(elapsed / width)), count)
end
`;

/**
 * Takes back a dead letter of a run, `event|json`, with its message: that may quote the item. A run tells the last
 * message of each kind; that of any letter it still has does as well.
 */
export const TAKE_BACK = `
local function takeBack(run, letters, ordinal, letter)
  local event, json = string.match(letter, '^([^|]*)|(.*)$')
  redis.call('HDEL', letters, ordinal)
  redis.call('HINCRBY', run, 'dead_' .. event, -1)
  if redis.call('HGET', run, 'last_' .. event) ~= cjson.decode(json).message then return end
  local other = redis.call('HRANDFIELD', letters, 1, 'WITHVALUES')[2]
  local of, told = string.match(other or '', '^([^|]*)|(.*)$')
  if of == event then redis.call('HSET', run, 'last_' .. event, cjson.decode(told).message)
  else redis.call('HDEL', run, 'last_' .. event) end
end
`;

/**
 * Counts an item's good end, once per ordinal, takes back its dead letter if it was one, and forgets what failed.
 * KEYS run, settled, dead, runs with dead letters, pace, trails; ARGV ordinal, run, counter. Returns -1 when the run is gone, else the sum of
 * 1 when the run had finished before (its result has to be told again) and 2 when this call counted.
 */
const SETTLE = `${PACE}${TAKE_BACK}
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local first = redis.call('SETBIT', KEYS[2], ARGV[1], 1) == 0
redis.call('HDEL', KEYS[6], ARGV[1])
local dead = redis.call('HGET', KEYS[3], ARGV[1])
if dead then
  takeBack(KEYS[1], KEYS[3], ARGV[1], dead)
  if tonumber(redis.call('ZINCRBY', KEYS[4], -1, ARGV[2])) <= 0 then redis.call('ZREM', KEYS[4], ARGV[2]) end
end
local finished = redis.call('HEXISTS', KEYS[1], 'finished_at')
if first then
  redis.call('HINCRBY', KEYS[1], ARGV[3], 1)
  if finished == 0 then pace(KEYS[5], 'w', 1) end
end
if first or dead then redis.call('HINCRBY', KEYS[1], 'version', 1) end
return finished + (first and 2 or 0)
`;

/**
 * Records a dead letter. An item that was settled before stays so.
 * KEYS run, settled, dead, runs with dead letters, pace, trails; ARGV ordinal, run, event, "event|json", message. Returns
 * as SETTLE.
 */
const BURY = `${PACE}
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if redis.call('GETBIT', KEYS[2], ARGV[1]) == 1 then return 0 end
local old = redis.call('HGET', KEYS[3], ARGV[1])
if old then redis.call('HINCRBY', KEYS[1], 'dead_' .. string.match(old, '^[^|]*'), -1) end
local finished = redis.call('HEXISTS', KEYS[1], 'finished_at')
if not old then
  redis.call('ZINCRBY', KEYS[4], 1, ARGV[2])
  if finished == 0 then pace(KEYS[5], 'f', 1) end
end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])
redis.call('HINCRBY', KEYS[1], 'dead_' .. ARGV[3], 1)
redis.call('HSET', KEYS[1], 'last_' .. ARGV[3], ARGV[5])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return finished + (old and 0 or 2)
`;

/**
 * Keeps what was dropped for as long as its run, but no more than so many: somebody may drop a hundred thousand.
 * KEYS dropped, run; ARGV ordinal, json, most.
 */
const KEEP_DROPPED = `
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local left = redis.call('PTTL', KEYS[2])
if left > 0 then redis.call('PEXPIRE', KEYS[1], left) end
return 1
`;

/**
 * Records how far a run has read. Totals are cumulative, so an older page told late changes nothing. Items that were
 * read and not handed over have ended here.
 * KEYS run, pace; ARGV pages, then field and value of each total.
 */
const ADVANCE = `${PACE}
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if tonumber(redis.call('HGET', KEYS[1], 'pages') or '0') >= tonumber(ARGV[1]) then return 0 end
local more = {}
for at = 2, #ARGV, 2 do
  more[ARGV[at]] = ARGV[at + 1] - (redis.call('HGET', KEYS[1], ARGV[at]) or 0)
end
local failed = (more.failed_logics or 0) + (more.failed_format or 0)
local well = (more.read or 0) - (more.kept or 0) - failed
redis.call('HSET', KEYS[1], 'pages', unpack(ARGV))
redis.call('HINCRBY', KEYS[1], 'version', 1)
if well > 0 then pace(KEYS[2], 'w', string.format('%.0f', well)) end
if failed > 0 then pace(KEYS[2], 'f', string.format('%.0f', failed)) end
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

/** Keeps one of the first items of a dry run. KEYS previews; ARGV how many, ordinal, item, seconds. */
const PREVIEW = `
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
`;

/**
 * Keeps the trail of an item that has not ended well, as long as its run. A new one only while there is room.
 * KEYS run, settled, trails; ARGV ordinal, most, trail. Returns whether it did.
 */
const KEEP_TRAIL = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('GETBIT', KEYS[2], ARGV[1]) == 1 then return 0 end
local new = redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0
if new and redis.call('HLEN', KEYS[3]) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
local ttl = redis.call('PTTL', KEYS[1])
if ttl > 0 then redis.call('PEXPIRE', KEYS[3], ttl) end
return 1
`;

/**
 * Notes that a run had to do with an item. An item has one e-mail address: another one takes the place of the old.
 * KEYS what the keys of this period begin with; ARGV hash of the reference, run and end (13 bytes), how many of them,
 * when the period expires, hash of the e-mail address or nothing, reference, how many of them, buckets.
 */
const NOTE_ITEM = `
local function place(kind, hash)
  return KEYS[1] .. ':' .. (string.byte(hash, 1) * 256 + string.byte(hash, 2)) % ARGV[8], kind .. hash
end
local function keep(key, field, value)
  redis.call('HSET', key, field, value)
  redis.call('EXPIREAT', key, ARGV[4])
end
local function others(key, field)
  local found = {}
  for each in string.gmatch(redis.call('HGET', key, field) or '', '[^\\n]+') do
    if each ~= ARGV[6] then found[#found + 1] = each end
  end
  return found
end
local none = string.rep('\\0', 8)
local key, field = place('r', ARGV[1])
local old = redis.call('HGET', key, field) or none
local touches = {}
for at = 9, #old, 13 do
  local touch = string.sub(old, at, at + 12)
  if string.sub(touch, 1, 9) ~= string.sub(ARGV[2], 1, 9) then touches[#touches + 1] = touch end
end
touches[#touches + 1] = ARGV[2]
while #touches > tonumber(ARGV[3]) do table.remove(touches, 1) end
local before = string.sub(old, 1, 8)
local email = ARGV[5] == '' and before or ARGV[5]
keep(key, field, email .. table.concat(touches))
if before ~= none and before ~= email then
  local at, name = place('e', before)
  local left = others(at, name)
  if #left == 0 then redis.call('HDEL', at, name) else keep(at, name, table.concat(left, '\\n')) end
end
if ARGV[5] ~= '' then
  local at, name = place('e', email)
  local references = others(at, name)
  references[#references + 1] = ARGV[6]
  while #references > tonumber(ARGV[7]) do table.remove(references, 1) end
  keep(at, name, table.concat(references, '\\n'))
end
return 1
`;

export const SCRIPTS = {
  hrflowSettle: { numberOfKeys: 6, lua: SETTLE },
  hrflowBury: { numberOfKeys: 6, lua: BURY },
  hrflowKeepTrail: { numberOfKeys: 3, lua: KEEP_TRAIL },
  hrflowNoteItem: { numberOfKeys: 1, lua: NOTE_ITEM },
  hrflowKeepDropped: { numberOfKeys: 2, lua: KEEP_DROPPED },
  hrflowAdvance: { numberOfKeys: 2, lua: ADVANCE },
  hrflowCancel: { numberOfKeys: 1, lua: CANCEL },
  hrflowMoveToken: { numberOfKeys: 1, lua: MOVE_TOKEN },
  hrflowPublish: { numberOfKeys: 2, lua: PUBLISH },
  hrflowPreview: { numberOfKeys: 1, lua: PREVIEW },
  hrflowSkipTick: { numberOfKeys: 2, lua: SKIP_TICK },
  hrflowMissTicks: { numberOfKeys: 1, lua: MISS_TICKS },
} as const;

type Argument = string | number;

/** Keys of what an item's end changes. */
export type ItemKeys = readonly [
  run: string,
  settled: string,
  dead: string,
  deadRuns: string,
  pace: string,
  trails: string,
];

/** The scripts as methods of a connection. */
export interface ScriptCommands {
  hrflowSettle(
    ...keysAndArguments: [...ItemKeys, ordinal: number, run: string, counter: string]
  ): Promise<number>;
  hrflowBury(
    ...keysAndArguments: [
      ...ItemKeys,
      ordinal: number,
      run: string,
      event: string,
      value: string,
      message: string,
    ]
  ): Promise<number>;
  hrflowKeepTrail(
    run: string,
    settled: string,
    trails: string,
    ordinal: number,
    most: number,
    trail: string,
  ): Promise<number>;
  hrflowNoteItem(
    items: string,
    hash: Buffer,
    touch: Buffer,
    touches: number,
    expiresAt: number,
    email: Buffer | '',
    reference: string,
    references: number,
    buckets: number,
  ): Promise<number>;
  hrflowKeepDropped(
    dropped: string,
    run: string,
    ordinal: number,
    json: string,
    most: number,
  ): Promise<number>;
  hrflowAdvance(run: string, pace: string, ...totals: Argument[]): Promise<number>;
  hrflowCancel(run: string): Promise<number>;
  hrflowMoveToken(token: string, expected: string, next: string): Promise<number>;
  hrflowPublish(run: string, job: string, version: string, returnValue: string): Promise<number>;
  hrflowPreview(
    previews: string,
    most: number,
    ordinal: number,
    item: string,
    seconds: number,
  ): Promise<number>;
  hrflowMissTicks(
    missed: string,
    expected: string,
    until: number,
    count: number,
    now: string,
  ): Promise<number>;
  hrflowSkipTick(skipped: string, latest: string, due: number, now: string, run: string): Promise<number>;
}
