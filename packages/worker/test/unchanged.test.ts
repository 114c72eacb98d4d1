import { RejectedItemError } from '@hrflow-sync/connectors';
import { digestOf } from '@hrflow-sync/core';
import { expect } from 'chai';
import {
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
  type World,
} from './support/engine-fixture.js';

describe('a workflow that skips unchanged items', () => {
  let engine: EngineFixture | undefined;
  let items: Item[];
  let pushed: string[];
  let refused: ReadonlySet<string>;
  let world: World;

  beforeEach(() => {
    items = ['a', 'b', 'c'].map((reference) => ({ reference, city: 'Paris' }));
    pushed = [];
    refused = new Set();
    world = {
      pull: () => ({ items, next: null }),
      push: ({ reference }) => {
        if (refused.has(reference)) throw new RejectedItemError('no', { code: 'invalid_item' });
        pushed.push(reference);
        return 'written';
      },
    };
  });
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
  });

  const start = async (options = {}): Promise<void> => {
    engine = await startEngine(workflowOver(world, { skipUnchanged: true, ...options }));
  };

  const started = (): EngineFixture => engine ?? expect.fail('no engine was started');
  const run = () => started().run();

  it('pushes an item again only when its formatted form has changed', async () => {
    await start();
    expect((await run()).events).to.include({ write_success: 3, unchanged: 0 });
    items = items.map((item) => (item.reference === 'b' ? { ...item, city: 'Lyon' } : item));
    pushed = [];
    const { events, status } = await run();
    expect(events).to.include({ read_success: 3, write_success: 1, unchanged: 2 });
    expect(pushed).to.deep.equal(['b']);
    expect(status).to.equal('success');
  });

  it('compares what format returns, not what was read', async () => {
    await start({ format: ({ reference }: Item) => ({ reference }) });
    await run();
    items = items.map((item) => ({ ...item, city: 'Lyon' }));
    expect((await run()).events).to.include({ unchanged: 3, write_success: 0 });
  });

  it('does not take an item for pushed that was rejected', async () => {
    await start();
    refused = new Set(['c']);
    await run();
    refused = new Set();
    pushed = [];
    await run();
    expect(pushed).to.deep.equal(['c']);
  });

  it('remembers an item that was pushed late, after its format was mended', async () => {
    let broken = true;
    await start({
      format: (item: Item) => {
        if (broken && item.reference === 'a') throw new Error('broken');
        return item;
      },
    });
    await run();
    broken = false;
    pushed = [];
    await run();
    expect(pushed).to.deep.equal(['a']);
    expect((await run()).events).to.include({ unchanged: 3 });
  });

  it('is left as it was by a dry run', async () => {
    await start({ persist: false });
    expect((await run()).events).to.include({ unchanged: 0 });
    expect((await run()).events).to.include({ unchanged: 0 });
  });

  it('takes the same item for another one where the target would get something else', () => {
    expect(digestOf('{"source_key":"one"}', '{}')).to.not.equal(digestOf('{"source_key":"two"}', '{}'));
    // Neither can be shifted into the other.
    expect(digestOf('ab', 'c')).to.not.equal(digestOf('a', 'bc'));
  });

  it('pushes everything, as ever, unless it is asked to skip', async () => {
    await start({ skipUnchanged: false });
    await run();
    expect((await run()).events).to.include({ write_success: 3, unchanged: 0 });
  });
});
