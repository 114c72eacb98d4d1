import { Worker, type Job, type JobJson } from 'bullmq';

/** Stands where somebody wrote what isn't JSON; no payload of ours is a text. */
export const NO_JSON = '(this was no JSON)';

/**
 * BullMQ's worker, for queues that somebody else may write to: a job whose data is no JSON reaches the processor, which
 * refuses it. BullMQ's own throws before it is anybody's job, and takes it again every half minute for ever.
 */
export class QueueWorker<Data = unknown, Result = unknown> extends Worker<Data, Result> {
  protected override createJob(json: JobJson, jobId: string): Job<Data, Result> {
    try {
      return super.createJob(json, jobId);
    } catch {
      return super.createJob({ ...json, data: JSON.stringify(NO_JSON) }, jobId);
    }
  }
}
