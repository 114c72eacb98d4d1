import type { Redis } from 'ioredis';
import { ledgerKeys, type LedgerKeys } from '../ledger/keys.js';
import type { Ledger } from '../ledger/ledger.js';
import type { DeadLetter, RunRecord } from '../ledger/run-record.js';
import { TAKE_BACK } from '../ledger/scripts.js';
import { jobIds } from '../queues/catalogue.js';
import { DAY_MS, type Retention } from '../workflow/retention.js';
import type { Budget } from './budget.js';
import type { EndedJobs } from './ended-jobs.js';

/**
 * Counts a dead letter as expired, unless it has become another one since: it was retried, and failed again. The run stays on the list, with none left, until its result was told.
 * KEYS run, settled, dead, runs with dead letters, trails; ARGV ordinal, run, time of the letter. Returns 1 when it did.
 */
const EXPIRE = `${TAKE_BACK}
local dead = redis.call('HGET', KEYS[3], ARGV[1])
if not dead then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 or cjson.decode(string.match(dead, '|(.*)$')).at ~= ARGV[3] then return 0 end
takeBack(KEYS[1], KEYS[3], ARGV[1], dead)
redis.call('HDEL', KEYS[5], ARGV[1])
redis.call('ZINCRBY', KEYS[4], -1, ARGV[2])
if redis.call('SETBIT', KEYS[2], ARGV[1], 1) == 0 then redis.call('HINCRBY', KEYS[1], 'expired', 1) end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1
`;

/** Takes a run off the list, unless it has dead letters again. KEYS runs with dead letters; ARGV run. */
const LEAVE_LIST = `
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 1) > 0 then return 0 end
return redis.call('ZREM', KEYS[1], ARGV[1])
`;

/** How many dead letters of a run have expired. */
export interface ExpiredLetters {
  readonly workflow: string;
  readonly runId: string;
  readonly count: number;
}

/** Dead letters nobody retried or dropped in time. */
export class OldLetters {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly ledger: Ledger,
    private readonly jobs: EndedJobs,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Ends those whose time has come; the result of their runs follows. */
  async *sweep(
    retention: (workflowId: string) => Retention,
    nowMs: number,
    budget: Budget,
  ): AsyncGenerator<ExpiredLetters> {
    const listed = await this.redis.zrange(this.keys.deadRuns(), '0', '-1', 'WITHSCORES');
    for (let at = 0; at + 1 < listed.length && !budget.isSpent; at += 2) {
      const runId = listed[at] ?? '';
      const record = await this.ledger.read(runId);
      if (!record) {
        await this.redis.zrem(this.keys.deadRuns(), runId);
        continue;
      }
      const { workflowId: workflow } = record;
      // One with none left wasn't told before the sweep that ended them died.
      if (Number(listed[at + 1]) > 0 && !mayBeDue(record, retention(workflow), nowMs)) continue;
      const count = await this.expire(record, retention(workflow), nowMs, budget);
      await this.redis.eval(LEAVE_LIST, 1, this.keys.deadRuns(), runId);
      if (count > 0) yield { workflow, runId, count };
    }
  }

  private async expire(
    record: RunRecord,
    retention: Retention,
    nowMs: number,
    budget: Budget,
  ): Promise<number> {
    const { runId } = record;
    const bornBefore = nowMs - retention.deadLetterDays * DAY_MS;
    const all = isOver(record, retention, nowMs);
    const due = new Map<number, string>();
    for await (const { ordinal, at } of this.ledger.eachDeadLetter(runId)) {
      if ((all || Date.parse(at) <= bornBefore) && (due.has(ordinal) || budget.take())) due.set(ordinal, at);
    }
    let expired = 0;
    for (const [ordinal, at] of due) if (await this.end(runId, { ordinal, at })) expired++;
    await this.ledger.publishResult(runId);
    return expired;
  }

  /** The job first: one whose letter is gone would never be found again. */
  private async end(runId: string, { ordinal, at }: Pick<DeadLetter, 'ordinal' | 'at'>): Promise<boolean> {
    const jobId = jobIds.push(runId, ordinal);
    const removed = await this.jobs.remove({ queue: 'pushes', state: 'failed' }, jobId);
    // Retried: it is on its way. Without a job, a sweep that died here left the letter.
    if (!removed && (await this.redis.exists(this.jobs.key('pushes', jobId))) === 1) return false;
    const { run, settled, dead, deadRuns, trails } = this.keys;
    const keys = [run(runId), settled(runId), dead(runId), deadRuns(), trails(runId)];
    return (await this.redis.eval(EXPIRE, keys.length, ...keys, ordinal, runId, at)) === 1;
  }
}

/** No item of a run fails before the run starts. */
function mayBeDue(record: RunRecord, retention: Retention, nowMs: number): boolean {
  return Date.parse(record.startedAt) + retention.deadLetterDays * DAY_MS <= nowMs;
}

/** The run goes, and its dead letters with it. */
function isOver({ finishedAt }: RunRecord, { runDays }: Retention, nowMs: number): boolean {
  return finishedAt !== undefined && Date.parse(finishedAt) + runDays * DAY_MS <= nowMs;
}
