import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  formatCandidate,
  formatJob,
  greenhouseApi,
  greenhouseCandidates,
  GreenhouseCandidatesParameters,
  greenhouseJobs,
  GreenhouseJobsParameters,
  HrflowJob,
  HrflowProfile,
  openClient,
  type HttpClient,
} from '../../../src/index.js';
import { cleanUp, serve, type Received, type Reply } from '../../support/server.js';

const FIXTURES = new URL('../../fixtures/greenhouse/v3/', import.meta.url);
/** What the samples became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format.golden.json', FIXTURES);

const read = (name: string | URL): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
const sample = (name: string, more: object = {}): unknown => ({
  ...(read(`${name}.json`) as object),
  ...more,
});

/** The samples of each list; ids that don't go together are made to. */
const LISTS: Readonly<Record<string, readonly unknown[]>> = {
  candidates: [sample('candidate.constructed')],
  applications: [sample('application', { candidate_id: 53883394 })],
  candidate_educations: [sample('candidate_education.constructed')],
  candidate_employments: [sample('candidate_employment.constructed')],
  attachments: [sample('attachment.constructed')],
  custom_field_options: [
    sample('custom_field_option.constructed'),
    sample('custom_field_option.constructed', { id: 502, name: 'Bachelor' }),
  ],
  sources: [{ id: 1, name: 'LinkedIn', type: { id: 1 } }],
  jobs: [sample('job.constructed')],
  job_posts: [sample('job_post.constructed')],
  job_post_locations: [sample('job_post_location.constructed')],
  pay_input_ranges: [
    { id: 5, job_post_id: 123, min_cents: 7_000_000, max_cents: 9_000_000, currency_type: 'USD' },
  ],
  departments: [{ id: 25907, name: 'Second-Level department', parent_id: null, external_id: '12345' }],
  offices: [{ id: 47012, name: 'New York', location: 'New York, United States', external_id: '15679' }],
};

function harvest({ path }: Received): Reply {
  if (path === '/auth/token') return { json: read('token.response.json') };
  return { json: LISTS[path.replace('/harvest/v3/', '')] };
}

describe("the samples of Harvest v3's docs", () => {
  let client: HttpClient;
  cleanUp(closeConnections);
  beforeEach(async () => {
    const { url } = await serve(harvest);
    const baseUrls = { GREENHOUSE_AUTH_URL: `${url}/auth`, GREENHOUSE_API_URL: `${url}/harvest` };
    client = openClient(greenhouseApi, { client_id: 'id', client_secret: 'secret' }, { baseUrls });
  });

  it('become what the golden file holds', async () => {
    const { items } = await greenhouseCandidates.pull(client, GreenhouseCandidatesParameters.parse({}), null);
    const jobs = await greenhouseJobs.pull(client, GreenhouseJobsParameters.parse({}), null);
    const formatted = { candidate: formatCandidate(items[0]!), job: formatJob(jobs.items[0]!) };
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(formatted, null, 2)}\n`);
    expect(formatted).to.deep.equal(read(GOLDEN));
    expect(HrflowProfile.safeParse(formatted.candidate).error).to.equal(undefined);
    expect(HrflowJob.safeParse(formatted.job).error).to.equal(undefined);
  });
});
