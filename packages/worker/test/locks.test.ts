import { createEngineEvents, LockWatch, type EngineEvents } from '@hrflow-sync/core';
import { expect } from 'chai';
import { once } from 'node:events';
import { until } from '../../../test/support/until.js';
import { pagesOf, startEngine, workflowOver, type EngineFixture } from './support/engine-fixture.js';

describe('the locks of a worker', () => {
  let engine: EngineFixture;
  afterEach(() => engine.close());

  it('are not held while a job goes on whose lock was lost, and are again once it has ended', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let pushing = (): void => undefined;
    const started = new Promise<void>((resolve) => (pushing = resolve));
    const push = async (): Promise<'written'> => {
      pushing();
      await released;
      return 'written';
    };
    const workflow = workflowOver({ pull: pagesOf(1, 1), push });
    engine = await startEngine(workflow, { workers: 0 });
    // Renewed after a quarter of that, at the latest.
    const worker = await engine.addWorker({}, { lockDurationMs: 1_000 });
    const run = engine.run();
    await started;
    await worker.locksHeld();

    const lost = once(engine.events, 'lock.lost') as Promise<[{ queue: string; jobId: string }]>;
    const key = await until(async () => {
      const [found] = await engine.redis.keys(`${engine.prefix}:pushes:*:lock`);
      return found;
    });
    await engine.redis.set(key, 'somebody else');
    const [{ queue, jobId }] = await lost;
    expect(queue).to.equal('pushes');
    expect(key).to.contain(jobId);
    expect(await worker.locksHeld().catch((error: Error) => error.message)).to.equal(
      'locks not held: pushes',
    );

    await engine.redis.del(key);
    release();
    expect((await run).events.write_success).to.equal(1);
    await until(() =>
      worker.locksHeld().then(
        () => true,
        () => false,
      ),
    );
  });

  it('tell of a job that another worker left behind', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(0, 1), push: () => 'written' }), { workers: 0 });
    // As a killed worker leaves it: active, and nobody holds its lock.
    const job = await engine.queues.pushes.add('left', {});
    await engine.redis.lmove(
      engine.queues.pushes.toKey('wait'),
      engine.queues.pushes.toKey('active'),
      'RIGHT',
      'LEFT',
    );
    const stalled = once(engine.events, 'job.stalled');
    await engine.addWorker({}, { lockDurationMs: 1_000 });
    expect(await stalled).to.deep.equal([{ queue: 'pushes', jobId: job.id }]);
  });
});

describe('a watch over locks', () => {
  let events: EngineEvents;
  let lost: string[];

  beforeEach(() => {
    events = createEngineEvents();
    lost = [];
    events.on('lock.lost', ({ jobId }) => lost.push(jobId));
  });

  it('sees a lock that is neither renewed nor refused, as when Redis is away', async () => {
    const watch = new LockWatch('pushes', events, 30_000);
    let end = (): void => undefined;
    const work = watch.during('job', () => new Promise<void>((resolve) => (end = resolve)));
    expect(watch.isFailing(performance.now() + 29_000)).to.equal(false);
    expect(watch.isFailing(performance.now() + 31_000)).to.equal(true);
    end();
    await work;
    expect(watch.isFailing(performance.now() + 31_000)).to.equal(false);
    expect(lost).to.deep.equal([]);
  });
});
