import type { Redis } from 'ioredis';
import { QUEUES, type PageTotals, type Trigger } from '../queues/catalogue.js';
import type { Reason, RunResult } from '../run/result.js';
import { DEFAULT_RETENTION } from '../workflow/retention.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';
import { LastRuns } from './last-runs.js';
import { toRunPace, type RunPace } from './run-pace.js';
import {
  toRunRecord,
  toRunResult,
  type DeadLetter,
  type DroppedLetter,
  type RunRecord,
} from './run-record.js';
import { SCRIPTS, type ItemKeys, type ScriptCommands } from './scripts.js';

/** How a pushed item ended well. */
export type Settlement = 'written' | 'unchanged' | 'late_discarded' | 'dropped' | 'previewed';

/** Length of the first spans a run's pace is told by. */
const FIRST_SPAN_MS = 1_000;
/** Dead letters that were dropped, of which a run tells more than their number. */
const DROPPED_KEPT = 1_000;
/** Dead letters read at a time. */
const LETTERS_READ = 500;

/** A dead letter is stored as `event|json`, so that scripts can read its kind. */
function parseLetter(value: string): DeadLetter {
  return JSON.parse(value.slice(value.indexOf('|') + 1)) as DeadLetter;
}

const DAY_SECONDS = 86_400;
/** A sweep ends what a run leaves behind, then the run. Should none come, Redis forgets the run by itself. */
const SWEEP_DAYS = 1;
/** Times a result is derived again when the run changes under it. */
const PUBLISH_TRIES = 5;

/** What counting an item came to. */
export interface Counted {
  /** False when the item had been counted before: this was a repetition. */
  readonly first: boolean;
  /** The run's result was told before this changed it. */
  readonly afterFinish: boolean;
}

function toCounted(reply: number): Counted {
  return { first: reply >= 2, afterFinish: reply > 0 && reply % 2 === 1 };
}

export interface RunStart {
  readonly runId: string;
  readonly workflowId: string;
  readonly action: string;
  readonly trigger: Trigger;
  readonly dryRun: boolean;
  readonly incremental: boolean;
  readonly startedAt: Date;
}

/** A place in the list of runs. */
export interface RunPosition {
  readonly runId: string;
  readonly startedAtMs: number;
}

/** Runs that may have started in the same millisecond. */
const RUNS_OF_ONE_MOMENT = 64;

/** Redis lists runs of one moment by their ids, backwards as well. */
function comesAfter(position: RunPosition, other: RunPosition): boolean {
  if (position.startedAtMs !== other.startedAtMs) return position.startedAtMs < other.startedAtMs;
  return position.runId < other.runId;
}

/**
 * What is known of runs, in Redis beside the queues. Every method may be repeated after a crash
 * without counting anything twice.
 */
export class Ledger {
  private readonly redis: Redis & ScriptCommands;
  private readonly keys: LedgerKeys;
  private readonly lastRuns: LastRuns;

  constructor(
    redis: Redis,
    private readonly prefix: string,
  ) {
    for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
    this.redis = redis as Redis & ScriptCommands;
    this.keys = ledgerKeys(prefix);
    this.lastRuns = new LastRuns(redis, prefix);
  }

  /** Opens a run. Opening it again leaves it as it is. */
  async start(run: RunStart): Promise<void> {
    const key = this.keys.run(run.runId);
    const score = run.startedAt.getTime();
    const facts = {
      workflow_id: run.workflowId,
      action: run.action,
      trigger: run.trigger,
      dry_run: run.dryRun ? '1' : '0',
      incremental: run.incremental ? '1' : '0',
      started_at: run.startedAt.toISOString(),
    };
    const multi = this.redis.multi();
    for (const [field, value] of Object.entries(facts)) multi.hsetnx(key, field, value);
    const pace = this.keys.pace(run.runId);
    multi.hsetnx(pace, 'from', String(score)).hsetnx(pace, 'width', String(FIRST_SPAN_MS));
    multi.zadd(this.keys.runs(), 'NX', score, run.runId);
    multi.zadd(this.keys.workflowRuns(run.workflowId), 'NX', score, run.runId);
    await multi.exec();
  }

