import { emailHash, ItemIndex, newRunId } from '@hrflow-sync/core';
import { expect } from 'chai';
import { soughtIn } from '../src/views/item-search.js';
import { addViewer, type Fixture, VIEWER, visitor, withDashboard } from './fixture.js';
import { Seed } from './seed.js';

const EMAIL = 'marie.curie@example.org';

describe('finding an item', () => {
  it('takes an e-mail address for its hash, a hash as it is, and all else for a reference', () => {
    expect(soughtIn(` ${EMAIL.toUpperCase()} `)).to.deep.equal({ hash: emailHash(EMAIL) });
    expect(soughtIn(emailHash(EMAIL).toUpperCase())).to.deep.equal({ hash: emailHash(EMAIL) });
    expect(soughtIn(' 48130211 ')).to.deep.equal({ reference: '48130211' });
    expect(soughtIn('at @ sea')).to.deep.equal({ reference: 'at @ sea' });
    expect(soughtIn('  ')).to.equal(undefined);
  });

  it('says which runs had to do with it, and how each ended it, by reference, address or hash', () =>
    withDashboard({}, async (fixture) => {
      await seed(fixture);
      await addViewer(fixture);
      const who = await visitor(fixture, VIEWER);
      for (const sought of ['r-1', EMAIL, emailHash(EMAIL)]) {
        const response = await search(fixture, who.cookie, { sought, csrf: who.csrfToken });
        expect(response.status, sought).to.equal(200);
        expect(response.headers.get('cache-control')).to.equal('no-store');
        const page = await response.text();
        expect(page, sought)
          .to.match(/pushed<\/span>\s+<a[^>]*>w</)
          .and.match(/unchanged<\/span>\s+<a[^>]*>w</);
        expect(page).not.to.contain(EMAIL);
      }
      const unknown = await search(fixture, who.cookie, { sought: 'x@example.org', csrf: who.csrfToken });
      expect(await unknown.text()).to.contain('No item with this e-mail address is known.');
    }));

  it('is a lookup and no change, but needs a session and its token all the same', () =>
    withDashboard({}, async (fixture) => {
      await seed(fixture);
      await addViewer(fixture);
      const who = await visitor(fixture, VIEWER);
      expect((await search(fixture, '', { sought: 'r-1' })).status).to.equal(401);
      expect((await search(fixture, who.cookie, { sought: 'r-1' })).status).to.equal(403);
      for (const path of ['/items/', '/items/x', '/ITEMS', '/runs/r/retry'])
        expect((await who.write('POST', path)).status, path).to.equal(403);
      expect((await who.write('PUT', '/items')).status).to.equal(403);
    }));

  it('tells of an item that a person dropped as dropped, though the index was not told', () =>
    withDashboard({}, async (fixture) => {
      const runId = newRunId(Date.now());
      const run = { runId, workflowId: 'w', startedAtMs: Date.now(), read: 3 };
      const letter = {
        event: 'write_failure',
        ordinal: 1,
        reference: 'r-1',
        code: 'c',
        message: 'm',
      } as const;
      const { ledger } = await seedRun(fixture, { ...run, letters: [{ ...letter, attempts: 1 }] });
      const index = new ItemIndex(fixture.redis, fixture.prefix);
      await index.note('w', {
        reference: 'r-1',
        email: undefined,
        runId,
        outcome: 'failed',
        atMs: Date.now(),
      });
      const { read } = await visitor(fixture);
      expect(await (await read('/items?reference=r-1')).text()).to.match(/chip bad">failed</);
      await ledger.drop(runId, 1, 'never mind');
      expect(await (await read('/items?reference=r-1')).text()).to.match(/chip plain">dropped</);
    }));
});

async function seedRun({ redis, prefix }: Fixture, run: Parameters<Seed['run']>[0]): Promise<Seed> {
  const seeding = new Seed(redis, prefix);
  await seeding.run(run);
  return seeding;
}

/** Two runs that had to do with an item. */
async function seed(fixture: Fixture): Promise<void> {
  const index = new ItemIndex(fixture.redis, fixture.prefix);
  for (const outcome of ['written', 'unchanged'] as const) {
    const atMs = Date.now();
    const runId = newRunId(atMs);
    await seedRun(fixture, { runId, workflowId: 'w', startedAtMs: atMs, read: 1 });
    await index.note('w', { reference: 'r-1', email: EMAIL, runId, outcome, atMs });
  }
}

function search(
  { dashboard: { url } }: Fixture,
  cookie: string,
  form: Record<string, string>,
): Promise<Response> {
  return fetch(`${url}/items`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { cookie, 'sec-fetch-site': 'same-origin', accept: 'application/json' },
    redirect: 'manual',
  });
}
