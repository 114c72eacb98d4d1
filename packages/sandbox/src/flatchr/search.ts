import type { FlatchrAccount } from './account.js';
import { dayNumber, dayOf } from './dates.js';
import type { FlatchrApplicantRecord } from './records.js';

/** What a search found, or which field was wrong. */
export type SearchOutcome =
  { readonly found: readonly FlatchrApplicantRecord[] } | { readonly wrong: string };

const DATES = ['start', 'end', 'start_update', 'end_update'] as const;
type DateField = (typeof DATES)[number];

/** Filters applicants. A date that isn't MM/DD/YY is refused: `25/12/21` has no month 25. */
export function search(account: FlatchrAccount, body: Readonly<Record<string, unknown>>): SearchOutcome {
  const days: Partial<Record<DateField, number>> = {};
  for (const field of DATES) {
    if (body[field] === undefined || body[field] === null) continue;
    const day = dayOf(body[field]);
    if (day === undefined) return { wrong: `"${field}" must be a date in MM/DD/YY format` };
    days[field] = day;
  }
  return { found: account.applicants.filter((each) => isWithin(each, days) && matches(account, each, body)) };
}

/** Days at both ends belong to the span. */
function isWithin(
  { createdAtMs, updatedAtMs }: FlatchrApplicantRecord,
  {
    start = -Infinity,
    end = Infinity,
    start_update = -Infinity,
    end_update = Infinity,
  }: Partial<Record<DateField, number>>,
): boolean {
  const [created, updated] = [dayNumber(createdAtMs), dayNumber(updatedAtMs)];
  return created >= start && created <= end && updated >= start_update && updated <= end_update;
}

function matches(
  account: FlatchrAccount,
  applicant: FlatchrApplicantRecord,
  { hired, vacancy, ...texts }: Readonly<Record<string, unknown>>,
): boolean {
  if (typeof hired === 'boolean' && applicant.hired !== hired) return false;
  if (typeof vacancy === 'string' && account.vacancyOf(applicant)?.id !== vacancy) return false;
  const fields = ['firstname', 'lastname', 'email', 'phone', 'column'] as const;
  return fields.every((field) => {
    const wanted = texts[field];
    return typeof wanted !== 'string' || (applicant[field] ?? '').toLowerCase() === wanted.toLowerCase();
  });
}