  async read(runId: string): Promise<RunRecord | undefined> {
    const hash = await this.redis.hgetall(this.keys.run(runId));
    return Object.keys(hash).length === 0 ? undefined : toRunRecord(runId, hash);
  }

  /** Records how far reading has come. */
  async advance(runId: string, totals: PageTotals): Promise<void> {
    const { pages, read, discarded, kept, skipped, logicsFailed, formatFailed } = totals;
    const fields = {
      read,
      discarded,
      kept,
      skipped,
      failed_logics: logicsFailed,
      failed_format: formatFailed,
    };
    const totalsAsFields = Object.entries(fields).flat();
    await this.redis.hrflowAdvance(this.keys.run(runId), this.keys.pace(runId), pages, ...totalsAsFields);
  }

  /** Counts an item's good end. */
  async settle(runId: string, ordinal: number, settlement: Settlement): Promise<Counted> {
    return toCounted(await this.redis.hrflowSettle(...this.itemKeys(runId), ordinal, runId, settlement));
  }

  /** Records a dead letter. */
  async bury(runId: string, letter: DeadLetter): Promise<Counted> {
    const value = `${letter.event}|${JSON.stringify(letter)}`;
    const { ordinal, event, message } = letter;
    const keys = this.itemKeys(runId);
    return toCounted(await this.redis.hrflowBury(...keys, ordinal, runId, event, value, message));
  }

  /** Ends a dead letter for good. What was dropped, and why, stays with the run, of the first thousand. */
  async drop(runId: string, ordinal: number, reason: string): Promise<void> {
    const letter = await this.redis.hget(this.keys.dead(runId), String(ordinal));
    if (letter === null) return;
    const dropped = JSON.stringify({ ...parseLetter(letter), reason });
    const { run, dropped: kept } = this.keys;
    await this.redis.hrflowKeepDropped(kept(runId), run(runId), ordinal, dropped, DROPPED_KEPT);
    await this.settle(runId, ordinal, 'dropped');
  }

  async deadLetters(runId: string): Promise<DeadLetter[]> {
    const values = await this.redis.hvals(this.keys.dead(runId));
    return values.map(parseLetter).sort((a, b) => a.ordinal - b.ordinal);
  }

  async deadLetter(runId: string, ordinal: number): Promise<DeadLetter | undefined> {
    const value = await this.redis.hget(this.keys.dead(runId), String(ordinal));
    return value === null ? undefined : parseLetter(value);
  }

  async droppedLetter(runId: string, ordinal: number): Promise<DroppedLetter | undefined> {
    const value = await this.redis.hget(this.keys.dropped(runId), String(ordinal));
    return value === null ? undefined : (JSON.parse(value) as DroppedLetter);
  }

  /**
   * The dead letters of a run in no particular order, a few at a time: there may be a great many. One may come
   * twice while others are taken back.
   */
  async *eachDeadLetter(runId: string): AsyncGenerator<DeadLetter> {
    let cursor = '0';
    do {
      const [next, pairs] = await this.redis.hscan(this.keys.dead(runId), cursor, 'COUNT', LETTERS_READ);
      cursor = next;
      for (let index = 1; index < pairs.length; index += 2) yield parseLetter(pairs[index] ?? '');
    } while (cursor !== '0');
  }

  /** How many dead letters there are, by run; only runs that have some. */
  async deadLetterCounts(): Promise<ReadonlyMap<string, number>> {
    const flat = await this.redis.zrevrangebyscore(this.keys.deadRuns(), '+inf', 1, 'WITHSCORES');
    const counts = new Map<string, number>();
    for (let at = 0; at + 1 < flat.length; at += 2) counts.set(flat[at] ?? '', Number(flat[at + 1]));
    return counts;
  }

