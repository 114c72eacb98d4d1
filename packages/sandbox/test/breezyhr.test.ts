import { expect } from 'chai';
import {
  SANDBOX_BREEZYHR_EMAIL,
  SANDBOX_BREEZYHR_PASSWORD,
  SANDBOX_BREEZYHR_TOKEN,
  startSandbox,
  type Sandbox,
} from '../src/index.js';
import { ask, type Reply } from './client.js';

const ACME = 'company/abc123def456';

interface Shown {
  readonly _id: string;
  readonly [field: string]: unknown;
}
interface Envelope {
  readonly error: { readonly type: string; readonly message: string };
}

describe('Breezy HR', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 0 });
  });
  afterEach(() => sandbox.close());

  async function call<Body = Shown[]>(
    method: string,
    path: string,
    json?: unknown,
    token: string | null = SANDBOX_BREEZYHR_TOKEN,
  ): Promise<Reply<Body>> {
    const body = json instanceof FormData ? json : json === undefined ? null : JSON.stringify(json);
    const headers: Record<string, string> = token === null ? {} : { authorization: token };
    const reply = await ask(`${sandbox.url}/breezyhr/v3/${path}`, { method, headers, body });
    return { ...reply, body: (reply.body === '' ? null : JSON.parse(reply.body)) as Body };
  }
  const get = <Body = Shown[]>(path: string) => call<Body>('GET', path);
  const errorOf = ({ status, body }: Reply<unknown>): [number, string] => [
    status,
    (body as Envelope).error.type,
  ];
  const signIn = (password = SANDBOX_BREEZYHR_PASSWORD) =>
    call<{ access_token: string }>('POST', 'signin', { email: SANDBOX_BREEZYHR_EMAIL, password }, null);
  const of = (state: 'published' | 'closed' | 'draft') => sandbox.breezyhr.positions(state);
  const at = (position: number) => `${ACME}/position/${of('published')[position]?._id}`;

  describe('tokens', () => {
    it('gives the same one to each who signs in, until somebody signs out', async () => {
      const first = (await signIn()).body.access_token;
      expect((await signIn()).body.access_token).to.equal(first);
      expect((await call('GET', 'companies', undefined, first)).status).to.equal(200);
      expect((await call<null>('GET', 'signout', undefined, first)).status).to.equal(204);
      expect(errorOf(await call('GET', 'companies', undefined, first))).to.deep.equal([
        401,
        'invalidAccessToken',
      ]);
      expect((await signIn()).body.access_token).to.not.equal(first);
    });

    it('gives none for a wrong password', async () => {
      expect((await signIn('wrong')).status).to.equal(401);
      expect(sandbox.breezyhr.signIns).to.equal(0);
    });

    it('takes a personal one that no sign-out ends', async () => {
      await get('signout');
      expect((await get('companies')).status).to.equal(200);
    });

    it('takes none with a word before it, and says when there is none', async () => {
      const bearer = await call('GET', 'companies', undefined, `Bearer ${SANDBOX_BREEZYHR_TOKEN}`);
      expect(errorOf(bearer)).to.deep.equal([401, 'invalidAccessToken']);
      expect(errorOf(await call('GET', 'companies', undefined, null))).to.deep.equal([
        400,
        'missingAccessToken',
      ]);
      sandbox.breezyhr.behave({ tokenRefusal: 400 });
      expect(errorOf(await call('GET', 'companies', undefined, 'x'))).to.deep.equal([
        400,
        'invalidAccessToken',
      ]);
    });

    it('opens no company of which the user is not a member', async () => {
      expect(errorOf(await get('company/ffffffffffff/positions'))).to.deep.equal([403, 'notAMember']);
    });
  });

  describe('positions', () => {
    it('are those of a state, published ones by default', async () => {
      const ids = async (query = '') => (await get(`${ACME}/positions${query}`)).body.map(({ _id }) => _id);
      expect(await ids()).to.deep.equal(of('published').map(({ _id }) => _id));
      expect(await ids('?state=closed')).to.deep.equal(of('closed').map(({ _id }) => _id));
      expect((await get(`${ACME}/positions?state=gone`)).status).to.equal(400);
    });

    it('have nulls where Breezy has them', () => {
      sandbox.breezyhr.setPositions('published', 60);
      const all = sandbox.breezyhr.positions();
      for (const field of ['experience', 'category', 'location', 'description', 'department'] as const) {
        expect(
          all.some((each) => each[field] === null),
          field,
        ).to.equal(true);
        expect(
          all.some((each) => each[field] !== null),
          field,
        ).to.equal(true);
      }
      expect(all.some(({ location }) => location && location.country === null)).to.equal(true);
    });

    it('come one by one as well', async () => {
      expect((await get<Shown>(at(0))).body._id).to.equal(of('published')[0]?._id);
      expect(errorOf(await get(`${ACME}/position/nobody`))).to.deep.equal([404, 'positionNotFound']);
    });

    it('are no pipelines, which come as an object of objects', async () => {
      const { body } = await get<Record<string, { stages: unknown[] }>>(`${ACME}/pipelines`);
      expect(body['default']?.stages).to.have.length(6);
    });
  });

  describe('candidates', () => {
    it('come in pages of 50, 50 and 7, without a link or a total', async () => {
      const pages = await Promise.all(
        [1, 2, 3, 4].map((page) => get(`${at(0)}/candidates?page_size=50&page=${page}`)),
      );
      expect(pages.map(({ body }) => body.length)).to.deep.equal([50, 50, 7, 0]);
      expect(pages[0]?.headers.has('link')).to.equal(false);
      expect(new Set(pages.flatMap(({ body }) => body.map(({ _id }) => _id))).size).to.equal(107);
    });

    it('are never more than 50 on a page', async () => {
      expect((await get(`${at(0)}/candidates?page_size=51`)).body).to.have.length(50);
    });

    it('are sorted by the date asked for, the latest first', async () => {
      for (const [sort, field] of [
        ['created', 'creation_date'],
        ['updated', 'updated_date'],
      ] as const) {
        const { body } = await get<Record<string, string>[]>(`${at(0)}/candidates?page_size=50&sort=${sort}`);
        const dates = body.map((each) => each[field] ?? '');
        expect(dates).to.deep.equal(dates.toSorted().toReversed());
      }
    });

    it('have in a list what the documents list, and histories one by one', async () => {
      const { body } = await get(`${at(0)}/candidates?page_size=50`);
      expect(body[0]).to.include.all.keys(
        '_id',
        'meta_id',
        'initial',
        'stage',
        'source',
        'tags',
        'updated_date',
      );
      expect(body[0]).to.not.have.any.keys('work_history', 'education', 'summary', 'address', 'position_id');
      const { body: one } = await get<Shown>(`${at(0)}/candidate/${body[0]?._id}`);
      expect(one).to.include.all.keys('work_history', 'education', 'social_profiles', 'overall_score');
    });

    it('have nulls, and keys that are not there, where Breezy has them', () => {
      const all = sandbox.breezyhr.candidates();
      for (const field of ['source', 'stage', 'overall_score', 'resume', 'headline'] as const) {
        expect(
          all.some((each) => each[field] === null),
          field,
        ).to.equal(true);
      }
      expect(all.some(({ resume }) => resume === undefined)).to.equal(true);
    });

    it('are not found on a position they are not on', async () => {
      const [candidate] = sandbox.breezyhr.candidates(of('published')[0]?._id);
      expect(errorOf(await get(`${at(1)}/candidate/${candidate?._id}`))).to.deep.equal([
        412,
        'candidateNotOnPosition',
      ]);
      expect(errorOf(await get(`${at(1)}/candidate/nobody`))).to.deep.equal([404, 'candidateNotFound']);
    });

    it('are found by e-mail over all positions: a person on two twice', async () => {
      const twice = sandbox.breezyhr.candidates(of('published')[0]?._id).at(-1);
      const email = twice?.email_address?.toUpperCase() ?? '';
      const { body } = await get<(Shown & { position: Shown })[]>(
        `${ACME}/candidates/search?email_address=${email}`,
      );
      expect(body.map(({ position }) => position._id)).to.have.members([
        of('published')[0]?._id,
        of('published')[1]?._id,
      ]);
      expect(new Set(body.map((each) => each['meta_id'])).size).to.equal(1);
      expect((await get(`${ACME}/candidates/search?email_address=nobody@example.com`)).body).to.deep.equal(
        [],
      );
    });

    it('have a résumé that only a token opens', async () => {
      const { _id, position_id } = sandbox.breezyhr.candidates().find(({ resume }) => resume)!;
      const path = `${ACME}/position/${position_id}/candidate/${_id}`;
      const { body } = await get<{ resume: { url: string } }>(path);
      expect(body.resume.url).to.equal(`${sandbox.url}/breezyhr/v3/${path}/resume`);
      expect((await ask(body.resume.url)).status).to.equal(400);
      const opened = await ask(body.resume.url, { headers: { authorization: SANDBOX_BREEZYHR_TOKEN } });
      expect(opened.headers.get('content-type')).to.equal('application/pdf');
      expect(opened.body).to.match(/^%PDF/);
    });
  });

  describe('creations', () => {
    const JANE = { name: 'Jane Doe', email_address: 'jane@example.com', phone_number: '+1' };
    const create = (position: string, body: object) => call<Shown>('POST', `${position}/candidates`, body);

    it('answer the candidate', async () => {
      const { status, body } = await create(at(2), {
        ...JANE,
        work_history: [{ company_name: 'A', start_year: 2018 }],
      });
      expect(status).to.equal(200);
      expect(body).to.deep.include({ name: 'Jane Doe', origin: 'sourced' });
      expect(body['work_history']).to.deep.equal([
        { company_name: 'A', start_date: { year: 2018, month: null, day: null }, end_date: null },
      ]);
    });

    it('answer 409 for who is there, and 412 for a position that is not published', async () => {
      await create(at(2), JANE);
      expect(errorOf(await create(at(2), { ...JANE, email_address: 'JANE@example.com' }))[0]).to.equal(409);
      expect((await create(at(3), JANE)).status).to.equal(200);
      expect(errorOf(await create(`${ACME}/position/${of('draft')[0]?._id}`, JANE))[0]).to.equal(412);
    });

    it('answer 202 to an application that lacks something, and create nobody', async () => {
      const before = sandbox.breezyhr.candidates().length;
      const reply = await create(at(2), { ...JANE, phone_number: '', origin: 'applied' });
      expect(errorOf(reply)).to.deep.equal([202, 'incompleteApplication']);
      expect(sandbox.breezyhr.candidates()).to.have.length(before);
      expect(sandbox.breezyhr.invited).to.deep.equal([JANE.email_address]);
      expect((await create(at(2), { ...JANE, origin: 'applied' })).status).to.equal(200);
    });

    for (const bad of [
      {},
      { name: 'J', origin: 'applied' },
      { name: 'J', origin: 'x' },
      { name: 'J', education: [{}] },
    ]) {
      it(`answer 400 to ${JSON.stringify(bad)}`, async () => {
        expect((await create(at(2), bad)).status).to.equal(400);
      });
    }
  });

  describe('changes', () => {
    const JANE = { name: 'Jane', email_address: 'jane@example.com', summary: 'Kept', tags: ['a'] };
    let path: string;
    let id: string;

    beforeEach(async () => {
      id = (await call<Shown>('POST', `${at(2)}/candidates`, JANE)).body._id;
      path = `${at(2)}/candidate/${id}`;
    });
    const held = () => sandbox.breezyhr.candidate(id);

    it('replace what they are sent, and leave the rest', async () => {
      await call('PUT', path, { name: 'Janet', tags: ['b'] });
      expect(held()).to.deep.include({ name: 'Janet', tags: ['b'], summary: 'Kept' });
    });

    it('add an entry of a history, or change the one of the same place', async () => {
      await call('PUT', `${path}/work-history`, { company_name: 'Acme', title: 'A', start_year: 2018 });
      await call('PUT', `${path}/work-history`, { company_name: 'ACME', title: 'B' });
      await call('PUT', `${path}/education`, { school_name: 'MIT', start_year: 2010 });
      expect(held()?.work_history).to.deep.equal([{ company_name: 'ACME', title: 'B', start_year: 2018 }]);
      expect(held()?.education).to.have.length(1);
      expect((await call('PUT', `${path}/work-history`, { title: 'A' })).status).to.equal(400);
    });

    it('attach a file under the name "file"', async () => {
      const form = (name: string) => {
        const data = new FormData();
        data.set(name, new Blob(['%PDF'], { type: 'application/pdf' }), 'cv.pdf');
        return data;
      };
      expect((await call('POST', `${path}/resume`, form('data'))).status).to.equal(400);
      await call('POST', `${path}/resume`, form('file'));
      expect(held()?.resume).to.deep.include({ file_name: 'cv.pdf', content_type: 'application/pdf' });
    });
  });

  it('says in the documented envelope that it has an error of its own, and when to come back', async () => {
    sandbox.addFault({ api: 'breezyhr', times: 1, fault: { kind: 'status', status: 500 } });
    expect(errorOf(await get('companies'))).to.deep.equal([500, 'getCandidatesError']);
    const limited = await startSandbox({ rateLimit: { breezyhr: { requests: 1, perMs: 60_000 } } });
    try {
      const url = `${limited.url}/breezyhr/v3/companies`;
      const headers = { authorization: SANDBOX_BREEZYHR_TOKEN };
      await ask(url, { headers });
      const refused = await ask(url, { headers });
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('x-ratelimit-reset')) * 1000).to.be.closeTo(
        Date.now() + 60_000,
        5_000,
      );
    } finally {
      await limited.close();
    }
  });

  it('counts requests by their routes and candidates by what was handed out', async () => {
    const [candidate] = sandbox.breezyhr.candidates(of('published')[2]?._id);
    await get(`${at(2)}/candidate/${candidate?._id}`);
    const path = 'company/{id}/position/{id}/candidate/{id}';
    expect(sandbox.records.count({ api: 'breezyhr', path, outcome: 200 })).to.equal(1);
    expect(sandbox.records.served()).to.deep.equal([candidate?._id]);
  });

  it('holds the same for the same seed', async () => {
    const other = await startSandbox({ candidates: 0 });
    try {
      expect(other.breezyhr.candidates()).to.deep.equal(sandbox.breezyhr.candidates());
      expect(other.breezyhr.positions()).to.deep.equal(sandbox.breezyhr.positions());
    } finally {
      await other.close();
    }
  });
});
