import { DeadLetters } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { startEngine, workflowOver, type EngineFixture, type Item } from './support/engine-fixture.js';

/** Deeper than anything that recurses can bear. */
const deep = (reference: string): Item => ({
  reference,
  x: JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)) as unknown,
});
const polluting = JSON.parse('{"reference":"polluting","__proto__":{"admin":true}}') as Item;
const good = ['first', 'last'].map((reference) => ({ reference }));

describe('an item that is made to harm', () => {
  let engine: EngineFixture;
  let pushed: string[];
  let seen: string[];

  const start = async (
    items: readonly unknown[],
    detail?: (listed: Item) => Promise<Item>,
  ): Promise<void> => {
    [pushed, seen] = [[], []];
    const world = {
      pull: () => ({ items: items as Item[], next: null }),
      push: ({ reference }: Item) => {
        pushed.push(reference);
        return 'written' as const;
      },
      ...(detail && { detail }),
    };
    const look = (item: unknown): unknown => {
      seen.push((item as Item).reference);
      return JSON.parse(JSON.stringify(item));
    };
    engine = await startEngine(workflowOver(world, { logics: [look] }));
  };
  const letters = async (): Promise<string[]> => {
    const found = await new DeadLetters(engine.ledger, engine.queues).find({});
    return found.map(({ reference, code }) => `${reference} ${code}`).sort();
  };
  afterEach(() => engine.close());

  it('becomes a dead letter before any logic sees it; those beside it are pushed', async () => {
    await start([good[0], deep('deep'), polluting, good[1]]);
    const { status, events } = await engine.run();
    expect(status).to.equal('success_with_failures');
    expect(events).to.include({ read_success: 4, write_success: 2, write_failure: 2 });
    expect(await letters()).to.deep.equal(['deep item_too_deep', 'polluting item_pollutes']);
    expect(pushed.sort()).to.deep.equal(['first', 'last']);
    expect(seen.sort()).to.deep.equal(['first', 'last']);
  });

  it('becomes one again, when somebody retries it', async () => {
    await start([deep('deep')]);
    await engine.run();
    const desk = new DeadLetters(engine.ledger, engine.queues);
    const [before] = await desk.find({});
    expect(await desk.retry(before!)).to.equal(true);
    const after = await until(async () => {
      const [now] = await desk.find({});
      return now && now.at !== before?.at && now;
    });
    expect(after).to.include({ code: 'item_too_deep' });
    expect(pushed).to.deep.equal([]);
  });

  it('becomes one where its detail is what is hostile, or its entry in the list', async () => {
    await start([good[0], { reference: 'listed' }, deep('list')], async (listed) =>
      listed.reference === 'listed' ? deep('listed') : listed,
    );
    await engine.run();
    expect(await letters()).to.deep.equal(['list item_too_deep', 'listed item_too_deep']);
    expect(pushed).to.deep.equal(['first']);
  });

  it('becomes one where it can not be written as a text; a logic could have mended it', async () => {
    await start([good[0], { reference: 'nul', name: 'a\0b' }, { reference: 'half', name: '\ud83d' }]);
    await engine.run();
    expect(await letters()).to.deep.equal(['half item_not_text', 'nul item_not_text']);
    expect(pushed).to.deep.equal(['first']);
  });

  it('may be anything at all: it has no reference then, and ends alone', async () => {
    await start([good[0], 'text', 7, [], good[1]]);
    const { events } = await engine.run();
    expect(events).to.include({ read_success: 5, write_success: 2 });
    expect(pushed.sort()).to.deep.equal(['first', 'last']);
    expect(await letters()).to.have.length(3);
  });
});
