import { payloadOf, QUEUES, type PageJob } from '@hrflow-sync/core';
import { WaitingChildrenError, type Job } from 'bullmq';
import type { Engine } from '../engine.js';

/**
 * Runs once a page's pushes have ended. A page without dead letters leaves Redis; one with some stays,
 * so that Bull Board can show the way from the run to its failures.
 */
export function pageProcessor({ events }: Engine) {
  return async (job: Job<PageJob>, token?: string): Promise<void> => {
    await payloadOf(QUEUES.pages, job, token, events);
    // A dead letter retried while this job is active is pending again: wait for it once more.
    if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
    const { ignored = 0 } = await job.getDependenciesCount({ ignored: true });
    // BullMQ reads the option from the job in memory when the processor returns.
    if (ignored > 0) job.opts.removeOnComplete = false;
  };
}
