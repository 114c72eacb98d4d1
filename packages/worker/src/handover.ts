import {
  jobIds,
  jobTrace,
  placeOf,
  QUEUES,
  traceOfRun,
  type DataKeys,
  type JobTrace,
  type PageJob,
  type ParameterOverrides,
  type PullJob,
  type PushJob,
} from '@hrflow-sync/core';
import { FlowProducer, type FlowJob } from 'bullmq';
import type { Redis } from 'ioredis';
import type { KeptItem } from './items/prepare.js';

/**
 * Pushes under one page job. Redis packs the parent's bookkeeping up to 128 entries: 40 bytes a child
 * instead of 105.
 */
const PUSHES_PER_PAGE_JOB = 100;

/** A page that has been read, and what follows it. */
export interface PageHandover {
  readonly runId: string;
  readonly workflowId: string;
  readonly page: number;
  readonly dryRun: boolean;
  readonly overrides?: ParameterOverrides | undefined;
  /** Ordinal of the first item. */
  readonly firstOrdinal: number;
  readonly items: readonly KeptItem[];
  /** Where the page's jobs are in the run's trace; nothing unless traces are on. */
  readonly trace?: JobTrace | undefined;
  /** The pull after this page; its existence is the mark that this page was handed over. */
  readonly next: PullJob;
}

/** The run was removed while its page was read. */
export class RunRemovedError extends Error {
  override readonly name = 'RunRemovedError';
}

/** Connections a hand-over may lose before it is left to the job's next attempt. */
const CONNECTION_TRIES = 5;

interface Exclusive {
  readonly redis: Redis;
  readonly flows: FlowProducer;
}

/**
 * Makes a page durable in one step: its push jobs, the next pull with its cursor and the totals. Either
 * all of it is there afterwards, exactly once, or nothing is.
 *
 * BullMQ adds a flow in one MULTI. A WATCH on the next pull's key around it makes that MULTI fail when
 * somebody else handed the page over meanwhile: a worker that was frozen, say, and came back. That needs
 * a connection of its own and one hand-over at a time on it. And it must be one connection: ioredis sends
 * an unanswered MULTI again once it has reconnected, and the WATCH is gone by then. So this connection is
 * never mended; when it is lost, the hand-over asks what became of it and starts again on a new one.
 */
export class Handover {
  private exclusive: Exclusive | undefined;
  private previous: Promise<unknown> = Promise.resolve();

  /**
   * @param redis waits for Redis as long as it takes
   * @param connectOnce opens a connection that doesn't reconnect
   */
  constructor(
    private readonly redis: Redis,
    private readonly connectOnce: () => Redis,
    private readonly prefix: string,
    private readonly dataKeys: DataKeys,
  ) {}

  /** Whether the page before `pull` was handed over. */
  async isDone(runId: string, nextPage: number): Promise<boolean> {
    return (await this.redis.exists(this.pullKey(runId, nextPage))) === 1;
  }

  /**
   * Resolves to false when the page had been handed over before.
   * @throws {@link RunRemovedError}
   */
  async commit(handover: PageHandover, stillOwned: () => Promise<void>): Promise<boolean> {
    const turn = this.previous.then(() => this.commitAlone(handover, stillOwned));
    this.previous = turn.catch(() => undefined);
    return turn;
  }

  /** Adds the pull a run starts with, likewise. */
  async commitFirst(
    next: PullJob,
    trace: JobTrace | undefined,
    stillOwned: () => Promise<void>,
  ): Promise<boolean> {
    const { runId, workflowId, dryRun } = next;
    const first = { runId, workflowId, dryRun, page: -1, firstOrdinal: 0, items: [], trace, next };
    return this.commit(first, stillOwned);
  }

  async close(): Promise<void> {
    await this.previous;
    this.exclusive?.redis.disconnect();
    await this.exclusive?.flows.close();
  }

