import type { Redis } from 'ioredis';
import { ledgerKeys, type LedgerKeys } from '../ledger/keys.js';
import { jobIds } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { DAY_MS } from '../workflow/retention.js';
import type { Budget } from './budget.js';
import type { EndedJobs } from './ended-jobs.js';

/** Runs looked at in one step. */
const RUNS_READ = 200;

/** Runs whose time is over. */
export class OldRuns {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly queues: OpenQueues,
    private readonly jobs: EndedJobs,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Workflows that ever ran, whether or not anybody has their files. */
  async workflowIds(): Promise<string[]> {
    return this.redis.hkeys(this.keys.ended());
  }

  /** Forgets runs of a workflow that ended so many days ago, and those that will never end. Resolves to how many. */
  async sweep(workflowId: string, runDays: number, nowMs: number, budget: Budget): Promise<number> {
    const list = this.keys.workflowRuns(workflowId);
    const untilMs = nowMs - runDays * DAY_MS;
    let removed = 0;
    let passed = 0;
    while (!budget.isSpent) {
      // Whatever ended before then started before then.
      const runIds = await this.redis.zrangebyscore(list, '-inf', untilMs, 'LIMIT', passed, RUNS_READ);
      for (const runId of runIds) {
        if ((await this.isDue(runId, untilMs)) && budget.take()) {
          await this.forget(workflowId, runId);
          removed++;
        } else passed++;
      }
      if (runIds.length < RUNS_READ) return removed;
    }
    return removed;
  }

  private async isDue(runId: string, untilMs: number): Promise<boolean> {
    const [started, finishedAt] = await this.redis.hmget(this.keys.run(runId), 'started_at', 'finished_at');
    if (!started) return true;
    // Its dead letters go first; one that was just retried is on its way.
    if ((await this.redis.hlen(this.keys.dead(runId))) > 0) return false;
    if (finishedAt) return Date.parse(finishedAt) <= untilMs;
    // One that waits, however long, goes on some day; without its job, or when that failed, nobody ends it.
    const job = await this.queues.runs.getJob(runId);
    return job === undefined || (await job.isFailed());
  }

  /** What lists it goes last, so that a sweep that dies is made up for by the next. */
  private async forget(workflowId: string, runId: string): Promise<void> {
    const pages = Number((await this.redis.hget(this.keys.run(runId), 'pages')) ?? 0);
    // The read that was given up, if any was.
    await this.jobs.remove({ queue: 'pulls', state: 'failed' }, jobIds.pull(runId, pages));
    await this.jobs.remove({ queue: 'runs', state: 'completed' }, runId);
    await this.jobs.remove({ queue: 'runs', state: 'failed' }, runId);
    const { run, settled, dead, dropped, pace, spool, previews, suspects, waits } = this.keys;
    const kept = [run, settled, dead, dropped, pace, spool, previews, suspects].map((key) => key(runId));
    await this.redis.unlink(...kept, waits(runId, 'retrying'), waits(runId, 'limited'));
    const lists = [this.keys.deadRuns(), this.keys.runs(), this.keys.workflowRuns(workflowId)];
    for (const list of lists) await this.redis.zrem(list, runId);
  }
}
