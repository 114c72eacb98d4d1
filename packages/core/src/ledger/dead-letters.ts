import { jobIds } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import type { Ledger } from './ledger.js';
import type { DeadLetter } from './run-record.js';

/** Which dead letters; every field given must match. */
export interface DeadLetterFilter {
  readonly runId?: string;
  readonly workflowId?: string;
  readonly reference?: string;
  readonly code?: string;
}

/** A dead letter and the run it belongs to. */
export interface FoundDeadLetter extends DeadLetter {
  readonly runId: string;
  readonly workflowId: string;
}

/** How many of the latest runs are searched when no run is named. */
const RUNS_SEARCHED = 1_000;

/** Dead letters as operators handle them: found, retried, dropped. */
export class DeadLetters {
  constructor(
    private readonly ledger: Ledger,
    private readonly queues: OpenQueues,
  ) {}

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
  async retry({ runId, ordinal }: FoundDeadLetter): Promise<boolean> {
    const job = await this.queues.pushes.getJob(jobIds.push(runId, ordinal));
    if (!(await job?.isFailed())) return false;
    await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  }

  /** Ends a dead letter without its item ever being written; it counts as discarded from then on. */
  async drop({ runId, ordinal }: FoundDeadLetter, reason: string): Promise<void> {
    await this.ledger.drop(runId, ordinal, reason);
    const job = await this.queues.pushes.getJob(jobIds.push(runId, ordinal));
    if (job) {
      await job.remove();
      await this.ledger.forgetReason(job);
    }
    await this.ledger.publishResult(runId);
  }

  private async runs({
    runId,
    workflowId,
  }: DeadLetterFilter): Promise<{ runId: string; workflowId: string }[]> {
    if (runId === undefined) return this.ledger.latestRuns(RUNS_SEARCHED, workflowId);
    const record = await this.ledger.read(runId);
    return record && (workflowId === undefined || record.workflowId === workflowId) ? [record] : [];
  }
}

function matches(letter: DeadLetter, { reference, code }: DeadLetterFilter): boolean {
  return (
    (reference === undefined || letter.reference === reference) &&
    (code === undefined || letter.code === code)
  );
}
