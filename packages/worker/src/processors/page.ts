import type { PageJob } from '@hrflow-sync/core';
import { WaitingChildrenError, type Job } from 'bullmq';

/**
 * Runs once a page's pushes have ended. A page without dead letters leaves Redis; one with some stays,
 * so that Bull Board can show the way from the run to its failures.
 */
export async function processPage(job: Job<PageJob>, token?: string): Promise<void> {
  // A dead letter retried while this job is active is pending again: wait for it once more.
  if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
  const { ignored = 0 } = await job.getDependenciesCount({ ignored: true });
  // BullMQ reads the option from the job in memory when the processor returns.
  if (ignored > 0) job.opts.removeOnComplete = false;
}
