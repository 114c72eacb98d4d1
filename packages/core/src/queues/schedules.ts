import type { JobSchedulerJson } from 'bullmq';
import type { Schedule } from '../workflow/schedule.js';
import { TickJob } from './catalogue.js';
import type { OpenQueues } from './open-queues.js';

/** A schedule as it stands in Redis. */
export interface StandingSchedule {
  readonly workflowId: string;
  readonly schedule: Schedule;
  /** When it ticks next. A tick that is due and not handled yet lies in the past. */
  readonly nextRunAt: Date;
}

/** The schedules that stand in Redis, by what ticks first. A paused workflow's are among them: it ticks, and skips. */
export async function schedulesOf(queues: Pick<OpenQueues, 'ticks'>): Promise<StandingSchedule[]> {
  const schedulers = await queues.ticks.getJobSchedulers(0, -1, true);
  return schedulers.map(toStanding).filter((standing) => standing !== undefined);
}

/** The schedule of one workflow that stands in Redis. */
export async function scheduleOf(
  queues: Pick<OpenQueues, 'ticks'>,
  workflowId: string,
): Promise<StandingSchedule | undefined> {
  const scheduler = await queues.ticks.getJobScheduler(workflowId);
  return scheduler && toStanding(scheduler);
}

function toStanding(scheduler: JobSchedulerJson): StandingSchedule | undefined {
  const { key, every, pattern, tz, next, template } = scheduler;
  const misfire = TickJob.safeParse(template?.data).data?.misfire;
  const how = misfire === undefined ? {} : { misfire };
  const nextRunAt = new Date(next ?? Number.NaN);
  if (Number.isNaN(nextRunAt.getTime())) return undefined;
  if (every !== undefined) return { workflowId: key, schedule: { every, ...how }, nextRunAt };
  if (pattern === undefined) return undefined;
  return { workflowId: key, schedule: { cron: pattern, timezone: tz ?? 'UTC', ...how }, nextRunAt };
}

/** Whether two schedules are the same, with what each leaves to its default. */
export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return JSON.stringify(spelledOut(one)) === JSON.stringify(spelledOut(other));
}

function spelledOut(schedule: Schedule): unknown[] {
  const { misfire = 'once' } = schedule;
  if ('every' in schedule) return [schedule.every, misfire];
  return [schedule.cron, schedule.timezone ?? 'UTC', misfire];
}
