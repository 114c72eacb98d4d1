import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { QueueName } from '@hrflow-sync/core';
import type { Job, Queue } from 'bullmq';
import { jobTitle, type Redact } from './redact.js';

/** A queue on the dashboard. */
export interface BoardQueue {
  name: QueueName;
  description: string;
  /** False lets its failed jobs be retried; nothing else can be changed in either case. */
  readOnly: boolean;
}

/** Shows a queue with its personal data hidden. */
export class RedactingAdapter extends BullMQAdapter {
  constructor(queue: Queue, { name, description, readOnly }: BoardQueue, redact: Redact) {
    super(queue, { description, readOnlyMode: readOnly, allowRetries: !readOnly });
    this.setFormatter('data', (data) => redact(name, data));
    this.setFormatter('name', ({ data, name: jobName }: { data: unknown; name: string }) =>
      jobTitle(data, jobName),
    );
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && withFreshAttempts(job);
  }

  override async getJobs(...query: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    const jobs = await super.getJobs(...query);
    return jobs.filter(Boolean).map(withFreshAttempts);
  }
}

/** A retry by hand starts over: a dead letter has no attempts left, and its first new error would end it. */
function withFreshAttempts(job: Job): Job {
  const retry = job.retry.bind(job);
  job.retry = (state) => retry(state, { resetAttemptsMade: true, resetAttemptsStarted: true });
  return job;
}
