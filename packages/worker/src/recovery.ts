import { ConfigurationError, RateLimitedError, SyncError } from '@hrflow-sync/connectors';
import { backoffDelayMs, UserError } from '@hrflow-sync/core';
import { DelayedError, UnrecoverableError, type Job } from 'bullmq';

/** What to do about an error, decided by its type alone. */
export type Recovery =
  /** Put the job back without using up an attempt. */
  | { readonly kind: 'wait'; readonly delayMs: number; readonly code: string }
  /** Try again, one attempt poorer. */
  | { readonly kind: 'retry'; readonly code: string }
  /** Never again as it is. */
  | { readonly kind: 'give-up'; readonly code: string }
  /** Nothing of this workflow will work until someone mends it. */
  | { readonly kind: 'pause'; readonly code: string };

/** Waiting jobs come back a little apart, so that they don't all knock at once, unless each has its own time. */
const WAIT_JITTER = 0.1;
/** How soon an item looks again for a thread of its workflow: about as long as one may be held up. */
const THREADS_BUSY_MS = 5_000;

export function recoveryFor(error: Error): Recovery {
  if (error instanceof RateLimitedError) {
    const jitter = error.reserved ? 0 : WAIT_JITTER * Math.random();
    const delayMs = Math.ceil(error.retryAfterMs * (1 + jitter));
    return { kind: 'wait', delayMs, code: error.code };
  }
  // Given up because this process stops: another one goes on at once.
  if (error instanceof SyncError && error.code === 'stopped')
    return { kind: 'wait', delayMs: 0, code: error.code };
  if (error instanceof SyncError && error.code === 'threads_busy')
    return { kind: 'wait', delayMs: THREADS_BUSY_MS, code: error.code };
  if (error instanceof ConfigurationError || error instanceof UserError)
    return { kind: 'pause', code: error.code };
  if (error instanceof SyncError) {
    return { kind: error.recovery === 'retry' ? 'retry' : 'give-up', code: error.code };
  }
  // Ours or a library's fault; a fresh attempt may do, and if not, it ends where people look.
  return { kind: 'retry', code: 'unexpected_error' };
}

/** Whether a job that fails now will not be tried again on its own. */
export function isLastAttempt(job: Job): boolean {
  return job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
}

/** Puts an active job back for a while; no attempt is used up. Always throws. */
export async function putBack(job: Job, token: string | undefined, delayMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + delayMs, token);
  throw new DelayedError();
}

/** A failure that will be retried after a delay that was chosen already. */
export class RetryLater extends Error {
  readonly delayMs: number;

  constructor(error: Error, code: string, attemptsMade: number) {
    super(`[${code}] ${error.message}`, { cause: error });
    this.name = 'RetryLater';
    this.stack = tracedBack(this, error);
    this.delayMs = backoffDelayMs(attemptsMade);
  }
}

/** A failure nothing will mend but a person. */
export function giveUp(error: Error, code: string): UnrecoverableError {
  const final = new UnrecoverableError(`[${code}] ${error.message}`);
  final.stack = tracedBack(final, error);
  return final;
}

/** Where an unforeseen error came from; the message of a foreseen one says all there is to say. */
function tracedBack(told: Error, error: Error): string {
  const frames =
    error instanceof SyncError || error instanceof UserError ? [] : (error.stack ?? '').split('\n').slice(1);
  return [told.message, ...frames].join('\n');
}

/** BullMQ's hook: how long a failed job waits. */
export function backoffStrategy(attemptsMade: number, _type?: string, error?: Error): number {
  return error instanceof RetryLater ? error.delayMs : backoffDelayMs(attemptsMade);
}
