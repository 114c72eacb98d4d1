import {
  connectRedis,
  connectRedisOnce,
  DataKeys,
  jobIds,
  NO_PAGES,
  openQueues,
  type OpenQueues,
  type PullJob,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { Handover, RunRemovedError, type PageHandover } from '../src/handover.js';
import { startFaultProxy, type FaultProxy } from '../../../test/support/fault-proxy.js';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';

describe('handing over a page', () => {
  const connect = (): Redis => connectRedis(redisUrl(), { role: 'worker', name: 'test' });
  let prefix: string;
  let shared: Redis;
  let queues: OpenQueues;
  let first: Handover;
  let second: Handover;

  beforeEach(async () => {
    prefix = newPrefix();
    shared = connect();
    queues = openQueues(shared, prefix);
    first = handoverOver(redisUrl());
    second = handoverOver(redisUrl());
    await queues.runs.add('run', {}, { jobId: 'r' });
  });

  afterEach(async () => {
    await Promise.all([first.close(), second.close(), queues.close()]);
    shared.disconnect();
  });

  const handoverOver = (url: string): Handover =>
    new Handover(
      shared,
      () => connectRedisOnce(url, { role: 'worker', name: 'test' }),
      prefix,
      DataKeys.none,
    );
  const pageOf = (items: string[]): PageHandover => {
    const next: PullJob = {
      v: 1,
      runId: 'r',
      workflowId: 'w',
      page: 1,
      cursor: null,
      ended: true,
      dryRun: false,
      totals: { ...NO_PAGES, pages: 1, read: items.length, kept: items.length },
      resumeToken: null,
      token: null,
    };
    const kept = items.map((reference) => ({
      stage: 'formatted' as const,
      reference,
      item: '{}',
      fingerprint: null,
    }));
    return { runId: 'r', workflowId: 'w', dryRun: false, page: 0, firstOrdinal: 0, items: kept, next };
  };
  const owned = async (): Promise<void> => undefined;

  it('adds its pushes, grouped by at most a hundred, and the next pull', async () => {
    const items = Array.from({ length: 250 }, (_, index) => String(index));
    expect(await first.commit(pageOf(items), owned)).to.equal(true);
    expect(await queues.pushes.getWaitingCount()).to.equal(250);
    expect(await queues.pages.getWaitingChildrenCount()).to.equal(3);
    expect(await queues.pulls.getJob(jobIds.pull('r', 1))).to.not.equal(undefined);
  });

  it('happens once when a second worker hands over the same page after the first', async () => {
    await first.commit(pageOf(['a', 'b']), owned);
    for (const push of await queues.pushes.getWaiting()) await push.remove();
    expect(await second.commit(pageOf(['a', 'b']), owned)).to.equal(false);
    expect(await queues.pushes.getWaitingCount()).to.equal(0);
  });

  it('happens once when a frozen worker comes back between its last check and its write', async () => {
    // The second worker's own last check is where the first one commits: the worst moment there is.
    const lost = await second.commit(pageOf(['late']), async () => {
      await first.commit(pageOf(['early']), owned);
    });
    expect(lost).to.equal(false);
    const references = (await queues.pushes.getWaiting()).map(
      (job) => (job.data as { reference: string }).reference,
    );
    expect(references).to.deep.equal(['early']);
  });

  it('stores nothing when the worker finds that it lost the page', async () => {
    const attempt = first.commit(pageOf(['a']), async () => {
      throw new Error('lost');
    });
    expect(await attempt.catch((error: Error) => error.message)).to.equal('lost');
    expect(await queues.pushes.getWaitingCount()).to.equal(0);
  });

  it('fails loudly when the run was removed', async () => {
    await (await queues.runs.getJob('r'))?.remove();
    const error = await first.commit(pageOf(['a']), owned).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(RunRemovedError);
    expect(await queues.pushes.getWaitingCount()).to.equal(0);
  });

  it('keeps the pages of different runs apart when they are handed over at once', async () => {
    await queues.runs.add('run', {}, { jobId: 's' });
    const other = { ...pageOf(['x']), runId: 's', next: { ...pageOf([]).next, runId: 's' } };
    const done = await Promise.all([first.commit(pageOf(['a']), owned), first.commit(other, owned)]);
    expect(done).to.deep.equal([true, true]);
    expect(await queues.pushes.getWaitingCount()).to.equal(2);
  });

  describe('over a connection that breaks', () => {
    let proxy: FaultProxy;
    let shaky: Handover;

    beforeEach(async () => {
      const { port, password } = new URL(redisUrl());
      proxy = await startFaultProxy({ port: Number(port) });
      shaky = handoverOver(`redis://:${password}@127.0.0.1:${proxy.port}`);
      // Loads the scripts, so that the next hand-over is one packet.
      await queues.runs.add('run', {}, { jobId: 's' });
      await shaky.commit({ ...pageOf(['x']), runId: 's', next: { ...pageOf([]).next, runId: 's' } }, owned);
      await queues.pushes.drain();
    });
    afterEach(async () => {
      await shaky.close();
      await proxy.close();
    });

    it('goes on over a new one when the old one broke before it', async () => {
      proxy.setOpen({ kind: 'reset' });
      expect(await shaky.commit(pageOf(['a']), owned)).to.equal(true);
      expect(await queues.pushes.getWaitingCount()).to.equal(1);
    });

    // ioredis once sent the MULTI again after it had reconnected, without the WATCH: every push that had
    // ended meanwhile was back, and one that had become a dead letter kept its run open for ever.
    it('happens once when Redis did it and the answer was lost', async () => {
      const attempt = shaky.commit(pageOf(['a', 'b']), async () =>
        proxy.setOpen({ kind: 'black-hole', direction: 'down' }),
      );
      await until(async () => (await queues.pushes.getWaitingCount()) === 2);
      for (const push of await queues.pushes.getWaiting()) await push.remove();
      proxy.setOpen({ kind: 'reset' });
      expect(await attempt).to.equal(false);
      expect(await queues.pushes.getWaitingCount()).to.equal(0);
    });

    it('happens once when its WATCH was lost with the connection', async () => {
      const lost = await shaky.commit(pageOf(['late']), async () => {
        await first.commit(pageOf(['early']), owned);
        proxy.setOpen({ kind: 'reset' });
        await until(async () => proxy.links === 0);
      });
      expect(lost).to.equal(false);
      const references = (await queues.pushes.getWaiting()).map(
        (job) => (job.data as { reference: string }).reference,
      );
      expect(references).to.deep.equal(['early']);
    });
  });
});
