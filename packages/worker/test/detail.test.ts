import {
  ConfigurationError,
  RateLimitedError,
  RejectedItemError,
  RetryableError,
} from '@hrflow-sync/connectors';
import { requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import {
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
  type World,
} from './support/engine-fixture.js';

describe('a connector whose lists hold only summaries', () => {
  let engine: EngineFixture;
  let completed: string[];
  let pushed: Item[];
  let world: World;

  beforeEach(() => {
    completed = [];
    pushed = [];
    world = {
      pull: pagesOf(5, 2),
      detail: async ({ reference }) => {
        completed.push(reference);
        return { reference, city: 'Paris' };
      },
      push: (item) => {
        pushed.push(item);
        return 'written';
      },
    };
  });
  afterEach(() => engine.close());

  const references = (items: readonly Item[]): string[] => items.map(({ reference }) => reference).sort();

  it('has each item completed once, then its logics and format, then its push', async () => {
    const seen: Item[] = [];
    const logic = (item: unknown): unknown => {
      seen.push(item as Item);
      return (item as Item).reference === 'item-3' ? null : item;
    };
    engine = await startEngine(workflowOver(world, { logics: [logic] }));
    const { events, status } = await engine.run();
    expect(status).to.equal('success');
    expect(events).to.include({ read_success: 5, logics_discard: 1, write_success: 4 });
    expect(completed.toSorted()).to.deep.equal(['item-0', 'item-1', 'item-2', 'item-3', 'item-4']);
    expect(seen.every(({ city }) => city === 'Paris')).to.equal(true);
    expect(references(pushed)).to.deep.equal(['item-0', 'item-1', 'item-2', 'item-4']);
  });

  it('tries a detail again that failed, and buries one that is gone, for itself alone', async () => {
    const failed = new Set<string>();
    world.detail = async ({ reference }) => {
      if (reference === 'item-1' && !failed.has(reference)) {
        failed.add(reference);
        throw new RetryableError('busy', { code: 'server_error' });
      }
      if (reference === 'item-4') throw new RejectedItemError('gone', { code: 'not_found' });
      return { reference };
    };
    engine = await startEngine(workflowOver(world));
    const { events, run_id, status } = await engine.run();
    expect(status).to.equal('success_with_failures');
    expect(events).to.include({ read_success: 5, write_success: 4, write_failure: 1 });
    const [letter] = await engine.ledger.deadLetters(run_id);
    expect(letter).to.include({ reference: 'item-4', code: 'not_found' });
  });

  it('waits for a limit of the origin without using up an attempt', async () => {
    let refusals = 12;
    world.detail = async ({ reference }) => {
      if (reference === 'item-2' && refusals-- > 0) {
        throw new RateLimitedError('slow down', { code: 'rate_limited', retryAfterMs: 20 });
      }
      return { reference };
    };
    engine = await startEngine(workflowOver(world));
    expect((await engine.run()).events).to.include({ write_success: 5, write_failure: 0 });
  });

  it('pauses the workflow when the credentials are refused in the middle of it', async () => {
    world.detail = async () => {
      throw new ConfigurationError('refused', { code: 'unauthorized', path: 'connectorAuth.api_key' });
    };
    engine = await startEngine(workflowOver(world));
    const paused = new Promise<string>((resolve) => {
      engine.events.on('workflow.paused', ({ pause }) => resolve(pause.code));
    });
    await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    expect(await paused).to.equal('unauthorized');
    expect(pushed).to.deep.equal([]);
  });

  it('leaves out an item its detail says the action is not about', async () => {
    world.detail = async ({ reference }) => (reference === 'item-0' ? null : { reference });
    engine = await startEngine(workflowOver(world));
    expect((await engine.run()).events).to.include({ logics_discard: 1, write_success: 4 });
  });

  it('compares what the detail says with what was pushed last', async () => {
    engine = await startEngine(workflowOver(world, { skipUnchanged: true }));
    expect((await engine.run()).events).to.include({ write_success: 5 });
    pushed = [];
    world.detail = async ({ reference }) => ({ reference, city: reference === 'item-2' ? 'Lyon' : 'Paris' });
    expect((await engine.run()).events).to.include({ unchanged: 4, write_success: 1 });
    expect(references(pushed)).to.deep.equal(['item-2']);
  });

  it('shows in a dry run what it would push, and pushes nothing', async () => {
    engine = await startEngine(workflowOver(world, { persist: false }));
    const { events, run_id, status } = await engine.run();
    expect(status).to.equal('success');
    expect(events).to.include({ read_success: 5, write_success: 0 });
    expect(pushed).to.deep.equal([]);
    const preview = (await engine.items.previewed('numbers', run_id)) as Item[];
    expect(preview).to.have.length(3);
    expect(preview.every(({ city }) => city === 'Paris')).to.equal(true);
    const jobs = await until(async () => {
      const counts = await engine.queues.pushes.getJobCounts();
      return counts['active'] === 0 && counts;
    });
    expect(jobs).to.include({ waiting: 0, failed: 0, completed: 0 });
  });
});
