import { ConfigurationError, RejectedItemError, type Page } from '@hrflow-sync/connectors';
import { requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import {
  finished,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';

describe('the token of an incremental workflow', () => {
  let engine: EngineFixture;
  let token: string;
  let read: (cursor: string | null) => Page<Item>;
  let reject: boolean;

  beforeEach(() => {
    token = '2026-01-01';
    reject = false;
    read = () => ({ items: [{ reference: 'a' }], next: null, token });
  });
  afterEach(() => engine.close());

  const start = async (options = {}): Promise<void> => {
    const world = {
      pull: (cursor: string | null) => read(cursor),
      push: (): 'written' => {
        if (reject) throw new RejectedItemError('no', { code: 'invalid_item' });
        return 'written';
      },
    };
    engine = await startEngine(workflowOver(world, { incremental: true, ...options }));
  };
  const stored = (): Promise<string | null> => engine.ledger.token('numbers', 'update_profiles_in_hrflow');

  it('is committed at the end of the run, and told in its result', async () => {
    await start();
    expect(await engine.run()).to.include({ incremental: true, incremental_token: '2026-01-01' });
    expect(await stored()).to.equal('2026-01-01');
  });

  it('never moves back', async () => {
    await start();
    await engine.run();
    token = '2025-12-31';
    expect((await engine.run()).incremental_token).to.equal('2026-01-01');
  });

  it('covers an item that could not be written, because its dead letter is durable', async () => {
    reject = true;
    await start();
    const result = await engine.run();
    expect(result.events.write_failure).to.equal(1);
    expect(await stored()).to.equal('2026-01-01');
    expect(await engine.queues.pushes.getFailedCount()).to.equal(1);
  });

  it('stays where it was when reading breaks off', async () => {
    await start();
    await engine.run();
    token = '2026-02-02';
    read = (cursor) => {
      if (cursor !== null) throw new ConfigurationError('revoked', { code: 'unauthorized' });
      return { items: [{ reference: 'a' }], next: '1', token };
    };
    const result = await engine.run();
    expect(result).to.include({ status: 'success_with_failures', incremental_token: '2026-01-01' });
    expect(await stored()).to.equal('2026-01-01');
  });

  it('is left alone by a dry run and by a run that is not incremental', async () => {
    await start({ persist: false });
    expect((await engine.run()).incremental_token).to.equal(null);
    expect(await stored()).to.equal(null);
    await engine.close();
    await start({ incremental: false });
    expect(await engine.run()).to.include({ incremental: false, incremental_token: null });
    expect(await stored()).to.equal(null);
  });

  it('is left alone by a run that was cancelled', async () => {
    await start();
    read = () => ({ items: [{ reference: 'a' }], next: 'more', token });
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    const ended = finished(engine.events, runId);
    engine.events.once('page.handedOver', () => void engine.ledger.cancel(runId));
    await ended;
    expect(await stored()).to.equal(null);
  });
});
