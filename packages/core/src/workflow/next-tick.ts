import { CronExpressionParser } from 'cron-parser';
import { clockChange, instantOf, latestWallTime, offsetMs } from './wall-clock.js';

const HOURS_OF_A_DAY = 24;

/** A cron schedule as far as it says when it ticks. */
interface Cron {
  readonly cron: string;
  readonly timezone?: string | undefined;
}

/** Ticks of a cron schedule are counted up to this many: that takes a quarter of a second. */
const MOST_TICKS_COUNTED = 1_000;

/**
 * When a cron schedule ticks next after an instant, in milliseconds since 1970; `undefined` when never.
 *
 * Where the clocks change, a schedule that names its hours ticks once for each time of day it names: one that is skipped
 * ticks when the clocks are put on, one that comes twice ticks the first time. A schedule of every hour of the day goes
 * by elapsed time instead: it has no tick in the hour that isn't there, and goes on through the one that comes twice.
 *
 * cron-parser finds wall times only. With a timezone it leaves out ticks where the clocks are put on by half an hour
 * (Australia/Lord_Howe, `0 2 * * *`), those after the first of a skipped hour, and gives up with an error where they are
 * put back by half an hour, upon which BullMQ would end the schedule for good (cron-parser 5.10.3, bullmq 6.7.0).
 */
export function nextCronTick({ cron, timezone = 'UTC' }: Cron, after: number): number | undefined {
  const { hour } = CronExpressionParser.parse(cron, { tz: 'UTC' }).fields;
  return hour.values.length === HOURS_OF_A_DAY
    ? nextByElapsedTime(cron, timezone, after)
    : nextByTimeOfDay(cron, timezone, after);
}

function nextByTimeOfDay(cron: string, timezone: string, after: number): number | undefined {
  const wallTime = nextWallTime(cron, latestWallTime(timezone, after));
  return wallTime === undefined ? undefined : instantOf(timezone, wallTime);
}

function nextByElapsedTime(cron: string, timezone: string, after: number): number | undefined {
  let offset = offsetMs(timezone, after);
  let wallTime = nextWallTime(cron, after + offset);
  let from = after;
  while (wallTime !== undefined) {
    const change = clockChange(timezone, from, wallTime - offset);
    if (!change) return wallTime - offset;
    // The clocks change before it: look again among the times they show from then on.
    from = change.at;
    offset = change.after;
    wallTime = nextWallTime(cron, change.at - 1 + offset);
  }
  return undefined;
}

/** The next wall time an expression names; none for a date that doesn't exist. */
function nextWallTime(cron: string, after: number): number | undefined {
  try {
    return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: new Date(after) })
      .next()
      .getTime();
  } catch {
    return undefined;
  }
}

/**
 * How many ticks a schedule has after an instant and before `tick`, one of its ticks. Those of a cron schedule are
 * counted up to {@link MOST_TICKS_COUNTED}.
 */
export function ticksBetween(
  schedule: Cron | { readonly every: number },
  instant: number,
  tick: number,
): number {
  if ('every' in schedule) return Math.max(0, Math.ceil((tick - instant) / schedule.every) - 1);
  let count = 0;
  let each = nextCronTick(schedule, instant);
  while (each !== undefined && each < tick && count < MOST_TICKS_COUNTED) {
    count += 1;
    each = nextCronTick(schedule, each);
  }
  return count;
}