  /** The dead letters of a run that were dropped, and why; the first thousand. */
  async droppedLetters(runId: string): Promise<DroppedLetter[]> {
    const values = await this.redis.hvals(this.keys.dropped(runId));
    return values.map((value) => JSON.parse(value) as DroppedLetter).sort((a, b) => a.ordinal - b.ordinal);
  }

  /** How many items of a run came to an end when; `undefined` for a run that is not known. */
  async pace(runId: string): Promise<RunPace | undefined> {
    return toRunPace(await this.redis.hgetall(this.keys.pace(runId)));
  }

  /** Ends a run before it has read anything. */
  async refuse(runId: string, fatal: { reason: Reason; code: string; message: string }): Promise<void> {
    await this.redis.hset(this.keys.run(runId), {
      fatal_reason: fatal.reason,
      fatal_code: fatal.code,
      fatal_message: fatal.message,
    });
  }

  /** The origin was read to its end; `token` covers all of it. */
  async readingEnded(runId: string, token: string | null): Promise<void> {
    await this.note(runId, { reading_ended: 1, ...(token === null ? {} : { pending_token: token }) });
  }

  /** Reading broke off. */
  async readFailed(runId: string, message: string): Promise<void> {
    await this.note(runId, { reading_ended: 1, read_failure: 1, read_error: message });
  }

  /** Reading goes on after it had broken off: the run is open again. */
  async readResumed(runId: string): Promise<void> {
    await this.redis.hdel(this.keys.run(runId), 'reading_ended', 'read_failure', 'read_error', 'finished_at');
  }

  /**
   * Cancels a run: it reads no further page; what was handed over is still written. Resolves to whether
   * there was anything to cancel.
   */
  async cancel(runId: string): Promise<boolean> {
    return (await this.redis.hrflowCancel(this.keys.run(runId))) === 1;
  }

  /** Sets counters of a run's end (`callback_executed` and the like) to a value. */
  async note(runId: string, facts: Readonly<Record<string, string | number>>): Promise<void> {
    const key = this.keys.run(runId);
    await this.redis.multi().hset(key, facts).hincrby(key, 'version', 1).exec();
  }

  /**
   * Closes a run and says what it came to. Closing it again keeps its first end.
   * @param keptDays how long it is kept
   */
  async finish(
    runId: string,
    finishedAt: Date,
    keptDays: number = DEFAULT_RETENTION.runDays,
  ): Promise<RunResult> {
    const key = this.keys.run(runId);
    await this.redis.hsetnx(key, 'finished_at', finishedAt.toISOString());
    const { settled, dead, dropped, spool, pace, trails } = this.keys;
    const kept = [key, ...[settled, dead, dropped, spool, pace, trails].map((each) => each(runId))];
    const seconds = Math.ceil((keptDays + SWEEP_DAYS) * DAY_SECONDS);
    await Promise.all(kept.map((each) => this.redis.expire(each, seconds)));
    await this.redis.unlink(this.keys.waits(runId, 'retrying'), this.keys.waits(runId, 'limited'));
    const record = await this.known(runId);
    const result = toRunResult(record);
    await this.lastRuns.ended(record, result);
    return result;
  }

  async result(runId: string): Promise<RunResult> {
    return toRunResult(await this.known(runId));
  }

  private async known(runId: string): Promise<RunRecord> {
    const record = await this.read(runId);
    if (!record) throw new Error(`run ${runId} is not in the ledger`);
    return record;
  }

  /** Brings the result shown on a finished run's job up to date, after a dead letter was retried. */
  async publishResult(runId: string): Promise<RunResult | undefined> {
    const job = `${this.prefix}:${QUEUES.runs.name}:${runId}`;
    for (let tries = 0; tries < PUBLISH_TRIES; tries++) {
      const record = await this.read(runId);
      if (!record) return undefined;
      const result = toRunResult(record);
      const told = await this.redis.hrflowPublish(
        this.keys.run(runId),
        job,
        record.version,
        JSON.stringify(result),
      );
      if (told === 0) continue;
      await this.lastRuns.stands(record, result);
      return result;
    }
    return undefined;
  }

