import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { JOB_IDS, startSandbox, type Candidate, type Sandbox } from '../src/index.js';
import { getWithBody, greenhouse, GREENHOUSE_HEADERS, links, type Reply } from './client.js';

interface ErrorBody {
  readonly message: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

describe('Harvest v1', () => {
  let sandbox: Sandbox;
  let all: Candidate[];

  before(async () => {
    sandbox = await startSandbox({ candidates: 250 });
    all = [...sandbox.candidates()];
  });
  after(() => sandbox.close());

  const ids = (candidates: readonly Candidate[]): number[] => candidates.map(({ id }) => id);

  describe('credentials', () => {
    it('takes the key as the user name with an empty password', async () => {
      expect((await greenhouse(sandbox, 'candidates')).status).to.equal(200);
    });

    it('answers 401 to no key, to another key and to a password of one colon', async () => {
      const [, basic] = GREENHOUSE_HEADERS.authorization.split(' ');
      const wrong: Record<string, string>[] = [
        {},
        { authorization: `Basic ${btoa('other:')}` },
        { authorization: `Basic ${btoa(`${atob(basic ?? '')}:`)}` },
      ];
      for (const headers of wrong) {
        const { status, body } = await greenhouse(sandbox, 'candidates', headers);
        expect({ status, body }).to.deep.equal({
          status: 401,
          body: { message: 'Invalid Basic Auth credentials' },
        });
      }
    });

    it('answers 403 to a GET with a body', async () => {
      expect(await getWithBody(`${sandbox.greenhouseUrl}/v1/candidates`)).to.equal(403);
    });
  });

  describe('paging', () => {
    it('gives a bare array of 100, sorted by id, without per_page', async () => {
      const { body } = await greenhouse(sandbox, 'candidates');
      expect(ids(body)).to.deep.equal(ids(all).slice(0, 100));
      expect(ids(all)).to.deep.equal(ids(all).toSorted((a, b) => a - b));
    });

    it('leads through every candidate once by its next links', async () => {
      const read: Candidate[] = [];
      let next: string | undefined = 'candidates?per_page=60';
      while (next) {
        const page: Reply<Candidate[]> = await greenhouse(sandbox, next);
        read.push(...page.body);
        next = links(page.headers)['next'];
      }
      expect(read).to.deep.equal(all);
    });

    it('names next and last on the first page, all three in between, prev and last at the end', async () => {
      const relations = async (page: number): Promise<string[]> =>
        Object.keys(links((await greenhouse(sandbox, `candidates?page=${page}&per_page=100`)).headers));
      expect(await relations(1)).to.have.members(['next', 'last']);
      expect(await relations(2)).to.have.members(['next', 'prev', 'last']);
      expect(await relations(3)).to.have.members(['prev', 'last']);
    });

    it('keeps every filter in its absolute links', async () => {
      const filter = 'updated_after=2025-11-01T00:00:00Z&skip_count=false&per_page=10';
      const { next } = links((await greenhouse(sandbox, `candidates?${filter}`)).headers);
      const url = new URL(next ?? '');
      expect(url.href).to.match(new RegExp(`^${sandbox.greenhouseUrl}/v1/candidates\\?`));
      expect(Object.fromEntries(url.searchParams)).to.deep.equal({
        updated_after: '2025-11-01T00:00:00Z',
        skip_count: 'false',
        per_page: '10',
        page: '2',
      });
    });

    it('leaves out the last page when the count is skipped', async () => {
      const { headers } = await greenhouse(sandbox, 'candidates?skip_count=true');
      expect(Object.keys(links(headers))).to.deep.equal(['next']);
    });

    it('has no Link header when there is only one page', async () => {
      expect((await greenhouse(sandbox, 'candidates?per_page=500')).headers.has('link')).to.equal(false);
    });

    it('gives an empty array behind the last page', async () => {
      expect((await greenhouse(sandbox, 'candidates?page=9')).body).to.deep.equal([]);
    });
  });

  describe('filters', () => {
    const read = async (query: string): Promise<number[]> =>
      ids((await greenhouse(sandbox, `candidates?per_page=500&${query}`)).body);
    const where = (holds: (candidate: Candidate) => boolean): number[] => ids(all.filter(holds));

    it('takes “after” as at or after, and “before” as before', async () => {
      const { updated_at: updated, created_at: created } = all[7] as Candidate;
      expect(await read(`updated_after=${updated}`)).to.deep.equal(
        where((each) => each.updated_at >= updated),
      );
      expect(await read(`updated_before=${updated}`)).to.deep.equal(
        where((each) => each.updated_at < updated),
      );
      expect(await read(`created_after=${created}`)).to.deep.equal(
        where((each) => each.created_at >= created),
      );
      expect(await read(`created_before=${created}`)).to.deep.equal(
        where((each) => each.created_at < created),
      );
    });

    it('finds who applied to a job, without its prospects', async () => {
      const job = JOB_IDS[0] as number;
      const applied = where(({ applications }) =>
        applications.some(({ prospect, jobs }) => !prospect && jobs.some(({ id }) => id === job)),
      );
      expect(await read(`job_id=${job}`))
        .to.deep.equal(applied)
        .and.not.to.have.length(0);
    });

    it('finds an e-mail address', async () => {
      const { id, email_addresses: emails } = all.find(
        (each) => each.email_addresses.length > 0,
      ) as Candidate;
      expect(await read(`email=${emails[0]?.value}`)).to.deep.equal([id]);
    });

    it('finds candidates by id, and ignores the ids when an e-mail address is given', async () => {
      const some = ids(all).slice(3, 6);
      expect(await read(`candidate_ids=${some.join(',')}`)).to.deep.equal(some);
      expect(await read(`candidate_ids=${some.join(',')}&email=nobody@example.com`)).to.deep.equal([]);
    });

    it('sees a candidate that was changed after the run began', async () => {
      const own = await startSandbox({ candidates: 20 });
      try {
        const first = [...own.candidates()][4] as Candidate;
        const since = new Date().toISOString();
        own.updateCandidate(first.id, { title: 'Promoted' });
        const [added] = own.addCandidates(1) as [Candidate];
        const { body } = await greenhouse(own, `candidates?updated_after=${since}`);
        expect(body.map(({ id, title }) => ({ id, title }))).to.deep.equal([
          { id: first.id, title: 'Promoted' },
          { id: added.id, title: added.title },
        ]);
      } finally {
        await own.close();
      }
    });
  });

  describe('refusals', () => {
    const ENVELOPE = JSON.parse(
      readFileSync(new URL('../fixtures/greenhouse-error-422.json', import.meta.url), 'utf8'),
    ) as ErrorBody;
    const bad: Record<string, string> = {
      per_page: '0',
      'per_page ': '501',
      page: '0',
      skip_count: 'True',
      updated_after: 'yesterday',
      created_before: '01/02/2026',
      job_id: 'abc',
      candidate_ids: Array.from({ length: 51 }, (_, id) => id + 1).join(','),
    };
    for (const [name, value] of Object.entries(bad)) {
      const field = name.trim();
      it(`answers 422 in the documented envelope to ${field}=${value.slice(0, 20)}`, async () => {
        const query = new URLSearchParams({ [field]: value });
        const { status, body } = await greenhouse<ErrorBody>(sandbox, `candidates?${query.toString()}`);
        expect(status).to.equal(422);
        expect(body.message).to.equal(ENVELOPE.message);
        expect(body.errors.map((error) => error.field)).to.deep.equal([field]);
        expect(body.errors[0]).to.have.all.keys(Object.keys(ENVELOPE.errors[0] ?? {}));
      });
    }
  });

  describe('one candidate', () => {
    it('is read by its id', async () => {
      const { body } = await greenhouse<Candidate>(sandbox, `candidates/${all[5]?.id}`);
      expect(body).to.deep.equal(all[5]);
    });

    it('is a 404 when the id is nobody’s', async () => {
      const { status, body } = await greenhouse<ErrorBody>(sandbox, `candidates/${(all[5]?.id ?? 0) + 1}`);
      expect({ status, body }).to.deep.equal({ status: 404, body: { message: 'Resource not found' } });
    });
  });

  describe('the rate limit', () => {
    it('is counted down on every answer, and a 429 says when to come back', async () => {
      const limited = await startSandbox({ rateLimit: { greenhouse: { requests: 2, perMs: 10_000 } } });
      try {
        const answers = [];
        for (let call = 0; call < 3; call += 1)
          answers.push(await greenhouse(limited, 'candidates?per_page=1'));
        const shown = answers.map(({ status, headers }) => [status, headers.get('x-ratelimit-remaining')]);
        expect(shown).to.deep.equal([
          [200, '1'],
          [200, '0'],
          [429, '0'],
        ]);
        const refused = answers[2]?.headers;
        expect(refused?.get('x-ratelimit-limit')).to.equal('2');
        expect(Number(refused?.get('retry-after'))).to.be.within(1, 10);
        expect(Number(refused?.get('x-ratelimit-reset')) * 1000).to.be.closeTo(Date.now() + 10_000, 5_000);
      } finally {
        await limited.close();
      }
    });

    it('is not there unless it is asked for', async () => {
      expect((await greenhouse(sandbox, 'candidates')).headers.has('x-ratelimit-limit')).to.equal(false);
    });
  });
});
