import { expect } from 'chai';
import {
  JAZZHR_RATE_LIMIT,
  JAZZHR_REJECTED_STEP,
  SANDBOX_JAZZHR_API_KEY,
  startSandbox,
  type JazzhrApplicantRecord,
  type Sandbox,
} from '../src/index.js';
import { ask, type Reply } from './client.js';

type Row = Record<string, unknown>;

const KEY = `apikey=${SANDBOX_JAZZHR_API_KEY}`;

describe('JazzHR', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  const raw = (path: string, headers: Record<string, string> = {}): Promise<Reply<string>> =>
    ask(`${sandbox.environment.JAZZHR_API_URL}/v1/${path}`, { headers });
  const get = async <Body = Row[]>(path: string): Promise<Body> =>
    JSON.parse((await raw(`${path}?${KEY}`)).body) as Body;
  const post = async (path: string, json: object, query = ''): Promise<Reply<string>> =>
    ask(`${sandbox.environment.JAZZHR_API_URL}/v1/${path}${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  const ids = (rows: readonly Row[]): unknown[] => rows.map(({ id }) => id);
  /** Ids as lists have them: once for each job. */
  const listed = (holds: (applicant: JazzhrApplicantRecord) => boolean): string[] =>
    sandbox.jazzhr
      .applicants()
      .filter(holds)
      .flatMap(({ id, jobs }) => jobs.map(() => id));

  describe('credentials', () => {
    it('takes the key from the query of a GET, and nowhere else', async () => {
      expect((await raw(`jobs/page/1?${KEY}`)).status).to.equal(200);
      const authorization = `Basic ${btoa(`${SANDBOX_JAZZHR_API_KEY}:`)}`;
      for (const { status, body } of [
        await raw('jobs/page/1'),
        await raw('jobs/page/1?apikey=other'),
        await raw('jobs/page/1', { authorization }),
        await raw('jobs/page/1', { authorization: `Bearer ${SANDBOX_JAZZHR_API_KEY}` }),
      ]) {
        expect({ status, body }).to.deep.equal({ status: 401, body: '{"error":"Invalid API key"}' });
      }
    });

    it('takes the key from the JSON body of a POST, and not from its query', async () => {
      const person = { first_name: 'Ada', last_name: 'Locke' };
      expect((await post('applicants', person, `?${KEY}`)).status).to.equal(401);
      expect((await post('applicants', { ...person, apikey: 'other' })).status).to.equal(401);
      expect((await post('applicants', { ...person, apikey: SANDBOX_JAZZHR_API_KEY })).status).to.equal(200);
      expect(sandbox.jazzhr.created()).to.deep.equal([person]);
    });
  });

  describe('lists', () => {
    before(() => {
      sandbox.jazzhr.setApplicants(230);
      sandbox.jazzhr.nothing = 'empty body';
    });

    it('give a hundred a page, a short last one, and then an empty body', async () => {
      const pages = await Promise.all([1, 2, 3].map((page) => get(`applicants/page/${page}`)));
      expect(pages.map((page) => page.length)).to.deep.equal([100, 100, 62]);
      expect(ids(pages.flat())).to.deep.equal(listed(() => true));
      const { status, body } = await raw(`applicants/page/4?${KEY}`);
      expect({ status, body }).to.deep.equal({ status: 200, body: '' });
    });

    it('can say "none" as null or an empty list too', async () => {
      for (const nothing of ['null', '[]'] as const) {
        sandbox.jazzhr.nothing = nothing;
        expect((await raw(`applicants/page/9?${KEY}`)).body).to.equal(nothing);
      }
      sandbox.jazzhr.nothing = 'empty body';
    });

    it('have an applicant once for each job, without an e-mail', async () => {
      const [row] = await get('applicants/page/1');
      expect(Object.keys(row ?? {})).to.deep.equal([
        'id',
        'first_name',
        'last_name',
        'prospect_phone',
        'apply_date',
        'job_id',
        'job_title',
      ]);
      const double = sandbox.jazzhr.applicants().find(({ jobs }) => jobs.length === 2);
      const rows = await get(`applicants/apply_date/${double?.apply_date}`);
      expect(ids(rows).filter((id) => id === double?.id)).to.have.length(2);
    });

    it('put a single result down without its list', async () => {
      const [first] = sandbox.jazzhr.jobs();
      const only = await get<Row>(`jobs/board_code/${first?.board_code}/page/1`);
      expect(only).to.include({ id: first?.id, title: first?.title });
    });

    it('hold texts alone, and days that are no days', async () => {
      const jobs = await get('jobs/status/drafting');
      expect(jobs.flatMap(Object.values).every((value) => typeof value === 'string')).to.equal(true);
      expect(new Set(jobs.map((job) => job['original_open_date']))).to.deep.equal(new Set(['0000-00-00']));
    });

    it('name who applied to what', async () => {
      const [row] = await get('applicants2jobs/page/2');
      expect(row).to.include({ rating: '0', date: '0000-00-00' });
      expect(row?.['id']).to.match(/^projob_/);
    });
  });

  describe('filters', () => {
    it('and the page may come in either order', async () => {
      const filter = 'from_apply_date/2025-01-01/to_apply_date/2025-12-31';
      const one = await get(`applicants/${filter}/page/1`);
      expect(await get(`applicants/page/1/${filter}`)).to.deep.equal(one);
      expect(ids(one)).to.deep.equal(
        listed(({ apply_date: day }) => day >= '2025-01-01' && day <= '2025-12-31').slice(0, 100),
      );
    });

    it('are ignored in the query', async () => {
      const all = await get('applicants/page/1');
      const { body } = await raw(`applicants/page/1?name=Ada&from_apply_date=2030-01-01&${KEY}`);
      expect(JSON.parse(body)).to.deep.equal(all);
    });

    it('take any part of the first or the last name, encoded', async () => {
      expect(ids(await get(`applicants/name/${encodeURIComponent('ubœuf')}/page/1`))).to.deep.equal(
        listed((each) => each.last_name === 'Dubœuf'),
      );
    });

    it('find a workflow step', async () => {
      const found = new Set(ids(await get(`applicants/status/${JAZZHR_REJECTED_STEP}`)));
      const rejected = sandbox.jazzhr
        .applicants()
        .filter(({ jobs }) => jobs.some((job) => job.workflow_step_id === JAZZHR_REJECTED_STEP));
      expect(found).to.deep.equal(new Set(rejected.map(({ id }) => id)));
    });

    it('know slashes in a value from those between values', async () => {
      const [job] = sandbox.jazzhr.jobs();
      sandbox.jazzhr.updateJob(job?.id ?? '', { title: 'QA/Test Engineer' });
      expect(await get(`jobs/title/${encodeURIComponent('QA/Test')}`)).to.include({ id: job?.id });
      expect((await raw(`jobs/title/QA/Test?${KEY}`)).status).to.equal(404);
    });

    it('that nobody knows are a 404', async () => {
      expect((await raw(`applicants/shoe_size/9/page/1?${KEY}`)).status).to.equal(404);
    });
  });

  describe('one applicant', () => {
    it('has lists of one without their list', async () => {
      const applicant = sandbox.jazzhr.applicants().find(({ jobs }) => jobs.length === 1);
      const detail = await get<Row>(`applicants/${applicant?.id}`);
      expect(detail).to.include({ email: applicant?.email });
      expect(detail['jobs']).to.deep.equal(applicant?.jobs[0]);
      const double = sandbox.jazzhr.applicants().find(({ jobs }) => jobs.length === 2);
      expect((await get<Row>(`applicants/${double?.id}`))['jobs']).to.deep.equal(double?.jobs);
    });

    it('is a 404 when nobody has the id', async () => {
      const { status, body } = await raw(`applicants/prospect_20200101000000_NOBODY?${KEY}`);
      expect({ status, body }).to.deep.equal({ status: 404, body: '{"error":"Not found"}' });
    });

    it('has a résumé behind a page to sign in at, which comes as HTML with 200', async () => {
      const applicant = sandbox.jazzhr.applicants().find(({ resume_link: link }) => link !== '');
      const { status, headers, body } = await ask(applicant?.resume_link ?? '');
      expect(status).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/html');
      expect(body).to.match(/^<!DOCTYPE html>.*password/);
    });

    it('has files, some of which open, and with them comes one of somebody else', async () => {
      const [first] = sandbox.jazzhr.applicants();
      const files = await get(`files/applicant_id/${first?.id}`);
      expect(new Set(files.map((file) => file['applicant_id'] === first?.id))).to.deep.equal(
        new Set([true, false]),
      );
      const { headers } = await ask(files[0]?.['file_url'] as string);
      expect(headers.get('content-type')).to.equal('application/pdf');
    });
  });

  describe('POST applicants', () => {
    const create = async (applicant: object): Promise<Reply<string>> =>
      post('applicants', { apikey: SANDBOX_JAZZHR_API_KEY, ...applicant });

    it('answers 200 with the id, and gives the applicant back under other names', async () => {
      const [job] = sandbox.jazzhr.jobs();
      const { status, body } = await create({
        first_name: 'Grace',
        last_name: 'Whitlock',
        email: 'grace@example.com',
        city: 'Boston',
        state: 'MA',
        linkedin: 'https://www.linkedin.com/in/grace',
        resumetext: 'Navy',
        job: job?.id,
      });
      const { prospect_id: id } = JSON.parse(body) as { prospect_id: string };
      expect(status).to.equal(200);
      expect(await get<Row>(`applicants/${id}`)).to.deep.include({
        first_name: 'Grace',
        email: 'grace@example.com',
        location: 'Boston, MA',
        linkedin_url: 'https://www.linkedin.com/in/grace',
        resume_body: 'Navy',
      });
      expect(await get<Row>(`jobs/${job?.id}`)).to.have.property('job_applicants');
    });

    it('hides its refusals in a 200', async () => {
      for (const [applicant, error] of [
        [{ first_name: 'Ada', last_name: ' ' }, 'Missing required field: last_name'],
        [{ first_name: 'Ada', last_name: 'Locke', job: 'job_none' }, 'Invalid job'],
      ] as const) {
        const { status, body } = await create(applicant);
        expect({ status, body: JSON.parse(body) as unknown }).to.deep.equal({
          status: 200,
          body: { _error: error },
        });
      }
    });

    it('may leave the applicant unreadable for a while', async () => {
      sandbox.jazzhr.unreadableMs = 60_000;
      const { body } = await create({ last_name: 'Unseen', email: 'unseen@example.com' });
      const { prospect_id: id } = JSON.parse(body) as { prospect_id: string };
      expect((await raw(`applicants/${id}?${KEY}`)).status).to.equal(404);
      expect((await raw(`applicants/name/Unseen?${KEY}`)).body).to.equal('');
      sandbox.jazzhr.unreadableMs = 0;
      expect(await get<Row>(`applicants/name/Unseen`)).to.include({ id });
    });
  });

  it('answers 429 without saying when to come back', async () => {
    expect(JAZZHR_RATE_LIMIT).to.deep.equal({ requests: 80, perMs: 60_000 });
    const limited = await startSandbox({ rateLimit: { jazzhr: { requests: 1, perMs: 60_000 } } });
    try {
      const url = `${limited.environment.JAZZHR_API_URL}/v1/jobs/page/1?${KEY}`;
      expect((await ask(url)).headers.has('x-ratelimit-limit')).to.equal(false);
      const { status, headers } = await ask(url);
      expect(status).to.equal(429);
      expect(headers.has('retry-after')).to.equal(false);
    } finally {
      await limited.close();
    }
  });

  it('invents the same people from the same seed', async () => {
    const [one, two] = [await startSandbox({ seed: 7 }), await startSandbox({ seed: 7 })];
    try {
      const people = ({ jazzhr }: Sandbox): unknown =>
        jazzhr.applicants().map(({ resume_link: _port, ...rest }) => rest);
      expect(people(one)).to.deep.equal(people(two));
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });
});