  /** The incremental token of a workflow's action, or `null` before its first incremental run. */
  async token(workflowId: string, action: string): Promise<string | null> {
    return this.redis.get(this.keys.token(workflowId, action));
  }

  /** Moves a token forward; one that is already as far stays. Resolves to the token that stands. */
  async moveToken(
    workflowId: string,
    action: string,
    next: string,
    isAfter: (a: string, b: string) => boolean,
  ): Promise<string> {
    for (;;) {
      const current = await this.token(workflowId, action);
      if (current !== null && !isAfter(next, current)) return current;
      const key = this.keys.token(workflowId, action);
      if ((await this.redis.hrflowMoveToken(key, current ?? '', next)) === 1) return next;
    }
  }

  /** The latest runs, newest first; of one workflow, or of all. */
  async latestRuns(limit: number, workflowId?: string): Promise<RunRecord[]> {
    const index = workflowId === undefined ? this.keys.runs() : this.keys.workflowRuns(workflowId);
    const ids = await this.redis.zrevrange(index, 0, limit - 1);
    const records = await Promise.all(ids.map((id) => this.read(id)));
    return records.filter((record) => record !== undefined);
  }

  /**
   * Ids of runs from a place in their list on, newest first. Runs added meanwhile come before it, so none is
   * told twice.
   * @param after the last one told
   */
  async runIds(limit: number, workflowId?: string, after?: RunPosition): Promise<RunPosition[]> {
    const index = workflowId === undefined ? this.keys.runs() : this.keys.workflowRuns(workflowId);
    const from = after?.startedAtMs ?? '+inf';
    const wanted = limit + RUNS_OF_ONE_MOMENT;
    const flat = await this.redis.zrevrangebyscore(index, from, '-inf', 'WITHSCORES', 'LIMIT', 0, wanted);
    const positions: RunPosition[] = [];
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const position = { runId: flat[at] ?? '', startedAtMs: Number(flat[at + 1]) };
      if (after === undefined || comesAfter(position, after)) positions.push(position);
    }
    return positions.slice(0, limit);
  }

  /**
   * Removes the dead letters of an item, and those that were dropped. They count as dropped from then on, and leave
   * no reason. Resolves to how many there were.
   */
  async eraseLetters(runId: string, reference: string): Promise<{ deadLetters: number; dropped: number }> {
    const isIts = (letter: DeadLetter): boolean => letter.reference === reference;
    const letters = (await this.deadLetters(runId)).filter(isIts);
    const dropped = (await this.droppedLetters(runId)).filter(isIts);
    for (const { ordinal } of letters) await this.settle(runId, ordinal, 'dropped');
    for (const { ordinal } of dropped) await this.redis.hdel(this.keys.dropped(runId), String(ordinal));
    await this.forgetMessages(runId, [...letters, ...dropped]);
    return { deadLetters: letters.length, dropped: dropped.length };
  }

  /** A run repeats the last message of each kind of failure. */
  private async forgetMessages(runId: string, letters: readonly DeadLetter[]): Promise<void> {
    const key = this.keys.run(runId);
    for (const { event, message } of letters) {
      if ((await this.redis.hget(key, `last_${event}`)) === message)
        await this.redis.hdel(key, `last_${event}`);
    }
  }

  /**
   * BullMQ repeats in a page's job why its pushes failed, and leaves it there when one is taken away.
   * @param push its key, and that of its page
   */
  async forgetReason(push: {
    readonly id?: string | undefined;
    readonly parentKey?: string | undefined;
  }): Promise<void> {
    if (push.id === undefined || push.parentKey === undefined) return;
    await this.redis.hdel(`${push.parentKey}:failed`, `${this.prefix}:${QUEUES.pushes.name}:${push.id}`);
  }

  private itemKeys(runId: string): ItemKeys {
    const { run, settled, dead, deadRuns, pace, trails } = this.keys;
    return [run(runId), settled(runId), dead(runId), deadRuns(), pace(runId), trails(runId)];
  }
}
