import type { QueueName, RunContext } from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import type { Engine } from './engine.js';
import { giveUp, isLastAttempt, putBack, RetryLater, type Recovery } from './recovery.js';

/** One attempt at a job, and what its failure means where only the job's kind can tell. */
export interface Attempt {
  readonly engine: Engine;
  readonly context: RunContext;
  readonly queue: QueueName;
  readonly job: Job;
  readonly token: string | undefined;
  /** Of the item, where the job is about one. */
  readonly reference?: string | null;
  /** Takes note of an attempt that was used up; `delayMs` until the next one, `null` when there is none. */
  failed?(error: Error, code: string, delayMs: number | null): Promise<void>;
  /** The job will not be tried again on its own. */
  givenUp(error: Error, code: string): Promise<void>;
  /** Nothing of the workflow will work until someone mends it. */
  paused(error: Error, code: string): Promise<never>;
}

/** Does about a failed attempt what was decided. Always throws what BullMQ has to see. */
export async function carryOut(recovery: Recovery, error: Error, attempt: Attempt): Promise<never> {
  const { engine, context, queue, job, token, reference = null } = attempt;
  // Before anything about it is kept: what failed may quote a key.
  engine.secrets.removeFromError(error);
  const where = { ...context, queue, jobId: job.id ?? '' };
  switch (recovery.kind) {
    case 'wait':
      engine.events.emit('job.rateLimited', { ...where, delayMs: recovery.delayMs, code: recovery.code });
      return putBack(job, token, recovery.delayMs);
    case 'retry': {
      const made = job.attemptsMade + 1;
      const later = new RetryLater(error, recovery.code, made);
      const { delayMs } = later;
      const isLast = isLastAttempt(job);
      await attempt.failed?.(error, recovery.code, isLast ? null : delayMs);
      if (isLast) await attempt.givenUp(error, recovery.code);
      else {
        engine.events.emit('job.retrying', { ...where, reference, attempt: made, delayMs, error });
      }
      throw later;
    }
    case 'give-up':
      await attempt.failed?.(error, recovery.code, null);
      await attempt.givenUp(error, recovery.code);
      throw giveUp(error, recovery.code);
    case 'pause':
      return attempt.paused(error, recovery.code);
    default:
      return recovery satisfies never;
  }
}
