import { once } from 'node:events';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { pagesOf, startEngine, workflowOver, type EngineFixture } from './support/engine-fixture.js';

describe('a job a worker does not understand', () => {
  let engine: EngineFixture;

  beforeEach(async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(1, 1), push: () => 'written' }));
  });
  afterEach(() => engine.close());

  it('is parked, not failed, when a newer release wrote it', async () => {
    const parked = once(engine.events, 'job.parked');
    await engine.queues.pushes.add('push', { v: 2, shape: 'of tomorrow' });
    expect((await parked)[0]).to.include({ queue: 'pushes', version: 2 });
    await until(async () => (await engine.queues.pushes.getDelayedCount()) === 1);
    const [job] = await engine.queues.pushes.getDelayed();
    expect(job?.attemptsMade).to.equal(0);
  });

  it('fails, and nothing in it is used, when it is no job of ours', async () => {
    await engine.queues.pushes.add('push', { workflowId: 'numbers', url: 'http://169.254.169.254/' });
    await until(async () => (await engine.queues.pushes.getFailedCount()) === 1);
    const [job] = await engine.queues.pushes.getFailed();
    expect(job?.failedReason).to.match(/^\[payload_invalid\] v: /);
    expect(job?.attemptsMade).to.equal(1);
  });
});
