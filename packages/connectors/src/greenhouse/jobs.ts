import type { Page, Reader } from '../kit/entity.js';
import type { HttpClient } from '../kit/http/client.js';
import { present } from '../kit/present.js';
import { isLater, later } from '../kit/time.js';
import { greenhouseApi, greenhouseV3Api } from './api.js';
import { checkList } from './candidates.js';
import type { GreenhouseCredentials } from './credentials.js';
import type { GreenhouseJob, GreenhouseJobPost } from './job.js';
import {
  GreenhouseClosedJobsParameters,
  GreenhouseJobsParameters,
  type JobsParameters,
} from './job-parameters.js';
import { readList, tokenOf } from './paging.js';
import { checkPlaces, JOB_REQUESTS_PER_PAGE, pullJobs } from './v3/jobs.js';

/** The most that Harvest v1 gives (Harvest v1 docs, "Pagination"). */
const PER_PAGE = 500;

const BLIND_SPOTS =
  'Reads what Greenhouse counts as an update of the job (updated_at), from 5 minutes before the last run started. It ' +
  'does not see jobs that were deleted or hidden from the credentials, nor changes that leave updated_at alone: an ' +
  'edit of a job post may be one. Harvest v1 pages by number, so a job that moves to an earlier page while a run ' +
  'reads can be missed until its next update. A run with incremental off reads everything. A token is only right ' +
  'for the filters it was made with: after widening any other parameter, run once with incremental off.';

const isV3 = ({ version }: { readonly version: string }): boolean => version === greenhouseV3Api.version;

/**
 * Lists jobs with their posts. Over v3 a page brings its posts along, read for 50 jobs at once; v1 lists posts
 * by job, so each item's own job asks for them.
 */
export const greenhouseJobs: Reader<GreenhouseCredentials, typeof GreenhouseJobsParameters, GreenhouseJob> = {
  api: greenhouseApi,
  endpoints: [
    {
      name: 'List jobs',
      url: 'https://developers.greenhouse.io/harvest.html#get-list-jobs',
      description: 'Retrieve jobs, page by page, filtered by dates, status, department, office and more.',
    },
    {
      name: 'List job posts for job',
      url: 'https://developers.greenhouse.io/harvest.html#get-list-job-posts-for-job',
      description: "A job's text, title and place, as applicants see them.",
    },
    {
      name: 'List jobs (v3)',
      url: 'https://harvestdocs.greenhouse.io/reference/get_v3-jobs',
      description:
        'The same over Harvest v3, with the `job_posts`, `job_post_locations`, `pay_input_ranges`, `departments` and `offices` of each page, and `openings` where `opening_id` is given. Each list takes a scope such as `harvest:jobs:list`.',
    },
  ],
  parameters: GreenhouseJobsParameters,
  requestsPerPage: (api) => (isV3(api) ? JOB_REQUESTS_PER_PAGE.whole : 1),
  async check(client, parameters) {
    await checkList(client, 'jobs');
    if (isV3(client)) await checkPlaces(client, parameters);
  },
  pull: (client, parameters, cursor) =>
    isV3(client) ? pullJobs(client, parameters, cursor, 'whole') : pullV1(client, parameters, cursor),
  detail: (client, _parameters, job) => (job.job_posts ? Promise.resolve(job) : withPosts(client, job)),
  // Over v3 none: its limiter sets aside one, which is given back unused.
  requestsPerDetail: 1,
  identify: (job) => job?.id?.toString(),
  incremental: {
    resume: (parameters, token) => ({
      ...parameters,
      updated_after: later(parameters.updated_after, token),
    }),
    isAfter: isLater,
    blindSpots: BLIND_SPOTS,
  },
};

/** Lists the jobs to archive: those that are closed, never an open one or a draft. Without their posts. */
export const greenhouseClosedJobs: Reader<
  GreenhouseCredentials,
  typeof GreenhouseClosedJobsParameters,
  GreenhouseJob
> = {
  api: greenhouseApi,
  endpoints: [
    greenhouseJobs.endpoints[0]!,
    {
      ...greenhouseJobs.endpoints[2]!,
      description:
        'The same over Harvest v3. Takes the scope `harvest:jobs:list`; those of `departments`, `offices` and `openings` where a parameter asks for them.',
    },
  ],
  parameters: GreenhouseClosedJobsParameters,
  requestsPerPage: (api) => (isV3(api) ? JOB_REQUESTS_PER_PAGE.bare : 1),
  check: (client, parameters) => greenhouseJobs.check(client, parameters),
  async pull(client, parameters, cursor) {
    const closed = { ...parameters, status: 'closed' };
    const page = await (isV3(client)
      ? pullJobs(client, closed, cursor, 'bare')
      : pullV1(client, closed, cursor));
    // Whatever the list makes of the filter: a bad one may be ignored.
    return { ...page, items: present(page.items).filter(({ status }) => status === 'closed') };
  },
  identify: (job) => job?.id?.toString(),
  incremental: greenhouseJobs.incremental!,
};

async function pullV1(
  client: HttpClient,
  parameters: JobsParameters,
  cursor: string | null,
): Promise<Page<GreenhouseJob>> {
  const query = cursor ?? { per_page: PER_PAGE, ...parameters };
  const { items, next, atMs } = await readList<GreenhouseJob>(client, 'jobs', query);
  if (cursor !== null) return { items, next };
  return { items, next, token: tokenOf(atMs, parameters.updated_before) };
}

/** All posts of a job in one answer, deleted ones among them (Harvest v1 docs, "List job posts for job"). */
async function withPosts(client: HttpClient, job: GreenhouseJob): Promise<GreenhouseJob> {
  const path = `jobs/${job.id}/job_posts`;
  const { items } = await readList<GreenhouseJobPost>(client, path, { per_page: PER_PAGE });
  return { ...job, job_posts: items };
}