  private async commitAlone(handover: PageHandover, stillOwned: () => Promise<void>): Promise<boolean> {
    const { runId, next } = handover;
    for (let tries = 1; ; tries++) {
      if (await this.isDone(runId, next.page)) return false;
      const { redis, flows } = this.openExclusive();
      const failure = await this.commitOn(redis, flows, handover, stillOwned);
      // A lost race makes EXEC answer null, which BullMQ turns into a TypeError.
      if (await this.isDone(runId, next.page)) return failure === undefined;
      if (redis.status === 'end' && tries < CONNECTION_TRIES) continue;
      // When the run's job is gone, BullMQ answers as if all went well, and stores nothing.
      throw failure ?? new RunRemovedError(`run ${runId} was removed`);
    }
  }

  /** Resolves to what went wrong. */
  private async commitOn(
    redis: Redis,
    flows: FlowProducer,
    handover: PageHandover,
    stillOwned: () => Promise<void>,
  ): Promise<Error | undefined> {
    const { runId, next } = handover;
    try {
      await redis.watch(this.pullKey(runId, next.page));
      if (await this.isDone(runId, next.page)) throw new Error('the page was handed over meanwhile');
      await stillOwned();
      await flows.addBulk(this.flow(handover));
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      // A connection that is lost watches nothing.
      await redis.unwatch().catch(() => undefined);
    }
  }

  private openExclusive(): Exclusive {
    if (this.exclusive && this.exclusive.redis.status !== 'end') return this.exclusive;
    const connection = this.connectOnce();
    const flows = new FlowProducer({ connection, prefix: this.prefix });
    // Whoever hands over a page is told; nobody listens here.
    flows.on('error', () => undefined);
    this.exclusive = { redis: connection, flows };
    return this.exclusive;
  }

  private flow(handover: PageHandover): FlowJob[] {
    const { runId, page, items, firstOrdinal, trace, next } = handover;
    const parent = { id: runId, queue: `${this.prefix}:${QUEUES.runs.name}` };
    const pages: FlowJob[] = [];
    for (let start = 0; start < items.length; start += PUSHES_PER_PAGE_JOB) {
      const batch = items.slice(start, start + PUSHES_PER_PAGE_JOB);
      const data: PageJob = { v: 1, runId, page };
      pages.push({
        name: 'page',
        queueName: QUEUES.pages.name,
        data,
        opts: { ...QUEUES.pages.jobOptions, ...trace, jobId: jobIds.page(runId, page, pages.length), parent },
        children: batch.map((item, index) => this.push(handover, item, firstOrdinal + start + index)),
      });
    }
    const pull: FlowJob = {
      name: 'pull',
      queueName: QUEUES.pulls.name,
      data: next,
      // A read that is given up must not keep the run from ending with what was read.
      opts: {
        ...QUEUES.pulls.jobOptions,
        // Beside the pull before it, not below: a run may have ten thousand.
        ...(trace && jobTrace(traceOfRun(runId))),
        jobId: jobIds.pull(runId, next.page),
        parent,
        ignoreDependencyOnFailure: true,
      },
    };
    return [...pages, pull];
  }

  private push(handover: PageHandover, kept: KeptItem, ordinal: number): FlowJob {
    const { runId, workflowId, dryRun, overrides, trace } = handover;
    const data: PushJob = {
      v: 1,
      runId,
      workflowId,
      ordinal,
      dryRun,
      ...(overrides && { overrides }),
      ...kept,
      item: this.dataKeys.seal(kept.item, placeOf.push({ workflowId, runId, ordinal })),
    };
    return {
      name: 'push',
      queueName: QUEUES.pushes.name,
      data,
      opts: {
        ...QUEUES.pushes.jobOptions,
        ...trace,
        jobId: jobIds.push(runId, ordinal),
        ignoreDependencyOnFailure: true,
      },
    };
  }

  private pullKey(runId: string, page: number): string {
    return `${this.prefix}:${QUEUES.pulls.name}:${jobIds.pull(runId, page)}`;
  }
}
