import { once } from 'node:events';
import { requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import {
  finished,
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';

describe('a workflow whose file changes while workers run', () => {
  let engine: EngineFixture;
  let pushed: Item[];

  beforeEach(() => {
    pushed = [];
  });
  afterEach(() => engine.close());

  const push = (item: Item): 'written' => {
    pushed.push(item);
    return 'written';
  };
  const before = workflowOver({ pull: pagesOf(3, 10), push });
  const after = workflowOver(
    { pull: pagesOf(3, 10), push },
    { format: (item) => ({ ...(item as Item), city: 'Lyon' }) },
  );

  it('runs as the file says now, without a restart', async () => {
    engine = await startEngine(before);
    await engine.run();
    expect(pushed.map(({ city }) => city)).to.deep.equal([undefined, undefined, undefined]);
    engine.workflows.set(after.id, after);
    pushed = [];
    await engine.run();
    expect(pushed.map(({ city }) => city)).to.deep.equal(['Lyon', 'Lyon', 'Lyon']);
  });

  it('ends the run under way when its file is gone, and starts no other', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = workflowOver({
      pull: pagesOf(3, 1),
      push: async (item) => {
        await held;
        return push(item);
      },
    });
    engine = await startEngine(slow, { config: { PUSH_WINDOW: 1 } });
    const handedOver = once(engine.events, 'page.handedOver');
    const { runId } = await requestRun(engine.queues, { workflowId: slow.id, trigger: 'manual' });
    const ended = finished(engine.events, runId);
    await handedOver;
    engine.workflows.delete(slow.id);
    release();
    const { status, events } = await ended;
    expect(status).to.equal('success');
    expect(events.write_success).to.equal(3);
    const next = await engine.run(slow.id);
    expect(next).to.include({ status: 'fatal', reason: 'workflow_id_not_found' });
  });
});
