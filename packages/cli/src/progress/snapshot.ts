import {
  NO_WAITING_JOBS,
  type EventCounts,
  type Pause,
  type RunRecord,
  type WaitingJobs,
} from '@hrflow-sync/core';

/** A run as the display shows it. */
export interface Snapshot {
  readonly runId: string;
  readonly phase: string;
  readonly pages: number;
  readonly events: EventCounts;
  /** Handed over and not ended yet. */
  readonly outstanding: number;
  /** Nothing more will be read. */
  readonly readingEnded: boolean;
  readonly waiting: WaitingJobs;
}

/** What a record, and what is known beside it, look like. */
export function snapshotOf(
  record: RunRecord,
  waiting: WaitingJobs = NO_WAITING_JOBS,
  pause?: Pause,
): Snapshot {
  const { runId, pages, events, outstanding, readingEnded } = record;
  const phase = pause && record.finishedAt === undefined ? 'paused' : phaseOf(record);
  return { runId, phase, pages, events, outstanding, readingEnded, waiting };
}

/** What a run is doing now. */
export function phaseOf(record: RunRecord): string {
  if (record.finishedAt !== undefined) return 'finished';
  if (!record.opened) return 'checking credentials and parameters';
  if (record.cancelled) return 'cancelled: pushing what was read';
  if (record.readingEnded) return record.outstanding > 0 ? 'pushing what was read' : 'finishing';
  return record.pages === 0 ? 'reading the first page' : 'reading and pushing';
}

/** Of a run that no worker has taken up. */
export const NOT_TAKEN_UP = 'waiting for a worker';
