import { createHash, randomBytes } from 'node:crypto';

/**
 * A run's id: its start in base 36, so that ids sort by time, and six characters that keep apart runs
 * of one millisecond. Short, because it is part of every key of the run; without `:`, which BullMQ
 * forbids in job ids.
 */
export function newRunId(nowMs: number): string {
  return runId(nowMs, randomBytes(3).toString('hex'));
}

/** The id of a scheduled run: one tick always gives the same id, whoever sees it. */
export function scheduledRunId(workflowId: string, tickMs: number): string {
  return runId(tickMs, createHash('sha256').update(workflowId).digest('hex').slice(0, 6));
}

/** The id of a run that an event asked for: one event always gives the same id, however often it is handled. */
export function eventRunId(eventJobId: string, receivedMs: number): string {
  return scheduledRunId(eventJobId, receivedMs);
}

function runId(ms: number, suffix: string): string {
  return `${Math.trunc(ms).toString(36).padStart(9, '0')}-${suffix}`;
}
