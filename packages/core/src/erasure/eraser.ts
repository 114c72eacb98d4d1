import { RejectedItemError } from '@hrflow-sync/connectors';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { Fingerprints } from '../ledger/fingerprints.js';
import type { DataKeys } from '../data-keys/data-keys.js';
import { placeOf } from '../data-keys/place.js';
import { ItemIndex } from '../ledger/item-index.js';
import type { Ledger } from '../ledger/ledger.js';
import { RunItems } from '../ledger/run-items.js';
import { QUEUE_NAMES, type EventJob, type PushJob } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { HandedInItems } from './handed-in.js';
import { mentions } from './mentions.js';

/** What was erased of a person, for who asked for it. */
export interface Receipt {
  readonly reference: string;
  /** ISO 8601, UTC. */
  readonly erasedAt: string;
  /** Items that waited to be pushed. */
  readonly jobs: number;
  readonly deadLetters: number;
  /** What was kept of items that an operator had dropped. */
  readonly dropped: number;
  readonly fingerprints: number;
  /** Notes of which runs had to do with it. */
  readonly notes: number;
  /** Items kept for callbacks and previews. */
  readonly copies: number;
  /** Events that could not be parsed, or weren't yet. */
  readonly events: number;
  /** Records handed in by somebody, and parameters that name the item. */
  readonly given: number;
  /** Jobs that have the item at this moment. It is gone once they are done: erase again then. */
  readonly inFlight: number;
}

/** Jobs looked at in one step. */
const PAGE = 200;
/** An item in one of these can be taken away. */
const REMOVABLE = ['waiting', 'prioritized', 'delayed', 'failed', 'completed'] as const;

/**
 * Removes every trace of an item from Redis: jobs in any state, dead letters, fingerprints, what is kept for
 * callbacks, previews, events that name it, and what runs were given of it. Counts of runs stay right: what is taken
 * away counts as dropped.
 *
 * It erases nothing in the systems that are kept in step, and nothing in logs, which name items by reference only.
 */
export class Eraser {
  private readonly fingerprints: Fingerprints;
  private readonly handedIn: HandedInItems;
  private readonly items: RunItems;
  private readonly index: ItemIndex;

  constructor(
    redis: Redis,
    prefix: string,
    private readonly queues: OpenQueues,
    private readonly ledger: Ledger,
    private readonly dataKeys: DataKeys,
  ) {
    this.fingerprints = new Fingerprints(redis, prefix);
    this.items = new RunItems(redis, prefix, dataKeys);
    this.index = new ItemIndex(redis, prefix);
    this.handedIn = new HandedInItems(redis, prefix, queues, dataKeys);
  }

  /** @throws UserError `data_key_missing`, when an event can't be searched without a key that isn't there */
  async erase(reference: string): Promise<Receipt> {
    // Dead letters first: their jobs would count as jobs that wait.
    const { deadLetters, dropped, copies } = await this.eraseFromRuns(reference);
    const jobs = await this.removeJobs(reference);
    const events = await this.removeEvents(reference);
    const given = await this.handedIn.erase(reference);
    // Queues repeat why a job failed in a short list of events, and that may quote the item.
    await Promise.all(QUEUE_NAMES.map((name) => this.queues[name].trimEvents(0)));
    return {
      reference,
      erasedAt: new Date().toISOString(),
      jobs,
      deadLetters,
      dropped,
      fingerprints: await this.fingerprints.forget(reference),
      notes: await this.index.forget(reference),
      copies,
      events,
      given: given.erased,
      inFlight: given.inFlight + (await this.countInFlight(reference)),
    };
  }

  private async eraseFromRuns(
    reference: string,
  ): Promise<Pick<Receipt, 'copies' | 'deadLetters' | 'dropped'>> {
    const erased = { deadLetters: 0, dropped: 0, copies: 0 };
    let page = await this.ledger.runIds(PAGE);
    while (page.length > 0) {
      for (const { runId } of page) {
        const found = await this.ledger.eraseLetters(runId, reference);
        erased.deadLetters += found.deadLetters;
        erased.dropped += found.dropped;
        erased.copies += await this.items.erase(runId, reference);
        if (found.deadLetters > 0) await this.ledger.publishResult(runId);
      }
      page = await this.ledger.runIds(PAGE, undefined, page.at(-1));
    }
    return erased;
  }

  /** Takes away its pushes; those that hadn't ended count as dropped. */
  private async removeJobs(reference: string): Promise<number> {
    const jobs = await this.findJobs<PushJob>('pushes', ({ data }) => data.reference === reference);
    let waiting = 0;
    for (const job of jobs) {
      const { runId, ordinal } = job.data;
      await job.remove();
      await this.ledger.forgetReason(job);
      const { first, afterFinish } = await this.ledger.settle(runId, ordinal, 'dropped');
      if (first && !afterFinish) waiting++;
    }
    return waiting;
  }

  private async removeEvents(reference: string): Promise<number> {
    // What can't be parsed can only be searched as text.
    const jobs = await this.findJobs<EventJob>('events', (job) => {
      const body = this.bodyOf(job);
      return body === undefined || mentions(body, reference);
    });
    for (const job of jobs) await job.remove();
    return jobs.length;
  }

  /**
   * `undefined` for a body that nobody can read: it may be about anyone, and is of no use.
   * @throws UserError `data_key_missing`
   */
  private bodyOf({ id = '', data }: Job<EventJob>): string | undefined {
    try {
      return this.dataKeys.open(data.body, placeOf.event(data.workflowId, id));
    } catch (error) {
      if (error instanceof RejectedItemError) return undefined;
      throw error;
    }
  }

  /** All of them first, then the work: taking jobs away moves those behind them. */
  private async findJobs<Data>(
    queue: 'events' | 'pushes',
    isIts: (job: Job<Data>) => boolean,
  ): Promise<Job<Data>[]> {
    const found: Job<Data>[] = [];
    for (let start = 0; ; start += PAGE) {
      const jobs = (await this.queues[queue].getJobs([...REMOVABLE], start, start + PAGE - 1)) as Job<Data>[];
      found.push(...jobs.filter(isIts));
      if (jobs.length === 0) return found;
    }
  }

  private async countInFlight(reference: string): Promise<number> {
    const pushes = (await this.queues.pushes.getActive()) as Job<PushJob>[];
    const events = (await this.queues.events.getActive()) as Job<EventJob>[];
    return (
      pushes.filter(({ data }) => data.reference === reference).length +
      events.filter((job) => mentions(this.bodyOf(job) ?? '', reference)).length
    );
  }
}
