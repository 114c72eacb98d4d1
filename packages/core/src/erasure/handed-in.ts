import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Given, PullJob, RunJob } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { EndedJobs } from '../retention/ended-jobs.js';
import { isAbout, isNamedIn, mentions } from './mentions.js';

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
          erased += await eraseRecords(job, reference);
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
          ({ data }) => isNamedIn(data.overrides, reference) || recordsOf(data.given, reference).length > 0,
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
}

/** Positions of the records that are about an item. */
function recordsOf(given: Given | undefined, reference: string): number[] {
  const records = given?.records ?? [];
  return records.flatMap((record, at) => (isRecordOf(record, reference) ? [at] : []));
}

function isRecordOf(record: string, reference: string): boolean {
  try {
    return record !== '' && isAbout(JSON.parse(record), reference);
  } catch {
    // Somebody else wrote it: no record, and of no use.
    return mentions(record, reference);
  }
}

/** The others keep their places. Resolves to how many there were. */
async function eraseRecords(job: Started, reference: string): Promise<number> {
  const { given } = job.data;
  const its = new Set(recordsOf(given, reference));
  if (!given || its.size === 0) return 0;
  const records = given.records.map((record, at) => (its.has(at) ? '' : record));
  await (job as Job).updateData({ ...job.data, given: { ...given, records } });
  return its.size;
}
