import type { RepeatOptions, RepeatStrategy } from 'bullmq';
import { nextCronTick } from '../workflow/next-tick.js';
import type { Schedule } from '../workflow/schedule.js';

/** Computes cron ticks in place of BullMQ, which errs where clocks change; for queues and for workers of ticks. */
export const repeatStrategy: RepeatStrategy = (after, { pattern = '', tz }) =>
  nextCronTick({ cron: pattern, timezone: tz }, after);

/** A schedule as BullMQ takes it. */
export function toRepeatOptions(schedule: Schedule): Omit<RepeatOptions, 'key'> {
  if ('every' in schedule) return { every: schedule.every };
  return { pattern: schedule.cron, tz: schedule.timezone ?? 'UTC' };
}
