import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  startSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../src/index.js';
import { ask, type Reply } from './client.js';

type Row = Record<string, unknown>;
type Rows = Row[];

const BASIC = `Basic ${btoa(`${SANDBOX_CLIENT_ID}:${SANDBOX_CLIENT_SECRET}`)}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the double of Harvest v3', () => {
  let sandbox: Sandbox;
  let bearer: string;

  const start = async (options: SandboxOptions = {}): Promise<void> => {
    sandbox = await startSandbox({ candidates: 230, ...options });
    bearer = await signIn();
  };
  afterEach(() => sandbox.close());

  async function token(body: string, headers: Record<string, string> = {}): Promise<Reply<string>> {
    const url = `${sandbox.environment.GREENHOUSE_AUTH_URL}/token`;
    return ask(url, { method: 'POST', headers: { authorization: BASIC, ...FORM, ...headers }, body });
  }
  async function signIn(): Promise<string> {
    const { body } = await token('grant_type=client_credentials');
    return (JSON.parse(body) as { access_token: string }).access_token;
  }
  async function get<Body = Rows>(path: string, as = bearer): Promise<Reply<Body>> {
    const url = path.startsWith('http') ? path : `${sandbox.greenhouseUrl}/v3/${path}`;
    const reply = await ask(url, { headers: { authorization: `Bearer ${as}` } });
    return { ...reply, body: JSON.parse(reply.body) as Body };
  }
  const next = ({ headers }: Reply<unknown>): string | undefined =>
    /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
  async function all(path: string): Promise<Rows> {
    const rows: Rows = [];
    for (let url: string | undefined = path; url !== undefined;) {
      const page: Reply<Rows> = await get(url);
      rows.push(...page.body);
      url = next(page);
    }
    return rows;
  }

  describe('gives out tokens', () => {
    beforeEach(() => start());

    it('for Basic and a form in the body, with an end written +0000', async () => {
      const { status, body } = await token('grant_type=client_credentials&sub=4080');
      const { token_type, expires_at } = JSON.parse(body) as Record<string, string>;
      expect([status, token_type]).to.deep.equal([200, 'Bearer']);
      expect(expires_at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
      expect(Date.parse(expires_at!) - Date.now()).to.be.within(3_590_000, 3_600_000);
    });

    it('to nobody with a wrong secret, without a form, or for a user who is none', async () => {
      const wrong = await token('grant_type=client_credentials', { authorization: `Basic ${btoa('a:b')}` });
      expect(wrong.status).to.equal(401);
      const url = `${sandbox.environment.GREENHOUSE_AUTH_URL}/token?grant_type=client_credentials`;
      expect((await ask(url, { method: 'POST', headers: { authorization: BASIC } })).status).to.equal(400);
      expect((await token('grant_type=client_credentials&sub=ada')).status).to.equal(400);
      expect(sandbox.greenhouse.tokensIssued()).to.equal(1);
    });

    it('that end the one before', async () => {
      const later = await signIn();
      expect((await get('candidates')).status).to.equal(401);
      expect((await get('candidates', later)).status).to.equal(200);
      expect(sandbox.greenhouse.tokensIssued()).to.equal(2);
    });

    it('with the scopes they are given', async () => {
      sandbox.greenhouse.limitScopes('harvest:candidates:list');
      const limited = await signIn();
      expect((await get('candidates', limited)).status).to.equal(200);
      const { status, body } = await get<Row>('applications', limited);
      expect([status, body]).to.deep.equal([403, { message: 'Forbidden' }]);
    });
  });

  it('lets tokens live on where it is told to', async () => {
    await start({ greenhouse: { singleToken: false } });
    await signIn();
    expect((await get('candidates')).status).to.equal(200);
  });

  describe('lists', () => {
    beforeEach(() => start());

    it('every candidate once, the largest id first, over cursors that must stay as they are', async () => {
      const first = await get('candidates?per_page=100');
      expect(next(first)).to.match(/\/v3\/candidates\?cursor=%2B[^&]+$/);
      const rows = await all('candidates?per_page=100');
      const ids = Array.from(sandbox.candidates(), ({ id }) => id);
      expect(rows.map(({ id }) => id)).to.deep.equal(ids.toReversed());
      const spoilt = next(first)!.replace('%2B', '+');
      expect((await get(spoilt)).status).to.equal(422);
    });

    it('the last page without a Link, also when it is full', async () => {
      sandbox.setCandidates(200);
      const first = await get('candidates');
      const second = await get(next(first)!);
      expect(second.body).to.have.length(100);
      expect(second.headers.get('link')).to.equal(null);
      sandbox.setCandidates(0);
      const empty = await get('candidates');
      expect([empty.body, empty.headers.get('link')]).to.deep.equal([[], null]);
    });

    it('nobody twice and nobody not at all while candidates come and change', async () => {
      const first = await get('candidates');
      const [added] = sandbox.addCandidates(1);
      sandbox.updateCandidate(first.body.at(-1)!['id'] as number, { first_name: 'Changed' });
      const rest = await all(next(first)!);
      const seen = [...first.body, ...rest].map(({ id }) => id);
      expect(new Set(seen).size).to.equal(230).and.equal(seen.length);
      expect(seen).to.not.include(added!.id);
    });

    const REFUSED: Readonly<Record<string, string>> = {
      'a parameter nobody knows': 'candidates?job_id=3',
      'v1 paging': 'candidates?page=2',
      'more than 50 ids': `candidates?ids=${Array.from({ length: 51 }, (_, id) => id + 1).join(',')}`,
      'more than 50 parents': `applications?candidate_ids=${'1,'.repeat(50)}1`,
      'a page too long': 'candidates?per_page=501',
      'a date without an operator': 'candidates?updated_at=2024-01-01T00:00:00.000Z',
      'both dates': 'candidates?updated_at=gte|2024-01-01&created_at=gte|2024-01-01',
    };
    for (const [what, path] of Object.entries(REFUSED)) {
      it(`nothing for ${what} (422)`, async () => {
        const { status, body } = await get<{ errors: string[] }>(path);
        expect(status).to.equal(422);
        expect(body.errors[0]).to.be.a('string');
      });
    }

    it('nothing for a cursor in company, in the documented words', async () => {
      const { status, body } = await get<Row>(`${next(await get('candidates'))}&per_page=100`);
      expect([status, body]).to.deep.equal([
        422,
        { errors: ['When passing a cursor, do not include other query params.'] },
      ]);
    });

    it('by dates with their operators', async () => {
      const from = '2026-02-01T00:00:00.000Z';
      const until = '2026-05-01T00:00:00.000Z';
      const expected = [...sandbox.candidates()].filter(
        ({ updated_at }) => updated_at >= from && updated_at < until,
      );
      const rows = await all(`candidates?updated_at=gte|${from}|lt|${until}`);
      expect(rows.map(({ id }) => id)).to.have.members(expected.map(({ id }) => id));
      expect(expected).to.have.length.above(5);
    });

    it('applications as in_process that were asked for as active', async () => {
      const rows = await all('applications?status=active&prospect=false');
      expect(new Set(rows.map(({ status }) => status))).to.deep.equal(new Set(['in_process']));
      expect(rows.every(({ prospect, job_id }) => prospect === false && typeof job_id === 'number')).to.equal(
        true,
      );
    });

    it('candidates without what v1 put into them, the fields that were asked for', async () => {
      const [row] = (await get('candidates')).body;
      expect(row).to.not.have.any.keys(
        'applications',
        'educations',
        'attachments',
        'photo_url',
        'is_private',
      );
      const trimmed = await get('candidates?fields=id,first_name');
      expect(Object.keys(trimmed.body[0]!)).to.deep.equal(['id', 'first_name']);
    });

    it('a candidate with nothing: all lists empty, all scalars null', async () => {
      const blank = [...sandbox.candidates()].find(({ first_name }) => first_name === null)!;
      const [row] = (await get(`candidates?ids=${blank.id}`)).body;
      expect(row).to.include({ first_name: null, last_name: null, company: null, title: null });
      expect(row).to.deep.include({ email_addresses: [], tags: [], phone_numbers: [] });
      for (const list of ['applications', 'candidate_educations', 'candidate_employments', 'attachments']) {
        expect((await get(`${list}?candidate_ids=${blank.id}`)).body, list).to.deep.equal([]);
      }
    });

    it('names of schools as options, and nulls where there is none', async () => {
      const educations = await all('candidate_educations');
      const ids = educations.map((each) => each['school_name_custom_field_option_id']);
      expect(ids).to.include(null);
      const options = await all('custom_field_options?custom_field_key=school_name');
      const known = options.map(({ id }) => id);
      expect(known).to.include.members(ids.filter((id) => id !== null));
      expect(options[0]).to.not.have.property('custom_field_key');
    });

    it('files whose host refuses credentials', async () => {
      const [file] = await all('attachments?type=resume');
      const url = file!['url'] as string;
      expect((await ask(url)).status).to.equal(200);
      expect((await ask(url, { headers: { authorization: `Bearer ${bearer}` } })).status).to.equal(400);
    });

    it('a candidate who is still being worked on as a message alone, and counts it as not served', async () => {
      const [first] = sandbox.candidates();
      sandbox.greenhouse.startWorkingOn(first!.id);
      const [row] = (await get(`candidates?ids=${first!.id}`)).body;
      expect(Object.keys(row!)).to.deep.equal(['message']);
      expect(sandbox.records.item(String(first!.id))).to.equal(undefined);
      sandbox.greenhouse.finishWorkingOn(first!.id);
      await get(`candidates?ids=${first!.id}`);
      expect(sandbox.records.item(String(first!.id))).to.include({ served: 1 });
    });

    it('jobs with ids where v1 has departments and offices, and no deleted post', async () => {
      const jobs = await all('jobs');
      expect(jobs).to.have.length(120);
      expect(jobs[0]).to.include.keys('department_id', 'office_ids');
      const posts = await all('job_posts');
      expect(new Set(posts.map(({ active }) => active))).to.deep.equal(new Set([true]));
      expect(await all('job_posts?active=false')).to.have.length.above(5);
      const offices = await all('offices?external_id=par');
      expect(offices.map(({ location }) => location)).to.deep.equal(['Paris, Île-de-France, France']);
    });

    it('nothing below an id: one is asked for by ids', async () => {
      expect((await get('candidates/53883394')).status).to.equal(404);
    });
  });

  it('says how long to wait at its limit, and until when', async () => {
    await start({ rateLimit: { greenhouse_v3: { requests: 1, perMs: 30_000 } } });
    const good = await get('candidates?per_page=1');
    expect(good.headers.get('x-ratelimit-limit')).to.equal('1');
    const { status, headers } = await get<Row>('candidates?per_page=1');
    expect(status).to.equal(429);
    expect(Number(headers.get('retry-after'))).to.be.within(1, 30);
    expect(Number(headers.get('x-ratelimit-reset')) * 1000 - Date.now()).to.be.within(0, 31_000);
  });
});

describe("the double of Harvest v1's jobs", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 0 });
  });
  afterEach(() => sandbox.close());
  const get = async (path: string): Promise<Reply<Rows>> => {
    const authorization = `Basic ${btoa(`${sandbox.environment.GREENHOUSE_API_KEY}:`)}`;
    const reply = await ask(`${sandbox.greenhouseUrl}/v1/${path}`, { headers: { authorization } });
    return { ...reply, body: JSON.parse(reply.body) as Rows };
  };

  it('pages by number, and counts what it serves', async () => {
    const { body, headers } = await get('jobs?per_page=50&page=3');
    expect(body).to.have.length(20);
    expect(headers.get('link')).to.include('page=2').and.not.include('rel="next"');
    expect(sandbox.records.item(`job/${String(body[0]!['id'])}`)).to.include({ served: 1 });
  });

  it('has the keys of the documented job and post', async () => {
    const [job] = (await get('jobs')).body;
    expect(job).to.include.keys('hiring_team', 'openings', 'departments', 'offices', 'keyed_custom_fields');
    const posted = (await get('jobs')).body.find(
      ({ id }) => sandbox.greenhouse.jobPosts(id as number).length > 0,
    );
    const posts = (await get(`jobs/${String(posted!['id'])}/job_posts`)).body;
    expect(posts[0]).to.include.keys(
      'content',
      'internal_content',
      'location',
      'active',
      'live',
      'questions',
    );
  });

  it('narrows by status, and refuses one that is none', async () => {
    const closed = (await get('jobs?status=closed&per_page=500')).body;
    expect(new Set(closed.map(({ status }) => status))).to.deep.equal(new Set(['closed']));
    expect((await get('jobs?status=opened')).status).to.equal(422);
  });

  it('knows no job that is not there', async () => {
    expect((await get('jobs/1')).status).to.equal(404);
    expect((await get('jobs/1/job_posts')).status).to.equal(404);
  });
});
