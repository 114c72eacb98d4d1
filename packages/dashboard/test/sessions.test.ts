import { connectRedis } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';
import { isStillProven, Sessions } from '../src/login/sessions.js';

const ADA = { via: 'password', subject: 'ada', name: 'ada', role: 'operator', stamp: 'hash' } as const;

describe('a session', () => {
  let redis: Redis;
  let prefix: string;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
  });
  afterEach(() => {
    redis.disconnect();
  });

  it('ends when nobody uses it, and watching is no use', async () => {
    const sessions = new Sessions(redis, prefix, 400);
    const used = await sessions.begin(ADA);
    const watched = await sessions.begin(ADA);
    await until(async () => {
      expect(await sessions.find(used, true)).to.include({ name: 'ada' });
      return (await sessions.find(watched, false)) === undefined;
    });
    expect(await sessions.find(used, false)).to.include({ name: 'ada' });
  });

  it('ends at last, however much it is used', async () => {
    const sessions = new Sessions(redis, prefix, 60_000, 400);
    const token = await sessions.begin(ADA);
    expect(await sessions.find(token, true)).to.include({ role: 'operator' });
    await until(async () => (await sessions.find(token, true)) === undefined);
  });

  it('that was ended is not begun again by a request under way', async () => {
    const sessions = new Sessions(redis, prefix);
    const token = await sessions.begin(ADA);
    await sessions.endAll(ADA);
    expect(await sessions.find(token, true)).to.equal(undefined);
    expect(await redis.keys(`${prefix}*`)).to.deep.equal([]);
  });

  it('hangs on what it began with', async () => {
    const sessions = new Sessions(redis, prefix);
    const token = await sessions.begin(ADA);
    const session = await sessions.find(token, true);
    if (!session) throw new Error('no session');
    expect(isStillProven(session, token, 'hash')).to.equal(true);
    expect(isStillProven(session, token, 'another hash')).to.equal(false);
  });

  it('that somebody else wrote into Redis is none', async () => {
    const sessions = new Sessions(redis, prefix);
    const token = await sessions.begin(ADA);
    const [key = ''] = await redis.keys(`${prefix}:dashboard:session:*`);
    for (const text of ['{', '[]', '{"role":"admin"}', 'null']) {
      await redis.set(key, text);
      expect(await sessions.find(token, true), text).to.equal(undefined);
    }
  });
});
