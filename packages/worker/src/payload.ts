import { PAYLOAD_VERSION, type EngineEvents, type QueueDefinition } from '@hrflow-sync/core';
import { UnrecoverableError, type Job } from 'bullmq';
import { putBack } from './recovery.js';

/** How long a job of an unknown version is put aside before some worker looks at it again. */
const PARK_MS = 60_000;

/**
 * What a job holds, checked. A job written by a newer release is put back for a worker that knows it; one
 * that is no job of ours fails, and nothing in it is used.
 */
export async function payloadOf<Payload>(
  queue: QueueDefinition<Payload>,
  job: Job,
  token: string | undefined,
  events: EngineEvents,
): Promise<Payload> {
  const data = job.data as { v?: unknown } | null;
  if (typeof data?.v === 'number' && data.v !== PAYLOAD_VERSION) {
    events.emit('job.parked', { queue: queue.name, jobId: job.id ?? '', version: data.v });
    return putBack(job, token, PARK_MS);
  }
  const payload = queue.payload.safeParse(data);
  if (payload.success) return payload.data;
  const [issue] = payload.error.issues;
  throw new UnrecoverableError(
    `[payload_invalid] ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a job'}`,
  );
}
