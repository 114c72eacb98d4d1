import { CronExpressionParser } from 'cron-parser';
import type { Schedule } from './schedule.js';

const HOUR_MS = 3_600_000;
/** Longer than a week, so that every kind of day is seen. */
const LOOK_AHEAD_MS = 8 * 24 * HOUR_MS;

/**
 * The longest time between two ticks of a schedule, in milliseconds: over a weekend for one of office hours. Looked
 * for at each hour of the next eight days; a longer gap is seen where it begins.
 */
export function longestIntervalMs(schedule: Schedule, nowMs: number): number {
  if ('every' in schedule) return schedule.every;
  const parse = (atMs: number) =>
    CronExpressionParser.parse(schedule.cron, {
      tz: schedule.timezone ?? 'UTC',
      currentDate: new Date(atMs),
    });
  let longest = 0;
  for (let atMs = nowMs; atMs < nowMs + LOOK_AHEAD_MS;) {
    const nextMs = parse(atMs).next().getTime();
    longest = Math.max(longest, nextMs - parse(nextMs).prev().getTime());
    atMs = Math.max(nextMs, atMs + HOUR_MS);
  }
  return longest;
}
