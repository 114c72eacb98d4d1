import type { Redis } from 'ioredis';
import type { QueueName } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import type { Budget } from './budget.js';

/** Ids read in one step. */
const IDS_READ = 500;
/** `<run>-q3`, `<run>-b3-0` and `<run>-i3`. */
const RUN_OF_JOB = /^(.+)-(?:q\d+|b\d+-\d+|i\d+)$/;

/** A set of jobs that are done with, one way or the other. */
export interface EndedSet {
  readonly queue: QueueName;
  readonly state: 'failed' | 'completed';
}

/** The run a job of ours belongs to. */
export function runOfJob(jobId: string): string | undefined {
  return RUN_OF_JOB.exec(jobId)?.[1];
}

/**
 * Jobs that have ended, by when they did. They are told by their ids alone: what they hold is people's data, and may
 * be large.
 */
export class EndedJobs {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly queues: OpenQueues,
  ) {}

  key(queue: QueueName, jobId: string): string {
    return `${this.prefix}:${queue}:${jobId}`;
  }

  /**
   * Takes away those that ended before `untilMs` and that `isDue` says so of, as far as the budget goes. Resolves to
   * how many.
   */
  async sweep(
    set: EndedSet,
    untilMs: number,
    budget: Budget,
    isDue: (jobId: string, endedMs: number) => Promise<boolean>,
  ): Promise<number> {
    let removed = 0;
    let passed = 0;
    while (!budget.isSpent) {
      const ended = await this.read(set, untilMs, passed);
      for (const { jobId, endedMs } of ended) {
        if ((await isDue(jobId, endedMs)) && budget.take() && (await this.remove(set, jobId))) removed++;
        else passed++;
      }
      if (ended.length < IDS_READ) return removed;
    }
    return removed;
  }

  /**
   * Takes a job away, and what BullMQ repeats of it in its parent. Resolves to false for one that isn't in that state
   * any more: it was retried, and whoever did that wants it.
   */
  async remove({ queue, state }: EndedSet, jobId: string): Promise<boolean> {
    const key = this.key(queue, jobId);
    const [score, parentKey] = await Promise.all([
      this.redis.zscore(`${this.prefix}:${queue}:${state}`, jobId),
      this.redis.hget(key, 'parentKey'),
    ]);
    if (score === null) return false;
    if ((await this.queues[queue].remove(jobId, { removeChildren: false })) !== 1) return false;
    if (parentKey) await this.forgetIn(parentKey, key);
    return true;
  }

  /** A page's job stays for the sake of its failed pushes; the last of them takes it along. */
  private async forgetIn(parentKey: string, key: string): Promise<void> {
    await this.redis.hdel(`${parentKey}:failed`, key);
    const pageId = parentKey.slice(this.key('pages', '').length);
    if (parentKey !== this.key('pages', pageId)) return;
    const [failed, pending, ended] = await Promise.all([
      this.redis.hlen(`${parentKey}:failed`),
      this.redis.scard(`${parentKey}:dependencies`),
      this.redis.zscore(`${this.prefix}:pages:completed`, pageId),
    ]);
    if (ended === null || failed > 0 || pending > 0) return;
    await this.queues.pages.remove(pageId, { removeChildren: false });
  }

  private async read(
    { queue, state }: EndedSet,
    untilMs: number,
    offset: number,
  ): Promise<{ jobId: string; endedMs: number }[]> {
    const key = `${this.prefix}:${queue}:${state}`;
    const flat = await this.redis.zrangebyscore(
      key,
      '-inf',
      untilMs,
      'WITHSCORES',
      'LIMIT',
      offset,
      IDS_READ,
    );
    const ended = [];
    for (let at = 0; at + 1 < flat.length; at += 2)
      ended.push({ jobId: flat[at] ?? '', endedMs: Number(flat[at + 1]) });
    return ended;
  }
}
