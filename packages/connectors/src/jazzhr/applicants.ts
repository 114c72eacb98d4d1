import { z } from 'zod';
import type { Page, Reader } from '../kit/entity.js';
import { RejectedItemError } from '../kit/errors.js';
import type { HttpClient, HttpResponse } from '../kit/http/client.js';
import { senderNow } from '../kit/http/retry-after.js';
import { isLater, later, parseInstant } from '../kit/time.js';
import { JAZZHR_DOCS, jazzhrApi, type JazzhrCredentials } from './api.js';
import type { JazzhrApplicant, JazzhrApplicantSummary } from './applicant.js';
import { checkJob, checkKey } from './check.js';
import { fetchApplicant } from './detail.js';
import { oncePerId, readPage } from './pages.js';
import { inOrder, pathDate, pathText, requiredPathText } from './path.js';
import { fetchResume } from './resume.js';
import { textOf } from './value.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/**
 * How far a token lies before the start of the read it was taken from. JazzHR knows days only, in the
 * account's timezone, which can be a day behind ours; the second day covers applications that are entered
 * late. What is read twice is pushed unchanged.
 */
const TOKEN_OVERLAP_MS = 2 * DAY_MS;

/** Names and descriptions are those of hrflow-connectors. */
const filters = {
  name: pathText('Any substring in first or last name'),
  city: pathText(''),
  job_id: pathText(''),
  job_title: pathText(''),
  recruiter_id: pathText(''),
  apply_date: pathDate('Exact applied date in YYYY-MM-DD format'),
  from_apply_date: pathDate('YYYY-MM-DD'),
  to_apply_date: pathDate('YYYY-MM-DD'),
};
const rating = z
  .string()
  .regex(/^[1-5]$/, 'expected a rating from "1" to "5"')
  .nullable()
  .default(null)
  .describe("Applicant's rating (1-5)");
const dates = inOrder('from_apply_date', 'to_apply_date');

export const JazzhrApplicantsParameters = z
  .strictObject({ ...filters, status: pathText("Applicant's workflow status ID"), rating })
  .refine(dates.holds, dates.problem);
type Parameters = z.output<typeof JazzhrApplicantsParameters>;

export const JazzhrRejectedApplicantsParameters = z
  .strictObject({
    ...filters,
    status: requiredPathText(
      "Applicant's workflow status ID. Applicants who are in it for every job they applied to are archived: JazzHR can not tell by itself who is rejected, so name the step they end in",
    ),
    rating,
  })
  .refine(dates.holds, dates.problem);

const ENDPOINTS = [
  {
    name: 'List applicants',
    url: JAZZHR_DOCS,
    description: 'Retrieve applicants, page by page, filtered by who they are and what they applied to.',
  },
  {
    name: 'Get an applicant',
    url: JAZZHR_DOCS,
    description: 'Retrieve what the list leaves out of an applicant, the e-mail first of all.',
  },
];

/** Lists applicants, 100 a page, and completes each in its own job. */
export const jazzhrApplicants: Reader<
  JazzhrCredentials,
  typeof JazzhrApplicantsParameters,
  JazzhrApplicant,
  JazzhrApplicantSummary
> = {
  api: jazzhrApi,
  endpoints: [
    ...ENDPOINTS,
    {
      name: "List an applicant's files",
      url: JAZZHR_DOCS,
      description: 'Find the résumé, where the applicant has one.',
    },
  ],
  parameters: JazzhrApplicantsParameters,
  check: (client, { job_id }) => check(client, job_id),
  pull,
  async detail(client, _parameters, summary) {
    const applicant = await fetchApplicant(client, summary);
    return { ...applicant, resume_file: await fetchResume(client, applicant) };
  },
  // The applicant, and the list of files.
  requestsPerDetail: 2,
  identify: (applicant) => applicant?.id ?? undefined,
  incremental: {
    resume: (parameters, token) => ({
      ...parameters,
      from_apply_date: later(parameters.from_apply_date, token),
    }),
    isAfter: isLater,
    blindSpots:
      'Reads who applied (apply_date) from two days before the last run started. JazzHR tells nowhere when an ' +
      'applicant was changed, so a run does not see edits, new files, ratings and workflow steps of those who applied ' +
      'earlier, nor applicants who are entered with an apply_date of more than two days ago: run once in a while with ' +
      'incremental off, which reads everything. JazzHR pages by number, so an applicant who moves to an earlier page ' +
      'while a run reads can be missed by it. A token is only right for the filters it was made with: after widening ' +
      'one, run once with incremental off.',
  },
};

