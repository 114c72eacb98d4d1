import { requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import {
  finished,
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
} from './support/engine-fixture.js';

/** A push that takes about as long as a fast provider's answer. */
const push = async (): Promise<'written'> => {
  await delay(2);
  return 'written';
};

describe('the window of unfinished pushes', function () {
  this.timeout(60_000);

  let engine: EngineFixture;
  afterEach(() => engine.close());

  it('lets a run read no further page while so many of its pushes are unfinished', async () => {
    const config = { PUSH_WINDOW: 100, PUSH_CONCURRENCY: 8 };
    engine = await startEngine(workflowOver({ pull: pagesOf(1_500, 50), push }), { config });
    let most = 0;
    engine.events.on('page.handedOver', ({ runId }) => {
      void engine.ledger.read(runId).then((record) => (most = Math.max(most, record?.outstanding ?? 0)));
    });
    const result = await engine.run();
    expect(result.events.write_success).to.equal(1_500);
    expect(most).to.be.greaterThan(50);
    // One page may be handed over just below the window.
    expect(most).to.be.at.most(100 + 50);
  });

  it('keeps a large run from starving small ones that start after it', async () => {
    const small = Array.from({ length: 9 }, (_, index) => `small-${index}`);
    const workflows = [
      workflowOver({ pull: pagesOf(4_000, 100), push }, { id: 'large' }),
      ...small.map((id) => workflowOver({ pull: pagesOf(40, 20), push }, { id })),
    ];
    engine = await startEngine(workflows, { config: { PUSH_WINDOW: 200, PUSH_CONCURRENCY: 8 } });
    const ended: string[] = [];
    engine.events.on('run.finished', ({ workflow }) => ended.push(workflow));
    const large = await requestRun(engine.queues, { workflowId: 'large', trigger: 'manual' });
    const all = finished(engine.events, large.runId);
    await Promise.all(
      small.map((workflowId) => requestRun(engine.queues, { workflowId, trigger: 'manual' })),
    );
    await all;
    expect(ended.slice(0, 9)).to.have.members(small);
    expect(ended.at(-1)).to.equal('large');
  });

  it('lets hundreds of pages follow each other without a parent that grows with the run', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(3_000, 10), push: () => 'written' }));
    const result = await engine.run();
    expect(result.events.write_success).to.equal(3_000);
    // What is left in Redis of 300 pages: the run itself, and one bit for each item.
    const keys = await engine.redis.keys(`${engine.prefix}:*${result.run_id}*`);
    expect(keys.filter((key) => /:(pulls|pages|pushes):/.test(key))).to.deep.equal([]);
    const settled = keys.find((key) => key.endsWith(':settled')) ?? '';
    expect(await engine.redis.strlen(settled)).to.equal(375);
  });
});
