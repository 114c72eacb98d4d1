import { closeConnections, openClient, RateLimitedError, type ProviderApi } from '@hrflow-sync/connectors';
import { AccountLimits, connectRedis, RateLimits } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanUp, serve, type TestServer } from '../../../connectors/test/support/server.js';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';

const CREDENTIALS = { key: 'a-key-that-nobody-may-see' };

const api: ProviderApi<typeof CREDENTIALS> = {
  provider: 'acme',
  name: 'Acme',
  baseUrl: 'https://acme.invalid',
  baseUrlVariable: 'ACME_API_URL',
  version: '',
  authenticate: ({ key }) => ({ headers: { 'x-api-key': key } }),
};
const limited = (requests: number, perMs = 60_000): typeof api => ({
  ...api,
  rateLimit: { requests, perMs },
});

describe('the limiter of a client', () => {
  let server: TestServer;
  let redis: Redis;
  let prefix: string;
  let looks: number;
  let errors: Error[];

  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
    prefix = newPrefix();
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    looks = 0;
    errors = [];
  });
  afterEach(() => {
    redis.disconnect();
    expect(errors).to.deep.equal([]);
  });

  class CountedLimits extends AccountLimits {
    override blockedForMs(account: string): Promise<number> {
      looks++;
      return super.blockedForMs(account);
    }
  }
  /** The limits as one more process would open them. */
  const open = (): RateLimits =>
    new RateLimits(new CountedLimits(redis, prefix), (error) => void errors.push(error));
  function clientOf(limits: RateLimits, its = api, requestsPerJob = 1, credentials = CREDENTIALS) {
    const limiter = limits.open(its, credentials);
    const client = openClient(its, credentials, { baseUrls: { ACME_API_URL: server.url }, limiter });
    return (job?: string) =>
      (job === undefined ? client : client.limitedBy(limiter.forJob(job, requestsPerJob))).send({
        method: 'GET',
        path: 'things',
      });
  }
  async function refusalOf(work: Promise<unknown>): Promise<RateLimitedError> {
    const error = await work.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).to.be.instanceOf(RateLimitedError);
    return error as RateLimitedError;
  }

  it('sends a job back that would have to wait for long, and lets it in at its time', async () => {
    const limits = open();
    const get = clientOf(limits, limited(2, 600));
    await limits.inJob('one', () => Promise.all([get('one'), get('one')]));
    const error = await refusalOf(limits.inJob('two', () => get('two')));
    expect(error).to.include({ code: 'limit_reached', reserved: true });
    expect(error.message).to.equal(
      'Acme allows 2 requests in 0.6 s, and they are taken. The request waits for its turn.',
    );
    expect(error.retryAfterMs).to.be.within(300, 700);
    await wait(error.retryAfterMs);
    await limits.inJob('two', () => get('two'));
    expect(server.received).to.have.length(3);
  });

  it('waits in place when it is for a moment', async () => {
    const limits = open();
    const get = clientOf(limits, limited(1, 80));
    for (let index = 0; index < 4; index++) await limits.inJob(`job-${index}`, () => get(`job-${index}`));
    expect(server.received).to.have.length(4);
  });

  it('sets a job’s requests aside at its first, so that it is not sent back in its middle', async () => {
    const limits = open();
    const get = clientOf(limits, limited(6), 2);
    const elsewhere = open();
    const others = clientOf(elsewhere, limited(6), 2);
    let refused = 0;
    await limits.inJob('first', async () => {
      await get('first');
      for (let index = 0; index < 5; index++) {
        await elsewhere
          .inJob(`other-${index}`, async () => {
            await others(`other-${index}`);
            await others(`other-${index}`);
          })
          .catch(() => refused++);
      }
      await get('first');
    });
    expect(refused).to.equal(3);
    expect(server.received).to.have.length(6);
  });

  it('gives back what a job set aside and did not need', async () => {
    const limits = open();
    const get = clientOf(limits, limited(4), 3);
    await limits.inJob('check', () => get('check'));
    await until(async () => (await redis.zcard(`${prefix}:limits:${await nameOf()}:held`)) === 0);
    await limits.inJob('push', async () => {
      for (let index = 0; index < 3; index++) await get('push');
    });
    expect(server.received).to.have.length(4);
  });

  it('keeps jobs that run at once apart', async () => {
    const limits = open();
    const get = clientOf(limits, limited(128), 2);
    const jobs = Array.from({ length: 64 }, (_, index) =>
      limits.inJob(`job-${index}`, async () => {
        await get(`job-${index}`);
        await wait((index * 7) % 40);
        await get(`job-${index}`);
      }),
    );
    await Promise.all(jobs);
    expect(server.received).to.have.length(128);
    expect(await redis.llen(`${prefix}:limits:${await nameOf()}:sent`)).to.equal(128);
    expect((await refusalOf(limits.inJob('more', () => get('more')))).code).to.equal('limit_reached');
  });

  it('lets a job that needs more than a window allows end all the same', async () => {
    const limits = open();
    const get = clientOf(limits, limited(1, 300), 2);
    await limits.inJob('push', async () => {
      await get('push');
      await get('push');
    });
    expect(server.received).to.have.length(2);
  });

  it('keeps to a lower limit that answers name, in every process', async () => {
    server.answer = () => ({ json: {}, headers: { 'x-ratelimit-limit': '2' } });
    const limits = open();
    await clientOf(limits, limited(10))('one');
    await until(async () => redis.exists(`${prefix}:limits:${await nameOf()}:tightened`));
    const elsewhere = open();
    const get = clientOf(elsewhere, limited(10));
    await elsewhere.inJob('two', () => get('two'));
    expect((await refusalOf(elsewhere.inJob('three', () => get('three')))).code).to.equal('limit_reached');
    expect(server.received).to.have.length(2);
  });

  it('waits for the reset once an answer says that nothing remains, in every process', async () => {
    server.answer = () => ({
      json: {},
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' },
    });
    const limits = open();
    await clientOf(limits)();
    expect((await refusalOf(clientOf(limits)())).retryAfterMs).to.be.within(25_000, 30_000);
    await until(async () => redis.exists(`${prefix}:limits:${await nameOf()}:blocked`));
    expect((await refusalOf(clientOf(open())())).retryAfterMs).to.be.within(25_000, 30_000);
    expect(server.received).to.have.length(1);
  });

  it('waits as a 429 says, in every process, whether the API declares a limit or not', async () => {
    server.answer = () => ({ status: 429, json: {}, headers: { 'retry-after': '30' } });
    await refusalOf(clientOf(open())());
    await until(async () => redis.exists(`${prefix}:limits:${await nameOf()}:blocked`));
    for (const its of [api, limited(10)]) {
      const error = await refusalOf(clientOf(open(), its)());
      expect(error.retryAfterMs).to.be.within(25_000, 30_000);
    }
    expect(server.received).to.have.length(1);
  });

  it('lets another account of the same provider go on', async () => {
    server.answer = ({ headers }) =>
      headers['x-api-key'] === CREDENTIALS.key ? { status: 429, json: {} } : { json: {} };
    const limits = open();
    await refusalOf(clientOf(limits)());
    await clientOf(limits, api, 1, { key: 'another' })();
    expect(server.received).to.have.length(2);
  });

  it('asks Redis a few times a second at most where no limit is declared', async () => {
    const limits = open();
    const limiter = limits.open(api, CREDENTIALS);
    const started = performance.now();
    for (let index = 0; index < 20_000; index++) await limiter.acquire(undefined);
    expect(looks).to.be.at.most(1 + Math.ceil((performance.now() - started) / 250));
  });

  async function nameOf(): Promise<string> {
    return new AccountLimits(redis, prefix).identify('acme', CREDENTIALS);
  }
});
