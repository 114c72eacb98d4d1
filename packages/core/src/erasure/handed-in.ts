import { RejectedItemError } from '@hrflow-sync/connectors';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DataKeys } from '../data-keys/data-keys.js';
import { placeOf } from '../data-keys/place.js';
import type { PullJob, RunJob } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { EndedJobs } from '../retention/ended-jobs.js';
import { isAbout, isNamedIn } from './mentions.js';

/** States of runs and reads. */
const STATES = [
  'waiting',
  'prioritized',
  'delayed',
  'active',
  'waiting-children',
  'failed',
  'completed',
] as const;
/** Jobs looked at in one step. */
const PAGE = 200;

/** What runs and reads were given of an item. */
export interface HandedIn {
  /** Records taken away, and runs whose parameters named the item. */
  readonly erased: number;
  /** Runs and reads under way that name it. */
  readonly inFlight: number;
}

type Started = Job<RunJob> | Job<PullJob>;

/** Records and parameters that somebody, an event say, gave a run: they name one item as a rule. */
export class HandedInItems {
  private readonly ended: EndedJobs;

  constructor(
    redis: Redis,
    prefix: string,
    private readonly queues: OpenQueues,
    private readonly dataKeys: DataKeys,
  ) {
    this.ended = new EndedJobs(redis, prefix, queues);
  }

  async erase(reference: string): Promise<HandedIn> {
    let erased = 0;
    let inFlight = 0;
    for (const queue of ['runs', 'pulls'] as const) {
      for (const state of STATES) {
        const isEnded = state === 'failed' || state === 'completed';
        for (const job of await this.find(queue, state, reference)) {
          erased += await this.eraseRecords(job, reference);
          if (isNamedIn(job.data.overrides, reference)) {
            if (isEnded) erased += await this.eraseParameters(queue, state, job);
            else inFlight++;
          } else if (state === 'active') inFlight++;
        }
      }
    }
    return { erased, inFlight };
  }

  /** All of them first, then the work: taking jobs away moves those behind them. */
  private async find(
    queue: 'pulls' | 'runs',
    state: (typeof STATES)[number],
    reference: string,
  ): Promise<Started[]> {
    const found: Started[] = [];
    for (let start = 0; ; start += PAGE) {
      const jobs = (await this.queues[queue].getJobs([state], start, start + PAGE - 1)) as Started[];
      found.push(
        ...jobs.filter(
          (job) => isNamedIn(job.data.overrides, reference) || this.recordsOf(job, reference).length > 0,
        ),
      );
      if (jobs.length === 0) return found;
    }
  }

  /** A read that failed would read the item again, were it retried; a run that has ended reads no more. */
  private async eraseParameters(
    queue: 'pulls' | 'runs',
    state: 'failed' | 'completed',
    job: Started,
  ): Promise<number> {
    if (queue === 'pulls') return (await this.ended.remove({ queue, state }, job.id ?? '')) ? 1 : 0;
    const { overrides: _overrides, ...rest } = job.data;
    await (job as Job).updateData(rest);
    return 1;
  }

  /** Positions of the records that are about an item. */
  private recordsOf({ id = '', data }: Started, reference: string): number[] {
    const runId = 'runId' in data ? data.runId : id;
    const { workflowId } = data;
    return (data.given?.records ?? []).flatMap((record, ordinal) =>
      record !== '' && this.isRecordOf(record, placeOf.given({ workflowId, runId, ordinal }), reference)
        ? [ordinal]
        : [],
    );
  }

  /**
   * Also one that nobody can read: it may be about anyone, and is of no use.
   * @throws UserError `data_key_missing`
   */
  private isRecordOf(record: string, place: string, reference: string): boolean {
    try {
      return isAbout(JSON.parse(this.dataKeys.open(record, place)), reference);
    } catch (error) {
      if (error instanceof RejectedItemError || error instanceof SyntaxError) return true;
      throw error;
    }
  }

  /** The others keep their places. Resolves to how many there were. */
  private async eraseRecords(job: Started, reference: string): Promise<number> {
    const its = new Set(this.recordsOf(job, reference));
    const { given } = job.data;
    if (!given || its.size === 0) return 0;
    const records = given.records.map((record, at) => (its.has(at) ? '' : record));
    await (job as Job).updateData({ ...job.data, given: { ...given, records } });
    return its.size;
  }
}
