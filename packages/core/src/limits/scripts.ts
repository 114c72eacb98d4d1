/*
 * The clock is Redis' own, so that workers whose clocks differ agree. Times are in milliseconds.
 */
const NOW = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function text(number) return string.format('%.0f', number) end
`;

/**
 * Lets a job's requests through, or gives the job a place in line.
 *
 * What holds at any moment: requests sent within the last window, plus requests set aside, are at most
 * the limit. A request set aside is counted as if it were sent just now, for as long as it takes; so it
 * may be sent at any time, and its window starts when it is. That is why places in line need not be
 * exact: they order the jobs and tell them when to come, and what is sent is decided on arrival.
 *
 * A job that comes when its time has come goes before those whose time is later, and before those that
 * just came; a job that doesn't come gives up its place after a grace, so that a removed run doesn't
 * hold up the others for longer than its own places reach. Jobs in line are taken to cost what the
 * caller costs. Where the actions of one account differ in that, places are less fair; the limit holds.
 *
 * KEYS sent, held, line, blocked, tightened
 * ARGV requests, window, cost, holder, time a request is set aside for, grace
 * Returns {0, requests set aside}, or {milliseconds to wait, 0}.
 */
const ADMIT = `${NOW}
local sent, held, line = KEYS[1], KEYS[2], KEYS[3]
local window, holder, hold, grace = tonumber(ARGV[2]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local limit = math.min(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[5]) or ARGV[1]))
local cost = math.min(tonumber(ARGV[3]), limit)
local blocked = tonumber(redis.call('GET', KEYS[4]) or 0)

local first = redis.call('LINDEX', sent, 0)
while first and tonumber(first) <= now - window do
  redis.call('LPOP', sent)
  first = redis.call('LINDEX', sent, 0)
end
redis.call('ZREMRANGEBYSCORE', held, '-inf', now)
redis.call('ZREMRANGEBYSCORE', line, '-inf', now - grace)
local used = redis.call('LLEN', sent) + redis.call('ZCARD', held)
local place = redis.call('ZSCORE', line, holder)

local isDue = place and tonumber(place) <= now
local due = redis.call('ZCOUNT', line, '-inf', isDue and '(' .. place or now)
if blocked <= now and used + due * cost + cost <= limit then
  redis.call('ZREM', line, holder)
  redis.call('RPUSH', sent, text(now))
  redis.call('PEXPIRE', sent, window)
  for number = 1, cost - 1 do redis.call('ZADD', held, now + hold, holder .. '#' .. number) end
  redis.call('PEXPIRE', held, hold)
  return { 0, cost - 1 }
end

-- The request this job would be is number used + ahead; it may go a window after the one "limit" before it.
local ahead = redis.call('ZCOUNT', line, '-inf', place and '(' .. place or '+inf') * cost + cost
local turns = math.ceil(ahead / limit)
local before = used + ahead - turns * limit
local at = now + (turns - 1) * window
if before > 0 then at = tonumber(redis.call('LINDEX', sent, before - 1) or now) + turns * window end
at = math.max(at, blocked + (turns - 1) * window)
local last = redis.call('ZRANGE', line, -1, -1, 'WITHSCORES')[2]
if last and not place then at = math.max(at, tonumber(last)) end
redis.call('ZADD', line, text(at), holder)
redis.call('PEXPIRE', line, text(math.max(at, tonumber(last or at)) - now + grace))
return { math.ceil(at - now), 0 }
`;

/**
 * Spends a request that was set aside. KEYS sent, held, blocked; ARGV window, name of the request.
 * Returns 0 to go, milliseconds to wait while the account is blocked, -1 when it is no longer set aside.
 */
const SPEND = `${NOW}
local expiry = redis.call('ZSCORE', KEYS[2], ARGV[2])
if not expiry or tonumber(expiry) <= now then return -1 end
local blocked = tonumber(redis.call('GET', KEYS[3]) or 0)
if blocked > now then return math.ceil(blocked - now) end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('RPUSH', KEYS[1], text(now))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 0
`;

/** Blocks an account, or blocks it for longer. KEYS blocked; ARGV milliseconds. */
const BLOCK = `${NOW}
local till = now + tonumber(ARGV[1])
if tonumber(redis.call('GET', KEYS[1]) or 0) >= till then return 0 end
redis.call('SET', KEYS[1], text(till), 'PX', ARGV[1])
return 1
`;

export const LIMIT_SCRIPTS = {
  hrflowAdmit: { numberOfKeys: 5, lua: ADMIT },
  hrflowSpend: { numberOfKeys: 3, lua: SPEND },
  hrflowBlock: { numberOfKeys: 1, lua: BLOCK },
} as const;

/** The scripts as methods of a connection. */
export interface LimitCommands {
  hrflowAdmit(
    sent: string,
    held: string,
    line: string,
    blocked: string,
    tightened: string,
    requests: number,
    windowMs: number,
    cost: number,
    holder: string,
    holdMs: number,
    graceMs: number,
  ): Promise<[waitMs: number, setAside: number]>;
  hrflowSpend(
    sent: string,
    held: string,
    blocked: string,
    windowMs: number,
    request: string,
  ): Promise<number>;
  hrflowBlock(blocked: string, ms: number): Promise<number>;
}
