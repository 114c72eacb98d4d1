import { jobIds, QUEUES, type PageJob, type PullJob, type PushJob } from '@hrflow-sync/core';
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
  /** Ordinal of the first item. */
  readonly firstOrdinal: number;
  readonly items: readonly KeptItem[];
  /** The pull after this page; its existence is the mark that this page was handed over. */
  readonly next: PullJob;
}

/** The run was removed while its page was read. */
export class RunRemovedError extends Error {
  override readonly name = 'RunRemovedError';
}

/**
 * Makes a page durable in one step: its push jobs, the next pull with its cursor and the totals. Either
 * all of it is there afterwards, exactly once, or nothing is.
 *
 * BullMQ adds a flow in one MULTI. A WATCH on the next pull's key around it makes that MULTI fail when
 * somebody else handed the page over meanwhile: a worker that was frozen, say, and came back. That needs
 * a connection of its own and one hand-over at a time on it.
 */
export class Handover {
  private readonly flows: FlowProducer;
  private previous: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {
    this.flows = new FlowProducer({ connection: redis, prefix });
  }

  /** Whether the page before `pull` was handed over. */
  async isDone(runId: string, nextPage: number): Promise<boolean> {
    return (await this.redis.exists(this.pullKey(runId, nextPage))) === 1;
  }

  /**
   * Resolves to false when the page had been handed over by someone else.
   * @throws {@link RunRemovedError}
   */
  async commit(handover: PageHandover, stillOwned: () => Promise<void>): Promise<boolean> {
    const turn = this.previous.then(() => this.commitAlone(handover, stillOwned));
    this.previous = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.previous;
    await this.flows.close();
  }

  private async commitAlone(handover: PageHandover, stillOwned: () => Promise<void>): Promise<boolean> {
    const { runId, next } = handover;
    await this.redis.watch(this.pullKey(runId, next.page));
    try {
      if (await this.isDone(runId, next.page)) return false;
      await stillOwned();
      await this.flows.addBulk(this.flow(handover));
    } catch (error) {
      // A lost race makes EXEC answer null, which BullMQ turns into a TypeError.
      if (await this.isDone(runId, next.page)) return false;
      throw error;
    } finally {
      await this.redis.unwatch();
    }
    // When the run's job is gone, BullMQ answers as if all went well, and stores nothing.
    if (!(await this.isDone(runId, next.page))) throw new RunRemovedError(`run ${runId} was removed`);
    return true;
  }

  private flow(handover: PageHandover): FlowJob[] {
    const { runId, page, items, firstOrdinal, next } = handover;
    const parent = { id: runId, queue: `${this.prefix}:${QUEUES.runs.name}` };
    const pages: FlowJob[] = [];
    for (let start = 0; start < items.length; start += PUSHES_PER_PAGE_JOB) {
      const batch = items.slice(start, start + PUSHES_PER_PAGE_JOB);
      const data: PageJob = { v: 1, runId, page };
      pages.push({
        name: 'page',
        queueName: QUEUES.pages.name,
        data,
        opts: { ...QUEUES.pages.jobOptions, jobId: jobIds.page(runId, page, pages.length), parent },
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
        jobId: jobIds.pull(runId, next.page),
        parent,
        ignoreDependencyOnFailure: true,
      },
    };
    return [...pages, pull];
  }

  private push(handover: PageHandover, kept: KeptItem, ordinal: number): FlowJob {
    const { runId, workflowId } = handover;
    const data: PushJob = { v: 1, runId, workflowId, ordinal, ...kept };
    return {
      name: 'push',
      queueName: QUEUES.pushes.name,
      data,
      opts: {
        ...QUEUES.pushes.jobOptions,
        jobId: jobIds.push(runId, ordinal),
        ignoreDependencyOnFailure: true,
      },
    };
  }

  private pullKey(runId: string, page: number): string {
    return `${this.prefix}:${QUEUES.pulls.name}:${jobIds.pull(runId, page)}`;
  }
}
