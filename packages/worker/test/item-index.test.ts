import { RejectedItemError } from '@hrflow-sync/connectors';
import { DataKeys, emailHash, Eraser, ItemIndex, ledgerKeys } from '@hrflow-sync/core';
import { expect } from 'chai';
import { emailOf } from '../src/items/email.js';
import { startEngine, workflowOver, type EngineFixture, type Item } from './support/engine-fixture.js';

const ITEMS: Item[] = [
  { reference: 'good', info: { email: 'Good@example.org' } },
  { reference: 'bad', info: { email: 'bad@example.org' } },
  { reference: 'odd', info: { email: 'odd@example.org' } },
];

describe('the item index of a workflow', () => {
  let engine: EngineFixture;
  let index: ItemIndex;
  afterEach(() => engine.close());

  const start = async (itemIndex: boolean): Promise<void> => {
    const format = (item: unknown): unknown => {
      if ((item as Item).reference === 'odd') throw new Error('odd');
      return item;
    };
    const push = ({ reference }: Item): 'written' => {
      if (reference === 'bad') throw new RejectedItemError('no', { code: 'bad_request' });
      return 'written';
    };
    const world = { pull: () => ({ items: ITEMS, next: null }), push };
    engine = await startEngine(workflowOver(world, { itemIndex, format }));
    index = new ItemIndex(engine.redis, engine.prefix);
  };

  it('says which runs had to do with an item, and how they ended it', async () => {
    await start(true);
    const first = await engine.run();
    const second = await engine.run();
    for (const [reference, outcome] of [
      ['good', 'written'],
      ['bad', 'failed'],
      ['odd', 'failed'],
    ] as const) {
      const touches = await index.find('numbers', reference);
      expect(touches.map((touch) => [touch.runId, touch.outcome])).to.deep.equal([
        [second.run_id, outcome],
        [first.run_id, outcome],
      ]);
    }
    expect(await index.references('numbers', emailHash('good@example.org'))).to.deep.equal(['good']);
    expect(await index.references('numbers', emailHash('bad@example.org'))).to.deep.equal(['bad']);
  });

  it('is erased with the item', async () => {
    await start(true);
    await engine.run();
    const eraser = new Eraser(engine.redis, engine.prefix, engine.queues, engine.ledger, DataKeys.none);
    expect(await eraser.erase('good')).to.include({ notes: 1 });
    expect(await index.find('numbers', 'good')).to.deep.equal([]);
    expect(await index.references('numbers', emailHash('good@example.org'))).to.deep.equal([]);
  });

  it('costs nothing unless it is asked for', async () => {
    await start(false);
    await engine.run();
    expect(await engine.redis.keys(`${ledgerKeys(engine.prefix).items('*', '*')}*`)).to.deep.equal([]);
  });
});

describe('the e-mail address of an item', () => {
  it('is found by the name of its field, wherever a system keeps it', () => {
    expect(emailOf({ info: { email: 'a@x.org' } })).to.equal('a@x.org');
    expect(emailOf({ email_addresses: [{ type: 'work', value: 'a@x.org' }] })).to.equal('a@x.org');
    expect(emailOf({ candidate: { 'E-mail': 'a@x.org' }, deep: { er: { email: 'b@x.org' } } })).to.equal(
      'a@x.org',
    );
    expect(emailOf({ info: { email: null }, note: 'write to a@x.org', emailed: 'yes' })).to.equal(undefined);
    expect(emailOf(null)).to.equal(undefined);
  });
});
