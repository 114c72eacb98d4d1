import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { startSandbox, type FlatchrOptions, type FlatchrRow, type Sandbox } from '../src/index.js';
import { ask, type Reply } from './client.js';

interface Question {
  readonly method?: string;
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
}

const fixture = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as object;

describe('Flatchr', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  const start = async (flatchr: FlatchrOptions = {}): Promise<void> => {
    sandbox = await startSandbox({ candidates: 0, flatchr });
  };
  const bearer = () => ({ authorization: `Bearer ${sandbox.environment.FLATCHR_API_KEY}` });

  async function call<Body>(
    url: string,
    { method = 'GET', json, headers = bearer() }: Question = {},
  ): Promise<Reply<Body>> {
    const body = json === undefined ? null : JSON.stringify(json);
    const reply = await ask(url, { method, headers, body });
    return { ...reply, body: JSON.parse(reply.body) as Body };
  }
  const api = <Body>(path: string, question?: Question): Promise<Reply<Body>> =>
    call<Body>(`${sandbox.environment.FLATCHR_API_URL}/${path}`, question);
  const company = <Body>(path: string, question?: Question): Promise<Reply<Body>> =>
    api<Body>(`company/${sandbox.environment.FLATCHR_COMPANY_ID}/${path}`, question);
  const search = (json: object = {}) => company<FlatchrRow[]>('search/applicants', { method: 'POST', json });
  const careers = (json: object) =>
    call(`${sandbox.environment.FLATCHR_CAREERS_URL}/vacancy/candidate/json`, {
      method: 'POST',
      json,
      headers: {},
    });

  describe('credentials', () => {
    it('takes the key as Bearer or as token in the query', async () => {
      await start();
      expect((await company('columns')).status).to.equal(200);
      const query = `columns?token=${sandbox.environment.FLATCHR_API_KEY}`;
      expect((await company(query, { headers: {} })).status).to.equal(200);
    });

    it('answers 401 to no key and to one that has run out, and 404 to another company', async () => {
      await start();
      expect((await company('columns', { headers: {} })).status).to.equal(401);
      expect((await company('columns', { headers: { authorization: 'Bearer old' } })).status).to.equal(401);
      expect((await api('company/other/columns')).status).to.equal(404);
    });
  });

  describe('the search', () => {
    it('gives everybody in one array, with days as DD/MM/YY', async () => {
      await start({ applicants: 60 });
      const { body } = await search();
      expect(body.map(({ applicant }) => applicant)).to.deep.equal(
        sandbox.flatchr.applicants.map(({ id }) => id),
      );
      expect(Object.keys(body[0]!)).to.include.members(['vacancy_id', 'status', 'hired', 'updated_at']);
      for (const { created_at } of body) expect(created_at).to.match(/^\d{2}\/\d{2}\/\d{2}$/);
      expect(Math.max(...body.map(({ created_at }) => Number(created_at.slice(0, 2))))).to.be.above(12);
    });

    it('takes days as MM/DD/YY and refuses any other order', async () => {
      await start();
      const [someone] = sandbox.flatchr.applicants;
      const [year, month, day] = new Date(someone!.createdAtMs).toISOString().slice(0, 10).split('-');
      const date = `${month}/${day}/${year!.slice(2)}`;
      const found = (await search({ start: date, end: date })).body.map(({ applicant }) => applicant);
      expect(found).to.include(someone!.id).and.to.have.length.below(sandbox.flatchr.applicants.length);
      for (const wrong of ['25/12/21', '2021-12-25', '02/30/21']) {
        expect((await search({ start_update: wrong })).status, wrong).to.equal(400);
      }
    });

    it('filters by name, e-mail, column, vacancy and whether somebody was hired', async () => {
      await start();
      const { applicants, vacancies } = sandbox.flatchr;
      const someone = applicants.find(({ email }) => email !== null)!;
      const ids = async (filter: object) => (await search(filter)).body.map(({ applicant }) => applicant);
      expect(await ids({ email: someone.email!.toUpperCase() })).to.deep.equal([someone.id]);
      expect(await ids({ hired: true })).to.deep.equal(
        applicants.filter(({ hired }) => hired).map(({ id }) => id),
      );
      const there = await ids({ vacancy: vacancies[someone.vacancy]!.id, column: someone.column });
      expect(there).to.include(someone.id).and.to.have.length.below(applicants.length);
      expect(await ids({ email: 'nobody@example.com' })).to.deep.equal([]);
    });

    it('has archived applicants, columns that are gone, and two columns of one title', async () => {
      await start();
      const { body } = await search();
      expect(body.filter(({ status }) => status === 0)).to.not.have.length(0);
      const titles = (await company<{ title: string }[]>('columns')).body.map(({ title }) => title);
      expect(new Set(titles)).to.have.property('size', titles.length - 1);
      expect(body.some(({ column }) => !titles.includes(column))).to.equal(true);
    });

    it('gives an empty array where nobody applied', async () => {
      await start({ applicants: 0 });
      expect((await search()).body).to.deep.equal([]);
    });
  });

  describe('one applicant', () => {
    it("has the keys of the docs' sample, dates in unix seconds, and CVs in every documented shape", async () => {
      await start();
      const all = await Promise.all(
        sandbox.flatchr.applicants.map(async ({ id }) => {
          type Applicant = { created_at: number; candidate: { cv?: unknown; aws?: unknown } };
          return (await company<Applicant>(`applicant/${id}`)).body;
        }),
      );
      const {
        candidate: _,
        applies: _applies,
        ...sample
      } = fixture('flatchr-applicant') as Record<string, unknown>;
      for (const applicant of all) expect(applicant).to.include.keys(Object.keys(sample));
      expect(all[0]!.created_at).to.be.within(1_600_000_000, 2_000_000_000);
      const shapes = all.map(({ candidate: { cv, aws } }) => `${typeof cv} ${typeof aws}`);
      expect(new Set(shapes)).to.include.all.keys(
        'string object',
        'object undefined',
        'string undefined',
        'undefined undefined',
      );
    });

    it('is a 404 where the routes of 2020 are gone', async () => {
      await start({ detailRoutes: false });
      expect((await company(`applicant/${sandbox.flatchr.applicants[0]!.id}`)).status).to.equal(404);
    });

    it('is moved by PUT and archived by DELETE', async () => {
      await start();
      const { id, vacancy } = sandbox.flatchr.applicants.find(({ archived }) => !archived)!;
      const path = `vacancy/${sandbox.flatchr.vacancies[vacancy]!.id}/applicant/${id}`;
      await company(path, { method: 'PUT', json: { column_id: 1316 } });
      expect(sandbox.flatchr.applicant(id)).to.include({ column: 'Recruté' });
      expect((await company(path, { method: 'PUT', json: { column_id: 1 } })).status).to.equal(400);
      expect((await company(path, { method: 'DELETE' })).body).to.include({ id, status: 0 });
      expect((await company(`vacancy/other/applicant/${id}`, { method: 'DELETE' })).status).to.equal(404);
    });
  });

  describe('the CV route', () => {
    const cvPath = () => {
      const { cv } = sandbox.flatchr.applicants.find((each) => each.cv?.key.includes(' '))!;
      return `files/expire?${new URLSearchParams({ key: cv!.key, extension: cv!.extension }).toString()}`;
    };

    it('takes keys with slashes and spaces, and answers 429 to a second call within a second', async () => {
      await start();
      const url = `${sandbox.environment.FLATCHR_API_URL}/company/${sandbox.environment.FLATCHR_COMPANY_ID}/${cvPath()}`;
      const first = await ask(url, { headers: bearer() });
      expect(first.body).to.match(/^%PDF/);
      const second = await ask(url, { headers: bearer() });
      expect([second.status, second.headers.get('retry-after')]).to.deep.equal([429, null]);
    });

    it('can answer by a signed link instead', async () => {
      await start({ cvAnswer: 'link' });
      const { url } = (await company<{ url: string }>(cvPath())).body;
      expect((await ask(url)).body).to.match(/^%PDF/);
    });

    it('is a 404 for a key that is nobody’s', async () => {
      await start();
      expect((await company('files/expire?key=a/b&extension=pdf')).status).to.equal(404);
    });
  });

  describe('vacancies', () => {
    it("are one array with the keys of the docs' sample, and an address only where it is asked for", async () => {
      await start({ vacancies: 30 });
      const plain = await company<Record<string, unknown>[]>('vacancies');
      expect(plain.body).to.have.length(30);
      const { company: _, ...sample } = fixture('flatchr-vacancy') as Record<string, unknown>;
      for (const vacancy of plain.body) {
        expect(vacancy).to.include.keys(Object.keys(sample)).and.not.have.any.keys('address', 'tags');
      }
      const full = await company<Record<string, unknown>[]>('vacancies?fields=address,tags');
      for (const vacancy of full.body) expect(vacancy).to.include.keys('address', 'tags');
    });

    it('have salaries, work from home, ids and options in more than one type', async () => {
      await start({ vacancies: 30 });
      const types = (name: string) => new Set(sandbox.flatchr.vacancies.map((each) => typeof each[name]));
      expect(types('salary')).to.deep.equal(new Set(['string', 'number']));
      expect(types('remote')).to.deep.equal(new Set(['string', 'boolean']));
      expect(types('vacancy_id')).to.deep.equal(new Set(['number', 'string']));
      expect(sandbox.flatchr.vacancies.map((each) => each['options'])).to.include(null);
    });

    it('are filtered by status, and read alone by the opaque id', async () => {
      await start({ vacancies: 30 });
      const archived = await company<{ id: string; status: number }[]>('vacancies?status=0');
      expect(archived.body.map(({ status }) => status))
        .to.include(0)
        .and.not.include(1);
      expect((await api<object>(`vacancy/${archived.body[0]!.id}`)).body).to.include({ status: 0 });
      expect((await api('vacancy/84512')).status).to.equal(404);
    });
  });

  describe('the careers host', () => {
    const candidate = () => ({
      vacancy: sandbox.environment.FLATCHR_VACANCY_SLUG,
      firstname: 'Johnny',
      lastname: 'Doe',
      email: 'johnny@example.com',
      token: sandbox.environment.FLATCHR_API_KEY,
      type: 'link',
      resume: 'https://example.com/cv.pdf',
    });

    it('creates a candidate whom the search finds, and gives no id back', async () => {
      await start();
      expect((await careers(candidate())).body).to.deep.equal({
        status: 'success',
        response: 'applicant created',
      });
      expect((await search({ email: 'johnny@example.com' })).body).to.have.length(1);
      expect(sandbox.flatchr.created).to.have.length(1);
      expect(sandbox.flatchr.created[0]).to.not.have.property('token');
    });

    it('refuses a candidate without a résumé, or with one that does not fit its type', async () => {
      await start();
      const { resume: _, ...without } = candidate();
      expect((await careers(without)).status).to.equal(400);
      expect((await careers({ ...candidate(), type: 'document' })).status).to.equal(400);
    });

    it('knows no other slug and no other key', async () => {
      await start();
      expect((await careers({ ...candidate(), vacancy: 'other' })).status).to.equal(404);
      expect((await careers({ ...candidate(), token: 'old' })).status).to.equal(401);
    });
  });

  it('takes meta information from companies with the Premium CV library alone', async () => {
    await start({ premium: false });
    const { email } = sandbox.flatchr.applicants.find((each) => each.email !== null)!;
    const json = { app_name: 'HRMatch', reference: email, type: 'applicants', value: {} };
    const post = () => company<object>('search/candidate', { method: 'POST', json });
    expect((await post()).status).to.equal(403);
    sandbox.flatchr.options.premium = true;
    expect((await post()).body).to.deep.equal({
      statusCode: 200,
      message: { resource_type: 'attribute', action: 'created' },
    });
  });
});
