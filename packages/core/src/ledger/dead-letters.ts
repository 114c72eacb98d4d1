import { jobIds } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import type { Ledger } from './ledger.js';
import type { DeadLetter, RunRecord } from './run-record.js';

/** Which dead letters; every field given must match. */
export interface DeadLetterFilter {
  readonly runId?: string;
  readonly workflowId?: string;
  readonly reference?: string;
  readonly code?: string;
  readonly ordinal?: number;
}

/** A dead letter and the run it belongs to. */
export interface FoundDeadLetter extends DeadLetter {
  readonly runId: string;
  readonly workflowId: string;
}

/** What came of putting dead letters back. */
export interface RetryCount {
  readonly retried: number;
  /** On their way already, or ended meanwhile. */
  readonly gone: number;
}

/** How something that is done to many dead letters is watched and stopped. */
export interface Bulk {
  /** Stops it between two dead letters. */
  readonly signal?: AbortSignal;
  onProgress(done: number, total: number): void;
}

/** Dead letters put back, or dropped, at once. Each takes a few answers of Redis. */
const AT_ONCE = 32;

/** Dead letters as operators handle them: found, retried, dropped. */
export class DeadLetters {
  constructor(
    private readonly ledger: Ledger,
    private readonly queues: OpenQueues,
  ) {}

  /** Newest run first, then by ordinal. */
  async find(filter: DeadLetterFilter): Promise<FoundDeadLetter[]> {
    const found: FoundDeadLetter[] = [];
    for (const { runId, workflowId } of await this.runs(filter)) {
      for (const letter of await this.ledger.deadLetters(runId)) {
        if (matches(letter, filter)) found.push({ ...letter, runId, workflowId });
      }
    }
    return found;
  }

  /** Puts a dead letter back to be pushed, with all its attempts. Resolves to whether there was a job to retry. */
  async retry({ runId, ordinal }: Pick<FoundDeadLetter, 'runId' | 'ordinal'>): Promise<boolean> {
    const job = await this.queues.pushes.getJob(jobIds.push(runId, ordinal));
    if (!(await job?.isFailed())) return false;
    await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  }

  /** Puts back all that match, however many; they are never in memory together. */
  async retryAll(filter: DeadLetterFilter, bulk?: Bulk): Promise<RetryCount> {
    let retried = 0;
    const looked = await this.forEach(
      filter,
      async (letter) => {
        if (await this.retry(letter)) retried++;
      },
      bulk,
    );
    return { retried, gone: looked - retried };
  }

  /** Ends a dead letter without its item ever being written; it counts as discarded from then on. */
  async drop(letter: Pick<FoundDeadLetter, 'runId' | 'ordinal'>, reason: string): Promise<void> {
    await this.end(letter, reason);
    await this.ledger.publishResult(letter.runId);
  }

  private async end(
    { runId, ordinal }: Pick<FoundDeadLetter, 'runId' | 'ordinal'>,
    reason: string,
  ): Promise<void> {
    await this.ledger.drop(runId, ordinal, reason);
    const job = await this.queues.pushes.getJob(jobIds.push(runId, ordinal));
    if (job) {
      await job.remove();
      await this.ledger.forgetReason(job);
    }
  }

  /** Drops all that match. Resolves to how many. */
  async dropAll(filter: DeadLetterFilter, reason: string, bulk?: Bulk): Promise<number> {
    const runs = new Set<string>();
    const end = (letter: Pick<FoundDeadLetter, 'runId' | 'ordinal'>): Promise<void> => {
      runs.add(letter.runId);
      return this.end(letter, reason);
    };
    try {
      return await this.forEach(filter, end, bulk);
    } finally {
      // Once for each run, and also for what was done before it failed.
      for (const runId of runs) await this.ledger.publishResult(runId);
    }
  }

  /** Resolves to how many there were. */
  private async forEach(
    filter: DeadLetterFilter,
    work: (letter: Pick<FoundDeadLetter, 'runId' | 'ordinal'>) => Promise<void>,
    bulk?: Bulk,
  ): Promise<number> {
    let count = 0;
    let done = 0;
    for (const { runId } of await this.runs(filter)) {
      // By ordinal first: what is worked on leaves the list that is being read.
      const ordinals = new Set<number>();
      for await (const letter of this.ledger.eachDeadLetter(runId)) {
        if (matches(letter, filter)) ordinals.add(letter.ordinal);
      }
      count += ordinals.size;
      const rest = ordinals.values();
      const line = async (): Promise<void> => {
        for (const ordinal of rest) {
          if (bulk?.signal?.aborted) return;
          await work({ runId, ordinal });
          bulk?.onProgress(++done, count);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, line));
    }
    return count;
  }

  /** The runs that have dead letters, and pass the filter. */
  private async runs({ runId, workflowId }: DeadLetterFilter): Promise<RunRecord[]> {
    const ids = runId === undefined ? [...(await this.ledger.deadLetterCounts()).keys()] : [runId];
    const records = await Promise.all(ids.map((id) => this.ledger.read(id)));
    return records
      .filter((record) => record !== undefined)
      .filter((record) => workflowId === undefined || record.workflowId === workflowId)
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }
}

function matches(letter: DeadLetter, { reference, code, ordinal }: DeadLetterFilter): boolean {
  return (
    (reference === undefined || letter.reference === reference) &&
    (code === undefined || letter.code === code) &&
    (ordinal === undefined || letter.ordinal === ordinal)
  );
}
