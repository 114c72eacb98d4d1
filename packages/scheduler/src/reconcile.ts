import { QUEUES, type OpenQueues, type Schedule, type TickJob, type Workflow } from '@hrflow-sync/core';
import type { JobSchedulerJson, RepeatOptions } from 'bullmq';

/** What reconciling changed, by workflow id. */
export interface Reconciled {
  readonly upserted: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes the job schedulers in Redis those of the workflow files: one for each workflow with a schedule,
 * none for any other. One that is as it should be is left alone, so that starting a scheduler moves no tick.
 */
export async function reconcileSchedules(
  queues: OpenQueues,
  workflows: ReadonlyMap<string, Workflow>,
): Promise<Reconciled> {
  const actual = new Map(
    (await queues.ticks.getJobSchedulers(0, -1)).map((scheduler) => [scheduler.key, scheduler]),
  );
  const removed: string[] = [];
  for (const id of actual.keys()) {
    if (workflows.get(id)?.schedule) continue;
    await queues.ticks.removeJobScheduler(id);
    removed.push(id);
  }
  const upserted: string[] = [];
  for (const { id, schedule } of workflows.values()) {
    if (!schedule || isAsWanted(actual.get(id), schedule)) continue;
    const data: TickJob = { v: 1, workflowId: id };
    await queues.ticks.upsertJobScheduler(id, toRepeat(schedule), {
      name: 'tick',
      data,
      opts: QUEUES.ticks.jobOptions,
    });
    upserted.push(id);
  }
  return { upserted, removed };
}

function toRepeat(schedule: Schedule): Omit<RepeatOptions, 'key'> {
  if ('every' in schedule) return { every: schedule.every };
  return { pattern: schedule.cron, tz: schedule.timezone ?? 'UTC' };
}

function isAsWanted(scheduler: JobSchedulerJson | undefined, schedule: Schedule): boolean {
  if (!scheduler) return false;
  const wanted = toRepeat(schedule);
  return (
    scheduler.every === wanted.every && scheduler.pattern === wanted.pattern && scheduler.tz === wanted.tz
  );
}
