import { once } from 'node:events';
import { ConfigurationError } from '@hrflow-sync/connectors';
import { DeadLetters, Pauses, requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import {
  finished,
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
} from './support/engine-fixture.js';

describe('a workflow whose target refuses its credentials in the middle of a run', () => {
  let engine: EngineFixture;
  let revoked: boolean;
  let attempts: number;
  let pushed: Set<string>;

  beforeEach(async () => {
    revoked = false;
    attempts = 0;
    pushed = new Set();
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(200, 50),
        push: (item) => {
          attempts++;
          if (pushed.size === 20) revoked = true;
          if (revoked)
            throw new ConfigurationError('HrFlow refused the key (401).', { code: 'unauthorized' });
          pushed.add(item.reference);
          return 'written';
        },
      }),
      { config: { PUSH_CONCURRENCY: 4 } },
    );
  });
  afterEach(() => engine.close());

  const pauses = (): Pauses => new Pauses(engine.redis, engine.prefix);
  const startAndMeetTheError = async (): Promise<string> => {
    const paused = once(engine.events, 'workflow.paused');
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await paused;
    return runId;
  };

  it('is paused with one clear failure, and burns through none of its items', async () => {
    const told: unknown[] = [];
    engine.events.on('workflow.paused', (event) => told.push(event));
    const runId = await startAndMeetTheError();
    const pause = await pauses().find('numbers');
    expect(pause).to.include({ code: 'unauthorized', message: 'HrFlow refused the key (401).', runId });
    await until(async () => (await engine.queues.pushes.getActiveCount()) === 0);
    expect(told).to.have.length(1);
    // Only those in flight when the key was revoked have met the error.
    expect(attempts).to.be.at.most(20 + 4);
    expect(await engine.ledger.deadLetters(runId)).to.deep.equal([]);
    expect((await engine.ledger.read(runId))?.finishedAt).to.equal(undefined);
  });

  it('pushes the rest once it is mended and resumed', async () => {
    const runId = await startAndMeetTheError();
    await until(async () => (await engine.queues.pushes.getActiveCount()) === 0);
    revoked = false;
    // From now on no key is revoked again.
    pushed.add('one more, so that the count is never met again');
    await pauses().resume('numbers');
    const record = await until(async () => {
      for (const job of await engine.queues.pushes.getDelayed()) await job.promote().catch(() => undefined);
      const now = await engine.ledger.read(runId);
      return now?.finishedAt !== undefined && now;
    });
    expect(record.events).to.include({ read_success: 200, write_success: 200, write_failure: 0 });
    expect(pushed.size).to.equal(201);
  });

  it('ends when its run is cancelled meanwhile; what was not written is a dead letter', async () => {
    const runId = await startAndMeetTheError();
    await until(async () => (await engine.queues.pushes.getActiveCount()) === 0);
    const ended = finished(engine.events, runId);
    expect(await engine.ledger.cancel(runId)).to.equal(true);
    for (const job of await engine.queues.pushes.getDelayed()) await job.promote();
    for (const job of await engine.queues.pulls.getDelayed()) await job.promote();
    const { events } = await ended;
    expect(events.read_success).to.equal(events.write_success + events.write_failure);
    const letters = await new DeadLetters(engine.ledger, engine.queues).find({
      runId,
      code: 'run_cancelled',
    });
    expect(letters).to.have.length(events.write_failure);
  });

  it('starts no other run while it is paused', async () => {
    await pauses().pause('numbers', { code: 'operator', message: 'maintenance', at: '', runId: null });
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await until(async () => (await engine.queues.runs.getDelayedCount()) === 1);
    expect((await engine.ledger.read(runId))?.opened).to.equal(false);
    expect(attempts).to.equal(0);
  });
});
