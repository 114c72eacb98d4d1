import type { JazzhrAccount } from './account.js';
import type { JazzhrApplicantRecord, JazzhrApplicationRecord, JazzhrJobRecord } from './records.js';

/** Filters and page of a list, as they stand in the path in any order. */
export interface ListQuery {
  readonly filters: ReadonlyMap<string, string>;
  /** From 1. */
  readonly page: number;
}

/** Names and values in turn; nothing when they aren't, or when a page is no number. */
export function readQuery(segments: readonly string[]): ListQuery | undefined {
  if (segments.length % 2 !== 0) return undefined;
  const filters = new Map<string, string>();
  for (let at = 0; at < segments.length; at += 2) filters.set(segments[at] ?? '', segments[at + 1] ?? '');
  const page = Number(filters.get('page') ?? '1');
  filters.delete('page');
  return Number.isInteger(page) && page > 0 ? { filters, page } : undefined;
}

type Test<Row> = (row: Row, value: string) => boolean;

const holds = (text: unknown, part: string): boolean =>
  typeof text === 'string' && text.toLowerCase().includes(part.toLowerCase());
const equals = (text: unknown, value: string): boolean =>
  typeof text === 'string' && text.toLowerCase() === value.toLowerCase();

/** An applicant in a list stands there once for each job. */
export interface ApplicantRow {
  readonly applicant: JazzhrApplicantRecord;
  readonly application: JazzhrApplicationRecord | undefined;
}

const APPLICANT_TESTS: Readonly<Record<string, Test<ApplicantRow>>> = {
  // "Any substring in first or last name": in either, not across both.
  name: ({ applicant }, value) => holds(applicant.first_name, value) || holds(applicant.last_name, value),
  city: ({ applicant }, value) => holds(applicant.location, value),
  job_id: ({ application }, value) => application?.job_id === value,
  job_title: ({ application }, value) => holds(application?.job_title, value),
  recruiter_id: ({ applicant }, value) => applicant.recruiter_id === value,
  apply_date: ({ applicant }, value) => applicant.apply_date === value,
  from_apply_date: ({ applicant }, value) => applicant.apply_date >= value,
  to_apply_date: ({ applicant }, value) => applicant.apply_date <= value,
  status: ({ application }, value) => application?.workflow_step_id === value,
  rating: ({ applicant }, value) => applicant['rating'] === value,
};

const JOB_TESTS: Readonly<Record<string, Test<JazzhrJobRecord>>> = {
  ...Object.fromEntries(
    ['title', 'department', 'state', 'city'].map((name): [string, Test<JazzhrJobRecord>] => [
      name,
      (job, value) => holds(job[name], value),
    ]),
  ),
  recruiter: (job, value) => equals(job.hiring_lead, value),
  hiring_lead: (job, value) => equals(job.hiring_lead, value),
  board_code: (job, value) => job.board_code === value,
  team_id: (job, value) => job['team_id'] === value,
  from_open_date: ({ original_open_date: opened }, value) => opened >= value,
  to_open_date: ({ original_open_date: opened }, value) => opened <= value,
  status: (job, value) => equals(job.status, value),
  confidential: (job, value) => job['confidential'] === value,
  private: (job, value) => job['private'] === value,
};

export function applicantRows(account: JazzhrAccount, query: ListQuery): ApplicantRow[] | undefined {
  const rows = account
    .applicants()
    .flatMap((applicant): ApplicantRow[] =>
      applicant.jobs.length === 0
        ? [{ applicant, application: undefined }]
        : applicant.jobs.map((application) => ({ applicant, application })),
    );
  return select(rows, query, APPLICANT_TESTS);
}

export function jobRows(account: JazzhrAccount, query: ListQuery): JazzhrJobRecord[] | undefined {
  return select(account.jobs(), query, JOB_TESTS);
}

/** What the filters leave; nothing when there is no such filter. */
function select<Row>(
  rows: readonly Row[],
  { filters }: ListQuery,
  tests: Readonly<Record<string, Test<Row>>>,
): Row[] | undefined {
  let left = [...rows];
  for (const [name, value] of filters) {
    const test = tests[name];
    if (test === undefined) return undefined;
    left = left.filter((row) => test(row, value));
  }
  return left;
}
