import { z } from 'zod';
import { parseInstant } from '../kit/time.js';

/**
 * Flatchr writes days in two orders. Requests take MM/DD/YY: the page's example is `12/25/21`, since 2022; an
 * older revision said DD/MM/YY. Answers give DD/MM/YY.
 * Source: developers.flatchr.io, "Récupérer un candidat".
 */
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The instant a day begins in UTC; `undefined` for a day that no calendar has. */
function startOf({ year, month, day }: Day): number | undefined {
  const instant = Date.UTC(year, month - 1, day);
  const made = new Date(instant);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? instant : undefined;
}

/** First number, second number, year. */
function numbersOf(text: string): readonly [number, number, number] | undefined {
  const [, first, second, year] = SLASHED.exec(text.trim()) ?? [];
  if (first === undefined || second === undefined || year === undefined) return undefined;
  return [Number(first), Number(second), year.length === 2 ? 2000 + Number(year) : Number(year)];
}

function monthFirst(text: string): number | undefined {
  const [month, day, year] = numbersOf(text) ?? [];
  return month === undefined || day === undefined || year === undefined
    ? undefined
    : startOf({ year, month, day });
}

function dayFirst(text: string): number | undefined {
  const [day, month, year] = numbersOf(text) ?? [];
  return month === undefined || day === undefined || year === undefined
    ? undefined
    : startOf({ year, month, day });
}

/** `2021-12-25` as Flatchr's filters take it: `12/25/21`. */
export function requestDate(isoDay: string): string {
  const [year = '', month = '', day = ''] = isoDay.slice(0, 'YYYY-MM-DD'.length).split('-');
  return `${month}/${day}/${year.slice(2)}`;
}

/** A filter's date as `2021-12-25`, which can be compared. */
export function isoDayOf(requested: string): string | undefined {
  const instant = monthFirst(requested);
  return instant === undefined ? undefined : isoDay(instant);
}

export function isoDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** Above it a number counts milliseconds: as seconds it would lie beyond the year 5000. */
const MOST_SECONDS = 100_000_000_000;

/**
 * A moment of an answer in ISO 8601: `created_at` is DD/MM/YY in a search, unix seconds on an applicant and
 * ISO 8601 on a candidate or a vacancy. What can only be MM/DD/YY is read as such. Null for all else.
 */
export function momentOf(value: unknown): string | null {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d{9,13}$/.test(text)) return fromNumber(Number(text));
  const instant = dayFirst(text) ?? monthFirst(text) ?? parseInstant(text);
  return instant === undefined ? null : new Date(instant).toISOString();
}

function fromNumber(value: number): string | null {
  const instant = new Date(value > MOST_SECONDS ? value : value * 1000);
  return value <= 0 || Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/** A filter by day, checked before anything is sent: a day taken for a month would filter in silence. */
export function optionalDay(description: string) {
  return z
    .string()
    .refine((text) => /\/\d{2}$/.test(text.trim()) && monthFirst(text) !== undefined, {
      error: ({ input }) => wrongOrder(String(input)),
    })
    .transform((text) => text.trim())
    .nullable()
    .default(null)
    .describe(description);
}

function wrongOrder(text: string): string {
  const meant = monthFirst(text) ?? dayFirst(text) ?? parseInstant(text);
  const fix = meant === undefined ? 'write it such as 12/25/21' : `write ${requestDate(isoDay(meant))}`;
  return `expected a date as MM/DD/YY, the month first, got "${text}": ${fix}`;
}
