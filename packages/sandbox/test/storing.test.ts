import { expect } from 'chai';
import {
  SANDBOX_BOARD_KEY,
  SANDBOX_SOURCE_KEY,
  startSandbox,
  type Profile,
  type Sandbox,
} from '../src/index.js';
import { hrflow } from './client.js';

interface Meta {
  readonly page: number;
  readonly maxPage: number;
  readonly count: number;
  readonly total: number;
}

describe('the lists of what is stored', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ candidates: 70 });
    for (const [index, name] of ['Engineer', 'Baker', 'Lead Engineer'].entries()) {
      const created_at = `2025-01-0${index + 1}T10:00:00Z`;
      const job = { reference: String(index), name, location: { text: null }, sections: [], created_at };
      await hrflow(sandbox, 'POST', 'job/indexing', { board_key: SANDBOX_BOARD_KEY, ...job });
    }
  });
  after(() => sandbox.close());

  async function list(entity: 'profiles' | 'jobs', query: Record<string, string> = {}) {
    const path = `storing/${entity}?${new URLSearchParams(query).toString()}`;
    const { status, body } = await hrflow<Profile[]>(sandbox, 'GET', path);
    return { status, ...body, meta: body.meta as Meta };
  }
  const references = async (query: Record<string, string>): Promise<(string | null)[]> =>
    (await list('jobs', query)).data.map(({ reference }) => reference);

  it('come in pages of 30 from page 1, newest first, with keys, references and dates alone', async () => {
    const pages = await Promise.all(['1', '2', '3', '4'].map((page) => list('profiles', { page })));
    expect(pages.map(({ meta }) => meta)).to.deep.equal([
      { page: 1, maxPage: 3, count: 30, total: 70 },
      { page: 2, maxPage: 3, count: 30, total: 70 },
      { page: 3, maxPage: 3, count: 10, total: 70 },
      { page: 4, maxPage: 3, count: 0, total: 70 },
    ]);
    const all = pages.flatMap(({ data }) => data);
    expect(new Set(all.map(({ key }) => key)).size).to.equal(70);
    const dates = all.map(({ created_at }) => created_at);
    expect(dates).to.deep.equal(dates.toSorted().toReversed());
    expect(all[0]).to.have.all.keys('key', 'reference', 'created_at', 'updated_at');
    expect(pages[0]?.message).to.equal('List of profiles');
  });

  it('give whole items to every spelling of yes', async () => {
    for (const yes of ['True', 'true', '1']) {
      const { data } = await list('profiles', { return_profile: yes, limit: '1' });
      expect(data[0]).to.deep.equal(sandbox.profile(String(data[0]?.reference)));
    }
    for (const no of ['False', 'false', '0']) {
      const { data } = await list('jobs', { return_job: no, limit: '1' });
      expect(data[0]).to.not.have.property('name');
    }
  });

  it('are filtered and sorted', async () => {
    expect(await references({ name: 'engineer', order_by: 'asc' })).to.deep.equal(['0', '2']);
    expect(await references({ reference: '1' })).to.deep.equal(['1']);
    expect(await references({ key: String(sandbox.job('2')?.key) })).to.deep.equal(['2']);
    expect(await references({ created_at_min: '2025-01-02', created_at_max: '2025-01-02' })).to.deep.equal([
      '1',
    ]);
    expect(await references({ sort_by: 'created_at' })).to.deep.equal(['2', '1', '0']);
    expect(await references({ sort_by: 'updated_at', order_by: 'asc' })).to.deep.equal(['0', '1', '2']);
  });

  it('take their sources as one JSON list', async () => {
    const own = JSON.stringify([SANDBOX_SOURCE_KEY]);
    expect((await list('profiles', { source_keys: own })).meta.total).to.equal(70);
    expect((await list('profiles', { source_keys: `["${'a'.repeat(40)}"]` })).message).to.include('source');
    expect((await list('profiles', { source_keys: SANDBOX_SOURCE_KEY })).status).to.equal(400);
  });

  it('of nothing are one empty page, and nonsense is refused', async () => {
    const { meta, data } = await list('jobs', { reference: 'nobody' });
    expect([meta, data]).to.deep.equal([{ page: 1, maxPage: 1, count: 0, total: 0 }, []]);
    for (const query of [{ page: '0' }, { limit: 'x' }, { location_lat: '1' }]) {
      expect((await list('jobs', query as unknown as Record<string, string>)).status).to.equal(400);
    }
  });
});
