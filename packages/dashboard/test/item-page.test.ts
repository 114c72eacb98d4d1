import { DataKeys, QUEUES, Trails, type TrailExchange } from '@hrflow-sync/core';
import { expect } from 'chai';
import { differencesOf } from '../src/views/differences.js';
import { type Fixture, visitor, withDashboard, withQueue } from './fixture.js';
import { Seed } from './seed.js';

const HOSTILE = '<img src=x onerror=alert(1)>"\'`${1}</script>';
const PLACE = { workflowId: 'w', runId: 'run', ordinal: 4 };
const PATH = '/runs/run/items/4';

const whole = (value: unknown) => {
  const text = JSON.stringify(value);
  return { text, length: text.length };
};

describe('the page of an item', () => {
  it('escapes whatever people and providers say', () =>
    withDashboard({}, async (fixture) => {
      await seedItem(fixture, { [HOSTILE]: HOSTILE, list: [HOSTILE], long: HOSTILE.repeat(20) });
      const trails = new Trails(fixture.redis, fixture.prefix, DataKeys.none);
      const exchange: TrailExchange = {
        provider: HOSTILE,
        method: 'PUT',
        path: HOSTILE,
        outcome: HOSTILE,
        durationMs: 1,
        headers: { [HOSTILE]: HOSTILE },
        held: whole({ [HOSTILE]: HOSTILE }),
        sent: whole({ other: HOSTILE }),
        answered: { text: HOSTILE, length: 10_000 },
      };
      const attempt = { attempt: 1, code: HOSTILE, message: HOSTILE, detail: HOSTILE, delayMs: 5_000 };
      await trails.add(PLACE, { ...attempt, at: new Date().toISOString() }, [exchange]);
      const page = await read(fixture);
      expect(page).to.contain('What &#60;img').and.contain('after 5 s').and.contain('&#60;/script&#62;');
      expect(page).not.to.contain('<img src=x').and.not.to.contain('"\'`');
    }));

  it('says so when what is kept of attempts can’t be read, and shows the rest', () =>
    withDashboard({}, async (fixture) => {
      await seedItem(fixture, { name: 'Marie' });
      await fixture.redis.hset(`${fixture.prefix}:ledger:run:run:trails`, '4', 'bm9uc2Vuc2U=');
      expect(await read(fixture))
        .to.contain('can’t be read')
        .and.contain('Marie');
    }));

  it('is not there for what ended well, was never there, or is no ordinal', () =>
    withDashboard({}, async (fixture) => {
      await seedItem(fixture, {});
      const { read: readAs } = await visitor(fixture);
      for (const path of [
        '/runs/run/items/5',
        '/runs/gone/items/4',
        '/runs/run/items/x',
        '/runs/run/items/-4',
      ])
        expect((await readAs(path)).status, path).to.equal(404);
    }));

  it('stays of use with an item of many thousand fields', () =>
    withDashboard({}, async (fixture) => {
      const many = Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'x'.repeat(200) }));
      await seedItem(fixture, { many });
      const page = await read(fixture);
      expect(page).to.contain('20,000 entries').and.contain('the first 4,000 values are shown');
      expect(page.length).to.be.below(3_000_000);
    }));
});

describe('what a write would have changed', () => {
  it('is told field by field, in the order of people', () => {
    const held = { a: 1, list: Array.from({ length: 11 }, (_, index) => index), gone: { deep: [] } };
    const sent = { a: 2, list: held.list.map((each) => (each === 10 || each === 9 ? 0 : each)), fresh: null };
    expect(differencesOf('hrflow', whole(held), whole(sent)).differences).to.deep.equal([
      { kind: 'changed', path: 'a', held: 1, sent: 2 },
      { kind: 'added', path: 'fresh', held: undefined, sent: null },
      { kind: 'removed', path: 'gone', held: { deep: [] }, sent: undefined },
      { kind: 'changed', path: 'list[9]', held: 9, sent: 0 },
      { kind: 'changed', path: 'list[10]', held: 10, sent: 0 },
    ]);
  });

  it('is not told when one of the two was cut, or is no object', () => {
    const cut = { text: '{"a":', length: 400_000 };
    expect(differencesOf('hrflow', whole({}), cut).differences).to.equal(undefined);
    expect(differencesOf('hrflow', whole('text'), whole({})).differences).to.equal(undefined);
    expect(differencesOf('hrflow', whole({ a: [] }), whole({ a: [] })).differences).to.deep.equal([]);
  });
});

/** A dead letter with its job, which no worker takes. */
async function seedItem({ redis, prefix }: Fixture, item: unknown): Promise<void> {
  const seed = new Seed(redis, prefix);
  const letter = { event: 'write_failure', ordinal: 4, reference: 'r-4', attempts: 1 } as const;
  const letters = [{ ...letter, code: 'bad_request', message: 'no' }];
  await seed.run({ runId: 'run', workflowId: 'w', startedAtMs: Date.now(), read: 10, letters });
  const data = { v: 1, ...PLACE, reference: 'r-4', stage: 'formatted', item: JSON.stringify(item) };
  await withQueue({ redis, prefix } as Fixture, QUEUES.pushes.name, (queue) =>
    queue.add('push', data, { jobId: 'run-i4' }),
  );
}

async function read(fixture: Fixture): Promise<string> {
  const response = await (await visitor(fixture)).read(PATH);
  expect(response.status).to.equal(200);
  return response.text();
}
