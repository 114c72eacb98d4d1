import { expect } from 'chai';
import { startSandbox, type Sandbox } from '../src/index.js';
import { getProfile, greenhouse, postProfile, putProfile } from './client.js';

describe('the account', () => {
  let sandbox: Sandbox;
  let references: string[];

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 4, keepRequests: 3 });
    references = [...sandbox.candidates()].map(({ id }) => String(id));
  });
  afterEach(() => sandbox.close());

  const put = (reference: string, text: string): Promise<unknown> =>
    putProfile(sandbox, { reference, info: {}, text });

  it('counts requests by API, method, path and outcome', async () => {
    await greenhouse(sandbox, 'candidates?per_page=2');
    await greenhouse(sandbox, 'candidates?per_page=2&page=2');
    await greenhouse(sandbox, `candidates/${references[0]}`);
    await getProfile(sandbox, 'nobody');
    expect(sandbox.records.tallies()).to.deep.equal([
      { api: 'greenhouse', method: 'GET', path: 'candidates', outcome: 200, count: 2 },
      { api: 'greenhouse', method: 'GET', path: 'candidates/{id}', outcome: 200, count: 1 },
      { api: 'hrflow', method: 'GET', path: 'profile/indexing', outcome: 400, count: 1 },
    ]);
    expect(sandbox.records.count({ api: 'greenhouse' })).to.equal(3);
    expect(sandbox.records.count({ outcome: 400 })).to.equal(1);
  });

  it('keeps the last few requests whole, without their headers', async () => {
    for (const text of ['a', 'b', 'c', 'd']) await put(references[0] as string, text);
    const kept = sandbox.records.requests({ method: 'PUT' });
    expect(kept.map(({ body }) => (JSON.parse(body) as { text: string }).text)).to.deep.equal([
      'b',
      'c',
      'd',
    ]);
    expect(kept[0]).to.include({
      api: 'hrflow',
      path: 'profile/indexing',
      reference: references[0],
      outcome: 200,
    });
    expect(kept[0]).not.to.have.property('headers');
  });

  it('tells for each item what was served, read and written, and how many bodies differed', async () => {
    const [first, second] = references as [string, string];
    await greenhouse(sandbox, 'candidates');
    await getProfile(sandbox, first);
    await put(first, 'a');
    await put(first, 'a');
    await put(first, 'b');
    await postProfile(sandbox, { reference: 'new', info: {}, text: '' });
    const nothing = {
      served: 0,
      reads: 0,
      posts: 0,
      puts: 0,
      archives: 0,
      parses: 0,
      refused: 0,
      distinctBodies: 0,
    };
    expect(sandbox.records.item(first)).to.deep.equal({
      ...nothing,
      served: 1,
      reads: 1,
      puts: 3,
      distinctBodies: 2,
    });
    expect(sandbox.records.item(second)).to.deep.equal({ ...nothing, served: 1 });
    expect(sandbox.records.served()).to.deep.equal(references);
    expect(sandbox.records.read()).to.deep.equal([first]);
    expect(sandbox.records.written()).to.deep.equal([first, 'new']);
    expect(sandbox.records.totals()).to.include({ items: 5, served: 4, read: 1, written: 2, writes: 4 });
  });

  it('doesn’t take a date the server set for another body', async () => {
    const { data } = (await getProfile(sandbox, references[0] as string)).body;
    await putProfile(sandbox, data);
    await putProfile(sandbox, { ...data, updated_at: '2030-01-01T00:00:00+0000' });
    expect(sandbox.records.item(references[0] as string)?.distinctBodies).to.equal(1);
  });

  it('counts the writes of a rejected item as refused until it is accepted', async () => {
    const [first] = references as [string];
    sandbox.reject([first], 'Invalid parameters. info.email: not an address');
    const { status, body } = await putProfile(sandbox, { reference: first, info: {}, text: 'x' });
    expect({ status, body }).to.deep.equal({
      status: 400,
      body: { code: 400, message: 'Invalid parameters. info.email: not an address' },
    });
    expect((await getProfile(sandbox, first)).status).to.equal(200);
    sandbox.accept([first]);
    await put(first, 'x');
    expect(sandbox.records.item(first)).to.include({ refused: 1, puts: 1 });
    expect(sandbox.rejected()).to.deep.equal([]);
  });

  it('can be cleared without losing a profile', async () => {
    await put(references[0] as string, 'kept');
    sandbox.records.clear();
    expect(sandbox.records.count()).to.equal(0);
    expect(sandbox.records.totals().items).to.equal(0);
    expect(sandbox.profile(references[0] as string)?.text).to.equal('kept');
  });
});
