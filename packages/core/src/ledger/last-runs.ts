import type { Redis } from 'ioredis';
import type { RunResult } from '../run/result.js';
import type { RunStatus } from '../run/result.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';
import type { Pause } from './pauses.js';
import { toRunRecord, toRunResult, type RunRecord } from './run-record.js';

/** How a workflow stands, by its runs so far. Times are epoch milliseconds. */
export interface WorkflowStanding {
  /** A run that was asked for as a whole ended without being fatal. Dry and cancelled ones don't count. */
  readonly lastSuccessMs: number | undefined;
  /** The same for runs that an event asked for, each about one item. */
  readonly lastEventSuccessMs: number | undefined;
  /** Of the run that ended last, as it stands now that dead letters may have been retried. */
  readonly lastStatus: RunStatus | undefined;
  /** Why that one ended before it read anything, if it did. */
  readonly lastFatalCode: string | undefined;
  /** Start of the oldest run that is still known. */
  readonly firstRunMs: number | undefined;
  readonly pause: Pause | undefined;
}

/** Beside a workflow's own id, which has no slash. */
const ofEvents = (workflowId: string): string => `${workflowId}/events`;

/** How the runs of each workflow ended last: kept for ever, one entry for each workflow. */
export class LastRuns {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Notes the end of a run. A dry one moved nothing. */
  async ended(record: RunRecord, result: RunResult): Promise<void> {
    if (record.dryRun) return;
    await this.redis.hset(this.keys.ended(), record.workflowId, record.runId);
    await this.stands(record, result);
  }

  /** Notes what a run has come to; after a retry, a run that was fatal may be none any more. */
  async stands({ dryRun, cancelled, trigger, workflowId }: RunRecord, result: RunResult): Promise<void> {
    const finishedMs = Date.parse(result.finished_at);
    if (dryRun || cancelled || result.status === 'fatal' || Number.isNaN(finishedMs)) return;
    const member = trigger === 'webhook' ? ofEvents(workflowId) : workflowId;
    // Never back to an older run that was corrected late.
    await this.redis.zadd(this.keys.successes(), 'GT', finishedMs, member);
  }

  /** @returns by workflow id */
  async standings(workflowIds: readonly string[]): Promise<ReadonlyMap<string, WorkflowStanding>> {
    if (workflowIds.length === 0) return new Map();
    const [successes, eventSuccesses, ended, pauses] = await Promise.all([
      this.redis.zmscore(this.keys.successes(), ...workflowIds),
      this.redis.zmscore(this.keys.successes(), ...workflowIds.map(ofEvents)),
      this.redis.hmget(this.keys.ended(), ...workflowIds),
      this.redis.mget(...workflowIds.map((id) => this.keys.pause(id))),
    ]);
    const standings = workflowIds.map(async (id, index): Promise<[string, WorkflowStanding]> => {
      const [record, firstRunMs] = await Promise.all([this.record(ended[index]), this.firstRunMs(id)]);
      const pause = pauses[index];
      return [
        id,
        {
          lastSuccessMs: toNumber(successes[index]),
          lastEventSuccessMs: toNumber(eventSuccesses[index]),
          lastStatus: record && toRunResult(record).status,
          lastFatalCode: record?.fatal?.code,
          firstRunMs,
          pause: pause ? (JSON.parse(pause) as Pause) : undefined,
        },
      ];
    });
    return new Map(await Promise.all(standings));
  }

  private async record(runId: string | null | undefined): Promise<RunRecord | undefined> {
    if (!runId) return undefined;
    const hash = await this.redis.hgetall(this.keys.run(runId));
    return Object.keys(hash).length === 0 ? undefined : toRunRecord(runId, hash);
  }

  private async firstRunMs(workflowId: string): Promise<number | undefined> {
    const [, score] = await this.redis.zrange(this.keys.workflowRuns(workflowId), 0, '0', 'WITHSCORES');
    return toNumber(score);
  }
}

function toNumber(score: string | null | undefined): number | undefined {
  return score === null || score === undefined ? undefined : Number(score);
}
