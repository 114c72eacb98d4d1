/**
 * What the clocks of a timezone show. A wall time here is a number: the milliseconds since 1970 that the
 * shown date and time would be in UTC. It goes on as time does, except where the clocks are changed.
 */

const HOUR_MS = 3_600_000;
/** No clock has ever been put on or back by more than a day. */
const LONGEST_CHANGE_MS = 26 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  return format;
}

/** How far a timezone's clocks are ahead of UTC at an instant. */
export function offsetMs(timezone: string, instant: number): number {
  if (timezone === 'UTC') return 0;
  const whole = Math.floor(instant / 1_000) * 1_000;
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timezone).formatToParts(whole)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

/** A change of the clocks: from `at` on they are at the offset `after`. */
interface ClockChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** The first change of the clocks in (from, to]. */
export function clockChange(timezone: string, from: number, to: number): ClockChange | undefined {
  const before = offsetMs(timezone, from);
  for (let start = from; start < to; start += HOUR_MS) {
    const end = Math.min(start + HOUR_MS, to);
    const after = offsetMs(timezone, end);
    if (after !== before) return { at: changeWithin(timezone, start, end, before), before, after };
  }
  return undefined;
}

/** Halves (start, end] until the first instant with another offset is left. */
function changeWithin(timezone: string, start: number, end: number, before: number): number {
  let [low, high] = [start, end];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(timezone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The latest wall time that was shown at an instant or before it: after the clocks were put back, the one they were
 * put back at, until they show it again.
 */
export function latestWallTime(timezone: string, instant: number): number {
  let latest = instant + offsetMs(timezone, instant);
  let from = instant - LONGEST_CHANGE_MS;
  for (
    let change = clockChange(timezone, from, instant);
    change;
    change = clockChange(timezone, from, instant)
  ) {
    // Shown up to the change, but not at it: a wall time that is only reached there is still to come.
    latest = Math.max(latest, change.at - 1 + change.before);
    from = change.at;
  }
  return latest;
}

/**
 * The first instant at which the clocks show a wall time or a later one: where it is skipped, the moment the clocks
 * are put on; where it comes twice, the first time.
 */
export function instantOf(timezone: string, wallTime: number): number {
  const around = [wallTime - LONGEST_CHANGE_MS, wallTime + LONGEST_CHANGE_MS] as const;
  const offsets = around.map((instant) => offsetMs(timezone, instant));
  const shown = offsets
    .map((offset) => wallTime - offset)
    .filter((instant) => instant + offsetMs(timezone, instant) === wallTime);
  if (shown.length > 0) return Math.min(...shown);
  const [first, last] = [wallTime - Math.max(...offsets), wallTime - Math.min(...offsets)];
  return clockChange(timezone, first, last)?.at ?? last;
}
