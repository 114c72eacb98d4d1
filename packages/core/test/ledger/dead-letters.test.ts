import {
  connectRedis,
  DeadLetters,
  jobIds,
  Ledger,
  ledgerKeys,
  openQueues,
  type OpenQueues,
} from '@hrflow-sync/core';
import { Worker } from 'bullmq';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

describe('dead letters', () => {
  let redis: Redis;
  let ledger: Ledger;
  let queues: OpenQueues;
  let letters: DeadLetters;
  let prefix: string;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    ledger = new Ledger(redis, prefix);
    queues = openQueues(redis, prefix);
    letters = new DeadLetters(ledger, queues);
  });
  afterEach(async () => {
    await queues.close();
    redis.disconnect();
  });

  async function start(runId: string, workflowId: string, startedAt: string): Promise<void> {
    await ledger.start({
      runId,
      workflowId,
      action: 'update_profiles_in_hrflow',
      trigger: 'manual',
      dryRun: false,
      incremental: false,
      startedAt: new Date(startedAt),
    });
  }

  async function bury(runId: string, ordinals: readonly number[], code = 'bad_request'): Promise<void> {
    for (const ordinal of ordinals) {
      await ledger.bury(runId, {
        event: 'write_failure',
        ordinal,
        reference: `ref-${ordinal}`,
        code,
        message: 'no',
        attempts: 1,
        at: '2026-01-01T00:00:01Z',
      });
    }
  }

  /** Failed push jobs, as their worker leaves them. */
  async function failPushes(runId: string, ordinals: readonly number[]): Promise<void> {
    for (const ordinal of ordinals) {
      await queues.pushes.add('push', {}, { jobId: jobIds.push(runId, ordinal), attempts: 1 });
    }
    const connection = connectRedis(redisUrl(), { role: 'worker', name: 'test-worker' });
    const refuse = async (): Promise<void> => {
      throw new Error('no');
    };
    const worker = new Worker('pushes', refuse, { connection, prefix });
    await new Promise<void>((resolve) => worker.once('drained', resolve));
    await worker.close();
    connection.disconnect();
  }

  it('are found in every run that has some, newest first, however many runs there were since', async () => {
    await start('old', 'a', '2026-01-01T00:00:00Z');
    await start('new', 'b', '2026-02-01T00:00:00Z');
    await start('clean', 'b', '2026-03-01T00:00:00Z');
    await bury('old', [3, 1]);
    await bury('new', [7], 'server_error');
    expect([...(await ledger.deadLetterCounts())]).to.have.deep.members([
      ['old', 2],
      ['new', 1],
    ]);
    const found = await letters.find({});
    expect(found.map(({ runId, ordinal }) => `${runId} ${ordinal}`)).to.deep.equal([
      'new 7',
      'old 1',
      'old 3',
    ]);
    expect(await letters.find({ workflowId: 'a', reference: 'ref-3' })).to.have.length(1);
    expect(await letters.find({ code: 'server_error', ordinal: 7 })).to.have.length(1);
    expect(await letters.find({ runId: 'clean' })).to.deep.equal([]);
  });

  it('leave no trace in the list of runs once the last is written or dropped', async () => {
    await start('r', 'a', '2026-01-01T00:00:00Z');
    await bury('r', [0, 1]);
    await bury('r', [1], 'server_error');
    expect((await ledger.deadLetterCounts()).get('r')).to.equal(2);
    await ledger.settle('r', 0, 'written');
    await letters.drop({ runId: 'r', ordinal: 1 }, 'a duplicate');
    expect((await ledger.deadLetterCounts()).size).to.equal(0);
    expect(await ledger.droppedLetters('r')).to.containSubset([{ ordinal: 1, reason: 'a duplicate' }]);
    expect((await ledger.read('r'))?.deadLetters).to.equal(0);
  });

  it('are put back all at once, by code or alone; what is on its way already is told apart', async () => {
    await start('r', 'a', '2026-01-01T00:00:00Z');
    const ordinals = Array.from({ length: 120 }, (_, index) => index);
    await bury('r', ordinals.slice(0, 100));
    await bury('r', ordinals.slice(100), 'server_error');
    await failPushes('r', ordinals);
    expect(await letters.retryAll({ runId: 'r', ordinal: 5 })).to.deep.equal({ retried: 1, gone: 0 });
    expect(await letters.retryAll({ runId: 'r', code: 'server_error' })).to.deep.equal({
      retried: 20,
      gone: 0,
    });
    expect(await letters.retryAll({ runId: 'r' })).to.deep.equal({ retried: 99, gone: 21 });
    expect(await queues.pushes.getFailedCount()).to.equal(0);
  });

  it('are dropped all at once, with their jobs', async () => {
    await start('r', 'a', '2026-01-01T00:00:00Z');
    await bury('r', [0, 1, 2]);
    await failPushes('r', [0, 1, 2]);
    expect(await letters.dropAll({ runId: 'r' }, 'test data')).to.equal(3);
    expect(await queues.pushes.getFailedCount()).to.equal(0);
    expect(await ledger.droppedLetters('r')).to.have.length(3);
    expect((await ledger.read('r'))?.events).to.include({ write_failure: 0, logics_discard: 3 });
  });

  it('are told one by one when they were dropped, up to a thousand, for as long as their run', async () => {
    await start('r', 'a', '2026-01-01T00:00:00Z');
    await ledger.finish('r', new Date(), 10);
    await bury(
      'r',
      Array.from({ length: 1_001 }, (_, index) => index),
    );
    expect(await letters.dropAll({ runId: 'r' }, 'test data')).to.equal(1_001);
    expect((await ledger.read('r'))?.dropped).to.equal(1_001);
    expect(await ledger.droppedLetters('r')).to.have.length(1_000);
    const { run, dropped } = ledgerKeys(prefix);
    expect(await redis.ttl(dropped('r'))).to.be.within(86_400, await redis.ttl(run('r')));
  });
});
