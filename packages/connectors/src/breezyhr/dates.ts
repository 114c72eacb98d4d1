import type { BreezyhrDate } from './candidate.js';

/** A date as far as it is known. */
export interface PartialDate {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
}

/**
 * A date that Breezy gives in one of its ways: as an object, as a text, or as two numbers beside each other.
 * Nothing where there is no year.
 */
export function dateIn(
  date: BreezyhrDate | undefined,
  year: unknown,
  month: unknown,
): PartialDate | undefined {
  if (typeof date === 'string') return dateInText(date);
  const known = typeof date === 'object' && date !== null ? date : { year, month };
  return partial(known.year, known.month, 'day' in known ? known.day : undefined);
}

/** The date a text starts with: `2018`, `2018-01`, `2018-01-31T00:00:00`. */
export function dateInText(text: string): PartialDate | undefined {
  const [, year, month, day] = /^\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)/.exec(text) ?? [];
  return partial(year, month, day);
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const DAYS_OF_LONGEST_MONTH = 31;

/** What can't be part of a date isn't taken for one: a month of 0 leaves the year. */
function partial(year: unknown, month: unknown, day: unknown): PartialDate | undefined {
  const [y, m, d] = [
    whole(year, FIRST_YEAR, LAST_YEAR),
    whole(month, 1, 12),
    whole(day, 1, DAYS_OF_LONGEST_MONTH),
  ];
  if (y === undefined) return undefined;
  if (m === undefined) return { year: y };
  return d === undefined ? { year: y, month: m } : { year: y, month: m, day: d };
}

function whole(value: unknown, from: number, to: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const fits = typeof number === 'number' && Number.isInteger(number) && number >= from && number <= to;
  return fits ? number : undefined;
}

/** HrFlow's dates in experiences and educations: `2012-08-15T00:00:00`. What is not known is the first of it. */
export function hrflowDate(date: PartialDate | undefined): string | null {
  if (date === undefined) return null;
  const { year, month = 1, day = 1 } = date;
  const at = new Date(Date.UTC(year, month - 1, day));
  // 31 February is no day: the month is what can be believed.
  const whole = at.getUTCMonth() === month - 1 ? at : new Date(Date.UTC(year, month - 1, 1));
  return whole.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
}
