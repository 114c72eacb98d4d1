import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  formatJob,
  greenhouseClosedJobs,
  GreenhouseClosedJobsParameters,
  greenhouseJobs,
  GreenhouseJobsParameters,
  type GreenhouseJob,
  type HrflowJob,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { readEverything, requestsOf, startGreenhouse } from '../support/greenhouse.js';

const ALL = GreenhouseJobsParameters.parse({});
const VERSIONS = ['v1', 'v3'] as const;

/** What only v3 knows of a post. */
const V3_TAGS = new Set(['greenhouse_post_language', 'greenhouse_location']);
function withoutWhatIsNew(job: HrflowJob): HrflowJob {
  return {
    ...job,
    url: null,
    tags: job.tags?.filter(({ name }) => !V3_TAGS.has(name ?? '')),
    ranges_float: job.ranges_float?.filter(({ name }) => name !== 'greenhouse_pay'),
  };
}

describe('reading jobs from Greenhouse', () => {
  let greenhouse: Awaited<ReturnType<typeof startGreenhouse>>;
  beforeEach(async () => {
    greenhouse = await startGreenhouse();
  });
  afterEach(async () => {
    await closeConnections();
    await greenhouse.sandbox.close();
  });
  const list = async (version: (typeof VERSIONS)[number], parameters: object = {}) =>
    (await readEverything(greenhouseJobs, greenhouse[version], parameters)).items;
  const complete = (version: (typeof VERSIONS)[number], job: GreenhouseJob) =>
    greenhouseJobs.detail!(greenhouse[version], ALL, job);

  it('gives the same job of the same one from both versions, but for what v3 has more', async () => {
    greenhouse.sandbox.greenhouse.setJobs(60);
    const after = new Map((await list('v3')).map((job) => [job.id, formatJob(job)]));
    const before = await list('v1');
    expect(before.map(({ id }) => id)).to.have.members([...after.keys()]);
    for (const job of before) {
      const whole = (await complete('v1', job))!;
      expect(withoutWhatIsNew(after.get(job.id)!)).to.deep.equal(withoutWhatIsNew(formatJob(whole)));
    }
    const jobs = [...after.values()];
    expect(jobs.filter(({ summary }) => summary)).to.have.length.above(30);
    expect(jobs.filter(({ url }) => url)).to.have.length.above(20);
    expect(jobs.filter(({ ranges_float }) => ranges_float?.length)).to.have.length.above(20);
  });

  it('asks v1 for the posts of a job, and v3 for nothing more once it has the page', async () => {
    const { sandbox } = greenhouse;
    sandbox.greenhouse.setJobs(1);
    const [v1] = await list('v1');
    expect((await complete('v1', v1!))?.job_posts).to.deep.equal(sandbox.greenhouse.jobPosts(v1!.id));
    const [v3] = await list('v3');
    const asked = requestsOf(sandbox).length;
    expect(await complete('v3', v3!)).to.equal(v3);
    expect(requestsOf(sandbox)).to.have.length(asked);
  });

  it('reads posts, their places and pay for 50 jobs at once', async () => {
    await list('v3');
    for (const path of ['jobs', 'job_posts']) {
      expect(requestsOf(greenhouse.sandbox, path), path).to.have.length(3);
    }
    const [first] = requestsOf(greenhouse.sandbox, 'job_posts');
    expect(/job_ids=([\d,]+)/.exec(first!)?.[1]?.split(',')).to.have.length(50);
    for (const path of ['departments', 'offices']) {
      expect(requestsOf(greenhouse.sandbox, path), path).to.have.length(1);
    }
  });

  describe('selects the same over both versions', () => {
    const selections: Readonly<Record<string, (job: GreenhouseJob) => object>> = {
      'by status': () => ({ status: 'draft' }),
      'by when they were updated': () => ({ updated_after: '2024-06-01', updated_before: '2025-02-01' }),
      'by when they were created': () => ({ created_after: '2024-06-01T00:00:00Z' }),
      'by both, which v3 refuses together': () => ({
        created_before: '2025-02-01',
        updated_after: '2024-06-01',
      }),
      'by requisition': (job) => ({ requisition_id: job.requisition_id }),
      'by opening': (job) => ({ opening_id: job.openings?.find((each) => each?.opening_id)?.opening_id }),
      'by opening and status': (job) => ({
        opening_id: job.openings?.find((each) => each?.opening_id)?.opening_id,
        status: job.status,
      }),
      'by department': () => ({ department_id: '25910' }),
      'by a department of another system': () => ({ external_department_id: 'eng-1' }),
      'by department before one of another system': () => ({
        department_id: '25910',
        external_department_id: '12345',
      }),
      'by office': () => ({ office_id: '47020' }),
      'by an office of another system and status': () => ({ external_office_id: 'par', status: 'open' }),
    };
    for (const [how, parametersFor] of Object.entries(selections)) {
      it(how, async () => {
        const all = await list('v1');
        const parameters = parametersFor(all.find((job) => job.requisition_id)!);
        // v1 narrows by both departments, v3 by the id: the narrower one is ours to know.
        const asV1 = how.includes('before one') ? { department_id: '25910' } : parameters;
        const expected = (await list('v1', asV1)).map(({ id }) => id);
        expect((await list('v3', parameters)).map(({ id }) => id)).to.have.members(expected);
        expect(expected).to.have.length.within(1, all.length - 1);
      });
    }
  });

  it('asks once for the office of another system, not once a page', async () => {
    await list('v3', { external_office_id: '15679' });
    const lookUps = requestsOf(greenhouse.sandbox, 'offices').filter((each) => each.includes('external_id'));
    expect(lookUps).to.have.length(1);
  });

  for (const [field, code] of [
    ['external_department_id', 'department_not_found'],
    ['external_office_id', 'office_not_found'],
  ] as const) {
    it(`says so before a run when ${field} leads nowhere`, async () => {
      const parameters = GreenhouseJobsParameters.parse({ [field]: 'nowhere' });
      const error = await failureOf(greenhouseJobs.check(greenhouse.v3, parameters));
      expect(error).to.include({ code, recovery: 'configure', path: `pullParameters.${field}` });
      expect(error.message).to.include('nowhere').and.include(field);
    });
  }

  it('says what is wrong with parameters', () => {
    const wrong = { status: 'opened', department_id: 'eng-1', office_id: 'par', custom_field_option_id: 'x' };
    const { error } = GreenhouseJobsParameters.safeParse(wrong);
    const told = Object.fromEntries(error!.issues.map(({ path, message }) => [path.join(), message]));
    expect(Object.keys(told)).to.have.members(Object.keys(wrong));
    expect(told['status']).to.include("'open', 'closed', 'draft'");
    expect(told['department_id']).to.include('149995');
  });

  it('reads on from a token: 5 minutes before the read started', async () => {
    for (const version of VERSIONS) {
      const { token } = await greenhouseJobs.pull(greenhouse[version], ALL, null);
      expect(Date.parse(token!)).to.be.closeTo(Date.now() - 5 * 60_000, 5_000);
      const resumed = greenhouseJobs.incremental!.resume(ALL, token!);
      const [job] = greenhouse.sandbox.greenhouse.jobs();
      greenhouse.sandbox.greenhouse.updateJob(job!.id, { name: `Changed for ${version}` });
      const { items } = await greenhouseJobs.pull(greenhouse[version], resumed, null);
      expect(items.map(({ name }) => name)).to.deep.equal([`Changed for ${version}`]);
    }
  });

  describe('to archive', () => {
    for (const version of VERSIONS) {
      it(`gives all that are closed, never an open one or a draft (${version})`, async () => {
        const closed = [...greenhouse.sandbox.greenhouse.jobs()].filter(({ status }) => status === 'closed');
        const { items } = await readEverything(greenhouseClosedJobs, greenhouse[version], {});
        expect(items.map(({ id }) => id)).to.have.members(closed.map(({ id }) => id));
        expect(items.map(({ status }) => status)).to.not.include.members(['open', 'draft']);
        expect(closed).to.have.length.within(10, 60);
      });

      it(`gives no live one though the list ignores its filter (${version})`, async () => {
        const [open] = [...greenhouse.sandbox.greenhouse.jobs()].filter(({ status }) => status === 'open');
        const api = version === 'v1' ? 'greenhouse' : 'greenhouse_v3';
        const answer = { kind: 'status', status: 200, body: [open, { id: 5 }] } as const;
        greenhouse.sandbox.addFault({ api, path: 'jobs', fault: answer });
        const { items } = await readEverything(greenhouseClosedJobs, greenhouse[version], {});
        expect(items).to.deep.equal([]);
      });
    }

    it('asks for no post', async () => {
      await readEverything(greenhouseClosedJobs, greenhouse.v3, {});
      const paths = new Set(requestsOf(greenhouse.sandbox).map((request) => request.split('?')[0]));
      expect([...paths]).to.deep.equal(['jobs']);
    });

    it('refuses to be asked for live ones', () => {
      for (const status of ['open', 'draft']) {
        const { error } = GreenhouseClosedJobsParameters.safeParse({ status });
        expect(error?.issues[0]?.message).to.include('only closed jobs are archived');
      }
      expect(GreenhouseClosedJobsParameters.parse({ status: 'closed' }).status).to.equal('closed');
    });
  });
});
