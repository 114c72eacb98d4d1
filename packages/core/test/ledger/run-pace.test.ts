import { connectRedis, Ledger, NO_PAGES, type DeadLetter, type RunPace } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

describe('the pace of a run', () => {
  let redis: Redis;
  let ledger: Ledger;
  let prefix: string;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    ledger = new Ledger(redis, prefix);
  });
  afterEach(() => redis.disconnect());

  /** A run that started some time ago. */
  async function startedAgo(ms: number, runId = 'r'): Promise<void> {
    await ledger.start({
      runId,
      workflowId: 'w',
      action: 'update_profiles_in_hrflow',
      trigger: 'manual',
      dryRun: false,
      incremental: false,
      startedAt: new Date(Date.now() - ms),
    });
  }
  const letter = (ordinal: number): DeadLetter => ({
    event: 'write_failure',
    ordinal,
    reference: null,
    code: 'bad_request',
    message: 'no',
    attempts: 1,
    at: new Date().toISOString(),
  });
  const pace = async (): Promise<RunPace> => (await ledger.pace('r')) as RunPace;
  const totals = ({ spans }: RunPace) => ({
    ended: spans.reduce((sum, { ended }) => sum + ended, 0),
    failed: spans.reduce((sum, { failed }) => sum + failed, 0),
  });

  it('counts each item once, in the second it ended', async () => {
    await startedAgo(10_400);
    for (const ordinal of [0, 1, 2]) await ledger.settle('r', ordinal, 'written');
    await ledger.settle('r', 0, 'written');
    await ledger.bury('r', letter(3));
    await ledger.bury('r', letter(3));
    const { spanMs, spans } = await pace();
    expect(spanMs).to.equal(1_000);
    expect(spans[10]).to.deep.equal({ ended: 3, failed: 1 });
    expect(spans).to.have.length(11);
  });

  it('keeps its size and its sums however long the run goes on', async () => {
    const key = `${prefix}:ledger:run:r:pace`;
    await startedAgo(0);
    let counted = 0;
    for (const hours of [0, 0.01, 0.1, 1, 5, 30, 24 * 40]) {
      await redis.hset(key, 'from', Date.now() - hours * 3_600_000);
      await ledger.settle('r', counted++, 'written');
      await ledger.bury('r', letter(10_000 + counted));
      expect(totals(await pace()), `after ${hours} h`).to.deep.equal({ ended: counted, failed: counted });
    }
    expect((await pace()).spans.length).to.be.within(30, 60);
    expect((await pace()).spanMs).to.equal(1_000 * 2 ** 16);
    expect(await redis.call('OBJECT', 'ENCODING', key)).to.equal('listpack');
  });

  it('has every span within what Redis packs', async () => {
    const key = `${prefix}:ledger:run:r:pace`;
    await startedAgo(0);
    for (let second = 0; second < 60; second++) {
      await redis.hset(key, 'from', Date.now() - second * 1_000 - 500);
      await ledger.settle('r', second, 'written');
      await ledger.bury('r', letter(1_000 + second));
    }
    expect(totals(await pace())).to.deep.equal({ ended: 60, failed: 60 });
    expect(await redis.hlen(key)).to.equal(122);
    expect(await redis.call('OBJECT', 'ENCODING', key)).to.equal('listpack');
  });

  it('counts what a page discards, skips or only looks at, however often the page is told', async () => {
    await startedAgo(0);
    const page = { ...NO_PAGES, pages: 1, read: 10, discarded: 2, skipped: 3, kept: 5 };
    await ledger.advance('r', page);
    await ledger.advance('r', page);
    expect(totals(await pace())).to.deep.equal({ ended: 5, failed: 0 });
    await ledger.advance('r', { ...page, pages: 2, read: 20, formatFailed: 1 });
    expect(totals(await pace())).to.deep.equal({ ended: 14, failed: 1 });
  });

  it('ends with the run: a dead letter retried a week later is not in it', async () => {
    await startedAgo(2_000);
    await ledger.bury('r', letter(0));
    await ledger.finish('r', new Date());
    await ledger.settle('r', 0, 'written');
    expect(totals(await pace())).to.deep.equal({ ended: 0, failed: 1 });
    expect(await redis.ttl(`${prefix}:ledger:run:r:pace`)).to.be.above(0);
  });

  it('is not known of a run that is not', async () => {
    expect(await ledger.pace('other')).to.equal(undefined);
  });
});
