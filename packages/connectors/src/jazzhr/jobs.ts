import { z } from 'zod';
import type { Page, Reader } from '../kit/entity.js';
import type { HttpClient } from '../kit/http/client.js';
import { JAZZHR_DOCS, jazzhrApi, type JazzhrCredentials } from './api.js';
import { checkKey } from './check.js';
import type { JazzhrJob } from './job.js';
import { readPage } from './pages.js';
import { inOrder, pathDate, pathText, type Filters } from './path.js';
import { textOf } from './value.js';

/** The statuses of jobs that nobody can apply to any more, and that no one will open by finishing them. */
const ENDED = ['Filled', 'Cancelled', 'Closed'] as const;

const flag = (description: string) => z.boolean().nullable().default(null).describe(description);

/** Names and descriptions are those of hrflow-connectors. */
const filters = {
  title: pathText('Title of the Job'),
  recruiter: pathText('Recruiter of the Job'),
  board_code: pathText('Board Code of the Job'),
  department: pathText('Department of the Job'),
  hiring_lead: pathText('Hiring Lead of the Job'),
  state: pathText('Location of Job by State'),
  city: pathText('Location of Job by City'),
  from_open_date: pathDate('Filter by job open date. Use YYYY-MM-DD format'),
  to_open_date: pathDate('Filter by job open date. Use YYYY-MM-DD format'),
};
const flags = {
  confidential: flag('Filter by confidentiality'),
  private: flag('Filter by privacy'),
};
const dates = inOrder('from_open_date', 'to_open_date');

export const JazzhrJobsParameters = z
  .strictObject({
    ...filters,
    status: z
      .enum(['Open', 'On Hold', 'Approved', 'Needs Approval', 'Drafting', ...ENDED])
      .nullable()
      .default(null)
      .describe('Filter by Job Status'),
    ...flags,
  })
  .refine(dates.holds, dates.problem);

export const JazzhrEndedJobsParameters = z
  .strictObject({
    ...filters,
    status: z
      .enum(ENDED, {
        error: `only jobs that have ended are archived: ${ENDED.join(', ')}, or null for all three`,
      })
      .nullable()
      .default(null)
      .describe(
        'Filter by Job Status. Only Filled, Cancelled and Closed jobs are archived, and all of them without this filter',
      ),
    ...flags,
  })
  .refine(dates.holds, dates.problem);

type Parameters = Filters & { readonly status: string | null };

/**
 * Lists jobs of any status, 100 a page. A job that names another status than the one asked for is left out,
 * should JazzHR not know the filter's spelling; one that names none is what JazzHR says it is.
 */
export const jazzhrJobs: Reader<JazzhrCredentials, typeof JazzhrJobsParameters, JazzhrJob> = {
  ...reading(),
  parameters: JazzhrJobsParameters,
  pull: (client, parameters, cursor) =>
    pull(
      client,
      parameters,
      cursor,
      ({ status }) =>
        parameters.status === null || textOf(status) === null || isStatus(status, parameters.status),
    ),
};

/**
 * Lists jobs that are filled, cancelled or closed, and no other, whatever JazzHR makes of a filter: the list
 * names each job's status.
 */
export const jazzhrEndedJobs: Reader<JazzhrCredentials, typeof JazzhrEndedJobsParameters, JazzhrJob> = {
  ...reading(),
  parameters: JazzhrEndedJobsParameters,
  pull: (client, parameters, cursor) => {
    const wanted = parameters.status === null ? ENDED : [parameters.status];
    return pull(client, parameters, cursor, ({ status }) => wanted.some((each) => isStatus(status, each)));
  },
};

function reading() {
  return {
    api: jazzhrApi,
    endpoints: [
      {
        name: 'List jobs',
        url: JAZZHR_DOCS,
        description: 'Retrieve jobs, page by page, filtered by what they are, where and when.',
      },
    ],
    check: (client: HttpClient) => checkKey(client, 'jobs'),
    identify: (job: JazzhrJob) => job?.id ?? undefined,
  };
}

async function pull(
  client: HttpClient,
  parameters: Parameters,
  cursor: string | null,
  keeps: (job: JazzhrJob) => boolean,
): Promise<Page<JazzhrJob>> {
  // Clients write `status/open`; the jobs themselves say `Open`.
  const sent = { ...parameters, status: parameters.status?.toLowerCase() ?? null };
  const { rows, next } = await readPage<JazzhrJob>(client, 'jobs', sent, cursor);
  return { items: rows.filter(keeps), next };
}

function isStatus(status: string | null | undefined, wanted: string): boolean {
  return typeof status === 'string' && status.trim().toLowerCase() === wanted.toLowerCase();
}
