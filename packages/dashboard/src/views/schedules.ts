import { schedulesOf, type Pause, type Schedule, type TickCounts } from '@hrflow-sync/core';
import type { Desk } from '../desk.js';

/** A schedule in force, or one that a workflow file has and no scheduler has put in force. */
export interface ScheduleRow {
  readonly workflowId: string;
  readonly schedule: Schedule;
  /** `undefined` while it is not in force. */
  readonly nextRunAtMs: number | undefined;
  readonly isEnabled: boolean;
  readonly ticks: TickCounts;
  readonly pause: Pause | undefined;
}

/** All schedules, the next to run first. */
export async function readSchedules(desk: Desk): Promise<ScheduleRow[]> {
  const [standing, known] = await Promise.all([schedulesOf(desk.queues), desk.known.list()]);
  const found = new Map<string, Pick<ScheduleRow, 'schedule' | 'nextRunAtMs' | 'isEnabled'>>();
  for (const { id, schedule, enabled } of known) {
    if (schedule) found.set(id, { schedule, nextRunAtMs: undefined, isEnabled: enabled });
  }
  for (const { workflowId, schedule, nextRunAt } of standing) {
    found.set(workflowId, { schedule, nextRunAtMs: nextRunAt.getTime(), isEnabled: true });
  }
  const rows = [...found].map(async ([workflowId, each]) => {
    const [ticks, pause] = await Promise.all([desk.ticks.counts(workflowId), desk.pauses.find(workflowId)]);
    return { workflowId, ...each, ticks, pause };
  });
  return (await Promise.all(rows)).sort(byNextRun);
}

function byNextRun(a: ScheduleRow, b: ScheduleRow): number {
  const [first, second] = [a.nextRunAtMs ?? Infinity, b.nextRunAtMs ?? Infinity];
  return first === second ? a.workflowId.localeCompare(b.workflowId, 'en') : first - second;
}