/**
 * Lists applicants whose workflow status is the one that says "rejected" in this account, and asks of each
 * whether it is so for every job: who is rejected for one job and considered for another is live, and is left out. One who
 * is in it for no job becomes a dead letter: should JazzHR ever ignore the filter, nobody is archived by it.
 *
 * That `status` is the id of the step the detail calls `workflow_step_id` is unverified; the step's name
 * (`applicant_progress`) is taken as well.
 */
export const jazzhrRejectedApplicants: Reader<
  JazzhrCredentials,
  typeof JazzhrRejectedApplicantsParameters,
  JazzhrApplicant,
  JazzhrApplicantSummary
> = {
  api: jazzhrApi,
  endpoints: ENDPOINTS,
  parameters: JazzhrRejectedApplicantsParameters,
  check: (client, { job_id }) => check(client, job_id),
  async pull(client, parameters, cursor) {
    const { items, next } = await pull(client, parameters, cursor);
    return { items, next };
  },
  async detail(client, { status }, summary) {
    const applicant = await fetchApplicant(client, summary);
    return isRejected(applicant, status) ? applicant : null;
  },
  identify: (applicant) => applicant?.id ?? undefined,
};

async function check(client: HttpClient, jobId: string | null): Promise<void> {
  await checkKey(client, 'applicants');
  if (jobId !== null) await checkJob(client, jobId, 'pullParameters.job_id');
}

async function pull(
  client: HttpClient,
  parameters: Parameters,
  cursor: string | null,
): Promise<Page<JazzhrApplicantSummary>> {
  const { rows, next, headers } = await readPage<JazzhrApplicantSummary>(
    client,
    'applicants',
    parameters,
    cursor,
  );
  const items = oncePerId(rows);
  return cursor === null ? { items, next, token: tokenOf(headers, parameters, client) } : { items, next };
}

/**
 * The day on which the read started by JazzHR's own clock, less an overlap. A read that leaves out later
 * applications has seen nothing after them.
 */
function tokenOf(
  { date }: HttpResponse['headers'],
  { apply_date, to_apply_date }: Parameters,
  client: HttpClient,
): string {
  const start = senderNow({ now: client.now(), date }) - TOKEN_OVERLAP_MS;
  const ends = [apply_date, to_apply_date].map((day) => (day && parseInstant(day)) || Infinity);
  return new Date(Math.min(start, ...ends)).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/**
 * Whether an applicant is in the status for every job.
 * @throws {@link RejectedItemError} `status_not_confirmed` when for none, though JazzHR lists them under it
 */
function isRejected({ jobs }: JazzhrApplicant, status: string): boolean {
  const wanted = status.trim().toLowerCase();
  const applications = jobs ?? [];
  const inStatus = applications.filter(({ workflow_step_id, applicant_progress }) =>
    [workflow_step_id, applicant_progress].some((said) => textOf(said)?.toLowerCase() === wanted),
  );
  if (inStatus.length > 0) return inStatus.length === applications.length;
  throw new RejectedItemError(
    `JazzHR lists this applicant under status "${status}", but for no job is that the applicant's workflow step, so nothing is archived. Check pullParameters.status. If the applicant was moved on just now, drop this item.`,
    { code: 'status_not_confirmed', path: 'pullParameters.status' },
  );
}
