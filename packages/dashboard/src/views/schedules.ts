import type { Pause, Schedule, SkippedTicks } from '@hrflow-sync/core';
import type { JobSchedulerJson } from 'bullmq';
import type { Desk } from '../desk.js';

/** A schedule in force, or one that a workflow file has and no scheduler has put in force. */
export interface ScheduleRow {
  readonly workflowId: string;
  readonly schedule: Schedule;
  readonly nextRunAtMs: number | undefined;
  readonly skipped: SkippedTicks;
  readonly pause: Pause | undefined;
}

/** All schedules, the next to run first. */
export async function readSchedules(desk: Desk): Promise<ScheduleRow[]> {
  const [schedulers, known] = await Promise.all([
    desk.queues.ticks.getJobSchedulers(0, -1),
    desk.known.list(),
  ]);
  const schedules = new Map<string, { schedule: Schedule; nextRunAtMs: number | undefined }>();
  for (const { id, schedule } of known) {
    if (schedule) schedules.set(id, { schedule, nextRunAtMs: undefined });
  }
  for (const scheduler of schedulers) {
    const schedule = schedules.get(scheduler.key)?.schedule ?? inForce(scheduler);
    schedules.set(scheduler.key, { schedule, nextRunAtMs: scheduler.next });
  }
  const rows = [...schedules].map(async ([workflowId, each]) => {
    const [skipped, pause] = await Promise.all([
      desk.skippedTicks(workflowId, 1),
      desk.pauses.find(workflowId),
    ]);
    return { workflowId, ...each, skipped, pause };
  });
  return (await Promise.all(rows)).sort(
    (a, b) =>
      (a.nextRunAtMs ?? Infinity) - (b.nextRunAtMs ?? Infinity) || a.workflowId.localeCompare(b.workflowId),
  );
}

function inForce({ every, pattern, tz }: JobSchedulerJson): Schedule {
  if (every !== undefined) return { every };
  return { cron: pattern ?? '', timezone: tz ?? 'UTC' };
}
