import { once } from 'node:events';
import { RejectedItemError } from '@hrflow-sync/connectors';
import { DeadLetters, jobIds, requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import {
  finished,
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
} from './support/engine-fixture.js';

describe('an operator', () => {
  let engine: EngineFixture;
  let rejecting: boolean;
  let letters: DeadLetters;

  const start = async (total = 30, perPage = 10): Promise<void> => {
    rejecting = true;
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(total, perPage),
        push: ({ reference }) => {
          if (!rejecting) return 'written';
          if (reference === 'item-3') throw new RejectedItemError('no', { code: 'invalid_item' });
          if (reference.endsWith('7')) throw new RejectedItemError('gone', { code: 'profile_not_found' });
          return 'written';
        },
      }),
    );
    letters = new DeadLetters(engine.ledger, engine.queues);
  };
  afterEach(() => engine.close());

  it('finds dead letters by run, workflow, reference and code', async () => {
    await start();
    const { run_id: runId } = await engine.run();
    const references = async (filter: object): Promise<(string | null)[]> =>
      (await letters.find(filter)).map(({ reference }) => reference);
    expect(await references({ runId })).to.deep.equal(['item-3', 'item-7', 'item-17', 'item-27']);
    expect(await references({ workflowId: 'numbers', code: 'invalid_item' })).to.deep.equal(['item-3']);
    expect(await references({ reference: 'item-17' })).to.deep.equal(['item-17']);
    expect(await references({ workflowId: 'another' })).to.deep.equal([]);
    expect(await references({ runId: 'another' })).to.deep.equal([]);
  });

  it('retries some of them, and the counts of the run follow', async () => {
    await start();
    const { run_id: runId } = await engine.run();
    rejecting = false;
    for (const letter of await letters.find({ runId, code: 'profile_not_found' })) {
      expect(await letters.retry(letter)).to.equal(true);
    }
    const record = await until(async () => {
      const now = await engine.ledger.read(runId);
      return now?.events.write_failure === 1 && now;
    });
    expect(record.events.write_success).to.equal(29);
    expect(record.lastErrors.write_failure).to.be.oneOf(['no', 'gone']);
  });

  it('drops one with a reason: it counts as discarded, and its data is gone', async () => {
    await start();
    const { run_id: runId } = await engine.run();
    const [letter] = await letters.find({ runId, reference: 'item-3' });
    await letters.drop(letter!, 'left the company');
    const record = await engine.ledger.read(runId);
    expect(record?.events).to.include({ write_failure: 3, logics_discard: 1 });
    expect(record).to.include({ dropped: 1, outstanding: 0 });
    expect(await engine.queues.pushes.getJob(jobIds.push(runId, letter!.ordinal))).to.equal(undefined);
    expect(await letters.retry(letter!)).to.equal(false);
  });

  it('cancels a run: no further page is read, what was handed over is written', async () => {
    await start(1_000, 10);
    rejecting = false;
    const handedOver = once(engine.events, 'page.handedOver');
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    const ended = finished(engine.events, runId);
    await handedOver;
    expect(await engine.ledger.cancel(runId)).to.equal(true);
    const { events, status } = await ended;
    expect(events.read_success).to.be.lessThan(1_000);
    expect(events.write_success).to.equal(events.read_success);
    expect(status).to.equal('success');
    expect((await engine.ledger.read(runId))?.cancelled).to.equal(true);
    expect(await engine.ledger.cancel(runId)).to.equal(false);
  });
});
