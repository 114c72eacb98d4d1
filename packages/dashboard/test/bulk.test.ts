import { connectRedis, type Bulk } from '@hrflow-sync/core';
import { RejectedItemError } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';
import { pagesOf, workflowOver } from '../../worker/test/support/engine-fixture.js';
import { BulkWorks } from '../src/actions/bulk.js';
import { withDeployment } from './deployment.js';

/** Work that ends when it is told to. */
function work() {
  let end: (result: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const seen: Bulk[] = [];
  const run = (bulk: Bulk): Promise<string> => (seen.push(bulk), promise);
  return { run, seen, end: (result: string) => end(result), fail: (error: Error) => fail(error) };
}

describe('something that is done to many dead letters', () => {
  let redis: ReturnType<typeof connectRedis>;
  let prefix: string;
  let errors: unknown[];

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    errors = [];
  });
  afterEach(() => redis.disconnect());

  const open = (atOnceMs?: number): BulkWorks =>
    new BulkWorks(redis, prefix, (error) => errors.push(error), atOnceMs);

  it('is told at once when it is done soon', async () => {
    const bulks = open();
    expect(await bulks.start('r', 'retry', async () => 'all')).to.deep.equal({
      state: 'done',
      result: 'all',
    });
    expect(await bulks.progress('r')).to.equal(undefined);
  });

  it('goes on without whoever asked for it, and tells every replica how far it is', async () => {
    const [bulks, other] = [open(0), open()];
    const long = work();
    expect(await bulks.start('r', 'drop', long.run)).to.deep.equal({ state: 'under_way' });
    long.seen[0]?.onProgress(12, 100);
    const told = await until(async () => {
      const progress = await other.progress('r');
      return progress?.total === 100 && progress;
    });
    expect(told).to.deep.equal({ action: 'drop', done: 12, total: 100 });
    expect(await other.start('r', 'retry', long.run)).to.deep.equal({ state: 'busy' });
    expect(await other.start('another', 'retry', async () => 1)).to.include({ state: 'done' });
    long.end('done');
    await until(async () => (await other.progress('r')) === undefined);
    expect(await other.start('r', 'retry', async () => 1)).to.include({ state: 'done' });
  });

  it('is over when it fails, and that is told to whoever waits, or else to the log', async () => {
    const failing = open().start('r', 'retry', () => Promise.reject(new Error('away')));
    expect(await failing.catch((error: Error) => error.message)).to.equal('away');
    expect(errors).to.deep.equal([]);
    const late = work();
    await open(0).start('r', 'retry', late.run);
    late.fail(new Error('away later'));
    await until(async () => errors.length === 1);
    expect((errors[0] as Error).message).to.equal('away later');
    await until(async () => (await redis.keys(`${prefix}*`)).length === 0);
  });

  it('stops between two dead letters when its process ends', async () => {
    const bulks = open(0);
    const long = work();
    await bulks.start('r', 'retry', async (bulk) => {
      bulk.signal?.addEventListener('abort', () => long.end('stopped'));
      return long.run(bulk);
    });
    await bulks.close();
    expect(await bulks.progress('r')).to.equal(undefined);
  });

  it('is shown on the page of its run, which offers no second one meanwhile', async () => {
    const push = (): never => {
      throw new RejectedItemError('no', { code: 'conflict' });
    };
    await withDeployment([workflowOver({ pull: pagesOf(3, 3), push })], async ({ url, engine }) => {
      const { run_id: runId } = await engine.run();
      const read = async (): Promise<string> =>
        (await fetch(`${url}/runs/${runId}`, { headers: { accept: 'text/html' } })).text();
      expect(await read()).to.contain('Retry all');
      const elsewhere = new BulkWorks(engine.redis, engine.prefix, () => undefined, 0);
      const long = work();
      await elsewhere.start(runId, 'retry', long.run);
      long.seen[0]?.onProgress(1, 3);
      await until(async () => (await read()).includes('Being put back: 1 of 3 items'));
      const page = await read();
      expect(page).to.not.contain('Retry all');
      const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec(page) ?? [];
      const answer = await fetch(`${url}/runs/${runId}/retry`, {
        method: 'POST',
        body: new URLSearchParams({ code: 'conflict', csrf }),
        headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
        redirect: 'manual',
      });
      expect(answer.headers.get('location')).to.contain('told=busy');
      long.end('done');
      await until(async () => (await read()).includes('Retry all'));
    });
  });
});
