import type { Job } from 'bullmq';
import type { Engine } from './engine.js';

/**
 * Makes sure, just before something is handed over, that this worker still has the job: one that was
 * frozen may have lost it. BullMQ's own renewal doesn't throw, it only answers 0.
 */
export async function stillOwned(engine: Engine, job: Job, token: string | undefined): Promise<void> {
  if (!(await job.extendLock(token ?? '', engine.lockDurationMs))) {
    throw new Error(`the lock of job ${job.id} was lost to another worker`);
  }
}
