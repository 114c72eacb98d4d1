import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import type { EngineEvents } from '../observe/engine-events.js';
import { PAYLOAD_VERSION, type QueueDefinition } from './catalogue.js';
import { NO_JSON } from './queue-worker.js';

/** How long a job of an unknown version is put aside before some process looks at it again. */
const PARK_MS = 60_000;

/**
 * What a job holds, checked. A job written by a newer release is put back for a process that knows it; one
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
    await job.moveToDelayed(Date.now() + PARK_MS, token);
    throw new DelayedError();
  }
  // Whoever lists jobs could read none of them otherwise.
  if (job.data === NO_JSON) await job.updateData(NO_JSON);
  const payload = queue.payload.safeParse(data);
  if (!payload.success) {
    const [issue] = payload.error.issues;
    throw foreignJob(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not a job'}`);
  }
  // Ids are functions of what a job is about: another one would do again what a job of ours does.
  if (!queue.isIdOf(job.id ?? '', payload.data)) throw foreignJob('id: not the id of such a job');
  return payload.data;
}

/** The end of a job that isn't ours, or isn't any more. */
export function foreignJob(problem: string): UnrecoverableError {
  return new UnrecoverableError(`[payload_invalid] ${problem}`);
}
