import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  jazzhrApi,
  jazzhrApplicants,
  JazzhrApplicantsParameters,
  jazzhrEndedJobs,
  JazzhrEndedJobsParameters,
  jazzhrJobs,
  JazzhrJobsParameters,
  jazzhrRejectedApplicants,
  JazzhrRejectedApplicantsParameters,
  openClient,
  type Host,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve, type TestServer } from '../support/server.js';

const DATE = 'Sun, 01 Mar 2026 10:00:00 GMT';
const KEY = 'jazz-key-0123456789';
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `prospect_${from + index}` }));

describe('reading from JazzHR', () => {
  let server: TestServer;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve(() => ({ json: [] }));
  });

  const open = (host: Host = {}) =>
    openClient(jazzhrApi, { api_key: KEY }, { baseUrls: { JAZZHR_API_URL: server.url }, ...host });
  const pull = (filters: object = {}, cursor: string | null = null, host: Host = {}) =>
    jazzhrApplicants.pull(open(host), JazzhrApplicantsParameters.parse(filters), cursor);
  const pullJobs = (filters: object = {}) =>
    jazzhrJobs.pull(open(), JazzhrJobsParameters.parse(filters), null);
  const pullEnded = (filters: object = {}) =>
    jazzhrEndedJobs.pull(open(), JazzhrEndedJobsParameters.parse(filters), null);

  describe('asks', () => {
    it('with the key in the query, and filters and page in the path', async () => {
      await pull({
        name: "O'Rourke & Söhne",
        city: 'Łódź',
        job_id: 'job_1',
        job_title: 'QA/Test Engineer',
        from_apply_date: '2026-01-01',
        to_apply_date: '2026-01-31',
        status: '12345',
        rating: '4',
      });
      const { path, query, headers } = server.received[0]!;
      expect(path).to.equal(
        "/v1/applicants/name/O'Rourke%20%26%20S%C3%B6hne/city/%C5%81%C3%B3d%C5%BA/job_id/job_1" +
          '/job_title/QA%2FTest%20Engineer/from_apply_date/2026-01-01/to_apply_date/2026-01-31' +
          '/status/12345/rating/4/page/1',
      );
      expect(Object.fromEntries(query)).to.deep.equal({ apikey: KEY });
      expect(headers.authorization).to.equal(undefined);
    });

    it('with booleans as true and false, and a status as JazzHR writes it in paths', async () => {
      await pullJobs({ status: 'On Hold', confidential: true, private: false });
      expect(server.received[0]?.path).to.equal(
        '/v1/jobs/status/on%20hold/confidential/true/private/false/page/1',
      );
    });
  });

  describe('takes', () => {
    const ids = async () => (await pull()).items.map(({ id }) => id);
    const answers: Record<string, [body: string, ids: string[]]> = {
      'a list': ['[{"id":"a"},{"id":"b"}]', ['a', 'b']],
      'one record without its list': ['{"id":"a"}', ['a']],
      'an empty list': ['[]', []],
      null: ['null', []],
      'an empty text': ['""', []],
      'no body': ['', []],
      'white space': [' \r\n', []],
      'a list with nothing in between': ['[null,{"id":"a"}]', ['a']],
      'one applicant for several jobs': [
        '[{"id":"a","job_id":"1"},{"id":"b"},{"id":"a","job_id":"2"}]',
        ['a', 'b'],
      ],
    };
    for (const [what, [text, expected]] of Object.entries(answers)) {
      it(what, async () => {
        server.answer = () => (response) => response.end(text);
        expect(await ids()).to.deep.equal(expected);
      });
    }

    for (const [what, text] of Object.entries({
      numbers: '[1]',
      'a text': '"none"',
      'a list of lists': '[[]]',
    })) {
      it(`${what} for no page`, async () => {
        server.answer = () => (response) => response.end(text);
        expect(await failureOf(pull())).to.include({ code: 'unexpected_answer', recovery: 'retry' });
      });
    }
  });

  describe('pages', () => {
    it('go on after a full one, by the next number, and end at one that is not full', async () => {
      server.answer = ({ path }) => ({ json: path.endsWith('/page/1') ? rows(100) : rows(1, 100)[0] });
      const first = await pull();
      expect(first.items).to.have.length(100);
      const second = await pull({}, first.next);
      expect(second).to.deep.include({ items: rows(1, 100), next: null });
      expect(server.received[1]?.path).to.equal('/v1/applicants/page/2');
    });

    it('go on after a full one, though most of it is about the same applicants', async () => {
      server.answer = () => ({
        json: Array.from({ length: 100 }, (_, job) => ({ id: 'a', job_id: `${job}` })),
      });
      const page = await pull();
      expect(page.items).to.have.length(1);
      expect(page.next).to.be.a('string');
    });

    it('that are all the same are not read for ever', async () => {
      server.answer = () => ({ json: rows(100) });
      const { next } = await pull();
      expect(await failureOf(pull({}, next))).to.include({ code: 'cursor_repeated', recovery: 'retry' });
    });
  });

  describe('an error', () => {
    const refusals = {
      'a 401': { status: 401, json: { error: 'Invalid API key' } },
      'a 403': { status: 403, json: { error: 'Forbidden' } },
      'a 400 about the key': { status: 400, json: { error: 'Your API key is not valid' } },
      'a 200 about the key': { json: { error: 'Unauthorized' } },
      'a 200 with _error about the key': { json: { _error: 'Invalid apikey' } },
      'a text with 200 about the key': { json: 'Error: authentication failed' },
    };
    for (const [what, reply] of Object.entries(refusals)) {
      it(`names the key's field after ${what}`, async () => {
        server.answer = () => reply;
        const error = await failureOf(jazzhrApplicants.check(open(), JazzhrApplicantsParameters.parse({})));
        expect(error).to.include({
          code: 'unauthorized',
          recovery: 'configure',
          path: 'connectorAuth.api_key',
        });
        expect(error.message).to.include('connectorAuth.api_key');
      });
    }

    it('in a 200 is no record', async () => {
      server.answer = () => ({ json: { error: 'Something odd.' } });
      const error = await failureOf(pull());
      expect(error).to.include({ code: 'bad_request', recovery: 'reject' });
      expect(error.message).to.equal('JazzHR rejected the request: Something odd.');
    });

    it('never quotes the key', async () => {
      server.answer = () => ({ status: 400, json: { error: `No account for ${KEY}` } });
      const { message, detail } = await failureOf(pull());
      expect(`${message} ${detail}`).to.include('[secret]').and.not.include(KEY);
    });

    it('at the address itself is one of the configuration', async () => {
      server.answer = () => ({ status: 404, text: '<h1>nginx</h1>' });
      expect(await failureOf(jazzhrJobs.check(open(), JazzhrJobsParameters.parse({})))).to.include({
        recovery: 'configure',
      });
    });

    it('of too many requests is waited for as long as a minute, or as the answer says', async () => {
      server.answer = () => ({ status: 429, json: { error: 'Too many requests' } });
      expect(await failureOf(pull())).to.include({ recovery: 'wait', retryAfterMs: 60_000 });
      server.answer = () => ({ json: { error: 'Rate limit exceeded' } });
      expect(await failureOf(pull())).to.include({ recovery: 'wait', retryAfterMs: 60_000 });
      server.answer = () => ({ status: 429, headers: { 'retry-after': '9' }, json: {} });
      expect(await failureOf(pull())).to.include({ recovery: 'wait', retryAfterMs: 9_000 });
    });
  });

  describe('jobs', () => {
    const STATUSES = [
      'Open',
      'On Hold',
      'Approved',
      'Needs Approval',
      'Drafting',
      'Filled',
      'Cancelled',
      'Closed',
    ];
    const list = STATUSES.map((status) => ({ id: `job_${status}`, status }));
    beforeEach(() => {
      // As if it ignored the filter.
      server.answer = () => ({ json: [...list, { id: 'job_without' }, { id: 'job_null', status: null }] });
    });
    const statuses = async (page: Promise<{ items: readonly { status?: string | null }[] }>) =>
      (await page).items.map(({ status }) => status);

    it('come all, whatever their status', async () => {
      expect((await pullJobs()).items).to.have.length(10);
    });

    it('come in the status that is asked for, or in none, and in no other', async () => {
      const found = await statuses(pullJobs({ status: 'Needs Approval' }));
      expect(found).to.deep.equal(['Needs Approval', undefined, null]);
    });

    it('are archived when they are filled, cancelled or closed, and in no other case', async () => {
      expect(await statuses(pullEnded())).to.deep.equal(['Filled', 'Cancelled', 'Closed']);
      expect(server.received[0]?.path).to.equal('/v1/jobs/page/1');
      expect(await statuses(pullEnded({ status: 'Filled' }))).to.deep.equal(['Filled']);
    });
  });

  describe('rejected applicants', () => {
    const step = (workflow_step_id: string | null, applicant_progress = 'A step') => ({
      job_id: 'job_1',
      workflow_step_id,
      applicant_progress,
    });
    const detail = (jobs: unknown, status = '9') => {
      server.answer = () => ({ json: { id: 'prospect_1', jobs } });
      const parameters = JazzhrRejectedApplicantsParameters.parse({ status });
      return jazzhrRejectedApplicants.detail!(open(), parameters, { id: 'prospect_1' });
    };

    it('are those in the status for every job, by its id or its name', async () => {
      expect(await detail(step('9'))).to.include({ id: 'prospect_1' });
      expect(await detail([step('9'), step('9')])).to.include({ id: 'prospect_1' });
      expect(await detail(step('12349', 'Not Qualified'), 'not qualified')).to.include({ id: 'prospect_1' });
    });

    it('are never those who are live for another job', async () => {
      expect(await detail([step('9'), step('1')])).to.equal(null);
    });

    it('are not archived on the word of the list alone', async () => {
      for (const jobs of [step('1'), [], null, step(null)]) {
        expect(await failureOf(detail(jobs))).to.include({
          code: 'status_not_confirmed',
          recovery: 'reject',
          path: 'pullParameters.status',
        });
      }
    });

    it('can not be archived without saying which status it is', () => {
      const issue = JazzhrRejectedApplicantsParameters.safeParse({}).error?.issues[0];
      expect(issue).to.deep.include({ path: ['status'], code: 'invalid_type' });
    });
  });

  describe('one applicant', () => {
    const detail = (body: unknown) => {
      server.answer = () => ({ json: body });
      return jazzhrApplicants.detail!(open(), JazzhrApplicantsParameters.parse({}), { id: 'prospect_1' });
    };

    it('has lists for lists, whatever JazzHR makes of their length', async () => {
      const applicant = await detail({
        id: 'prospect_1',
        jobs: { job_id: 'a' },
        comments: [],
        categories: null,
      });
      expect(applicant).to.deep.include({
        jobs: [{ job_id: 'a' }],
        comments: [],
        categories: [],
        feedback: [],
      });
    });

    it('may come in a list of its own', async () => {
      expect(await detail([{ id: 'prospect_1', email: 'a@example.com' }])).to.include({
        email: 'a@example.com',
      });
    });

    it('that does not come, or is another one, is asked for again', async () => {
      for (const body of [[], null, { id: 'prospect_2' }]) {
        expect(await failureOf(detail(body))).to.include({ code: 'unexpected_answer', recovery: 'retry' });
      }
    });

    it('is asked for by an id that can not change the address', async () => {
      const id = 'a/jobs?x=1#y';
      server.answer = () => ({ json: { id } });
      await jazzhrApplicants.detail!(open(), JazzhrApplicantsParameters.parse({}), { id });
      expect(server.received[0]?.path).to.equal('/v1/applicants/a%2Fjobs%3Fx%3D1%23y');
      const error = jazzhrApplicants.detail!(open(), JazzhrApplicantsParameters.parse({}), { id: '../jobs' });
      expect(await failureOf(error)).to.include({ code: 'address_refused', recovery: 'reject' });
      expect(server.received).to.have.length(1);
    });

    it('without an id is rejected', async () => {
      const error = jazzhrApplicants.detail!(open(), JazzhrApplicantsParameters.parse({}), {} as never);
      expect(await failureOf(error)).to.include({ code: 'reference_missing', recovery: 'reject' });
    });
  });

  describe('incrementally', () => {
    const token = async (filters: object = {}, host: Host = {}) => {
      server.answer = () => ({ json: [], headers: { date: DATE } });
      return (await pull(filters, null, host)).token;
    };

    it("dates the token by JazzHR's clock, two days before the read", async () => {
      expect(await token({}, { now: () => 0 })).to.equal('2026-02-27');
    });

    it('never lets the token go beyond what the filters let it see', async () => {
      expect(await token({ to_apply_date: '2026-01-15' })).to.equal('2026-01-15');
      expect(await token({ apply_date: '2026-01-10' })).to.equal('2026-01-10');
    });

    it("goes on from the token, or from the user's filter when that is later", () => {
      const from = (from_apply_date: string | null) =>
        jazzhrApplicants.incremental!.resume(
          JazzhrApplicantsParameters.parse({ from_apply_date }),
          '2026-02-01',
        ).from_apply_date;
      expect([from(null), from('2026-01-01'), from('2026-03-01')]).to.deep.equal([
        '2026-02-01',
        '2026-02-01',
        '2026-03-01',
      ]);
    });

    it('knows which token is further', () => {
      const isAfter = (a: string, b: string) => jazzhrApplicants.incremental!.isAfter(a, b);
      expect(isAfter('2026-02-01', '2026-01-31')).to.equal(true);
      expect(isAfter('2026-02-01', '2026-02-01')).to.equal(false);
    });

    it('is nothing for those to archive: who is rejected now may have applied long ago', async () => {
      expect(jazzhrRejectedApplicants.incremental).to.equal(undefined);
      const parameters = JazzhrRejectedApplicantsParameters.parse({ status: '9' });
      expect(await jazzhrRejectedApplicants.pull(open(), parameters, null)).to.not.have.property('token');
    });
  });

  it('identifies records by their id, and survives what is none', () => {
    expect(jazzhrApplicants.identify({ id: 'prospect_1' })).to.equal('prospect_1');
    expect(jazzhrJobs.identify({ id: 'job_1' })).to.equal('job_1');
    for (const none of [{}, null]) {
      expect(jazzhrApplicants.identify(none as never)).to.equal(undefined);
      expect(jazzhrJobs.identify(none as never)).to.equal(undefined);
    }
  });
});
