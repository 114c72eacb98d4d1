import { connectRedis, Ledger, NO_WAITING_JOBS, Waits } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

describe('the jobs of a run that wait', () => {
  let redis: Redis;
  let prefix: string;
  let waits: Waits;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    waits = new Waits(redis, prefix);
  });
  afterEach(() => redis.disconnect());

  it('are counted by why they wait, each job once, and the next one of a limit is told', async () => {
    const soon = Date.now() + 60_000;
    await waits.note('r', 'retrying', 'r-i1', soon);
    await waits.note('r', 'limited', 'r-i2', soon + 5_000);
    await waits.note('r', 'limited', 'r-i3', soon);
    await waits.note('r', 'limited', 'r-i3', soon + 1_000);
    await waits.note('other', 'retrying', 'other-i1', soon);
    expect(await waits.of('r')).to.deep.equal({ retrying: 1, limited: 2, limitedUntil: soon + 1_000 });
  });

  it('are none of those whose time has come, and those are forgotten', async () => {
    const past = Date.now() - 1;
    await waits.note('r', 'retrying', 'r-i1', past);
    expect(await waits.of('r')).to.deep.equal(NO_WAITING_JOBS);
    await waits.note('r', 'retrying', 'r-i2', Date.now() + 60_000);
    const [key = ''] = await redis.keys(`${prefix}:*retrying`);
    expect(await redis.zrange(key, 0, '-1')).to.deep.equal(['r-i2']);
    expect(await redis.ttl(key)).to.be.within(1, 86_400);
  });

  it('are forgotten with the end of their run', async () => {
    const ledger = new Ledger(redis, prefix);
    const startedAt = new Date();
    const run = { runId: 'r', workflowId: 'w', action: 'a', dryRun: false, incremental: false, startedAt };
    await ledger.start({ ...run, trigger: 'manual' });
    await waits.note('r', 'limited', 'r-i1', Date.now() + 60_000);
    await ledger.finish('r', new Date());
    expect(await redis.keys(`${prefix}:*limited`)).to.deep.equal([]);
  });
});
