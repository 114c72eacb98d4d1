import { ConfigurationError, type AccessToken } from '@hrflow-sync/connectors';
import { AccountLimits, AccountTokens, connectRedis } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

const CREDENTIALS = { client_id: 'id', client_secret: 'a secret nobody may find in Redis' };
const HOUR_MS = 3_600_000;

describe('the token of an account', () => {
  let redis: Redis;
  let prefix: string;
  let issued: number;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    issued = 0;
  });
  afterEach(() => redis.disconnect());

  /** As another process would: it shares nothing with others but Redis. */
  const open = (credentials: unknown = CREDENTIALS) => {
    const accounts = new AccountLimits(redis, prefix);
    return new AccountTokens(redis, prefix, (...account) => accounts.identify(...account)).open(
      'acme',
      credentials,
    );
  };
  const issue = async (lifeMs: number | undefined = HOUR_MS): Promise<AccessToken> => ({
    value: `token-${++issued}`,
    ...(lifeMs === undefined ? {} : { expiresAtMs: Date.now() + lifeMs }),
  });

  it('is fetched once for all who ask at the same time, in all processes', async () => {
    const processes = Array.from({ length: 4 }, () => open());
    const asked = processes.flatMap((tokens) => [tokens.current(issue), tokens.current(issue)]);
    expect(new Set(await Promise.all(asked))).to.deep.equal(new Set(['token-1']));
    expect(issued).to.equal(1);
  });

  it('is replaced once, when all have it refused', async () => {
    const processes = Array.from({ length: 4 }, () => open());
    await Promise.all(processes.map((tokens) => tokens.current(issue)));
    const replaced = await Promise.all(processes.map((tokens) => tokens.replace('token-1', issue)));
    expect(new Set(replaced)).to.deep.equal(new Set(['token-2']));
    expect(issued).to.equal(2);
  });

  it('is not fetched again for a refusal that comes late, of a token that was replaced since', async () => {
    const tokens = open();
    await tokens.current(issue);
    await tokens.replace('token-1', issue);
    expect(await tokens.replace('token-1', issue)).to.equal('token-2');
    expect(await open().replace('token-1', issue)).to.equal('token-2');
  });

  it('is fetched again shortly before it ends, and kept when it has no end', async () => {
    const shortLived = open();
    expect(await shortLived.current(() => issue(30_000))).to.equal('token-1');
    expect(await shortLived.current(issue)).to.equal('token-2');
    const endless = open({ client_id: 'other' });
    expect(await endless.current(() => issue(undefined))).to.equal('token-3');
    expect(await open({ client_id: 'other' }).current(issue)).to.equal('token-3');
  });

  it('is another one for other credentials', async () => {
    await open().current(issue);
    expect(await open({ ...CREDENTIALS, client_id: 'other' }).current(issue)).to.equal('token-2');
  });

  it('lets the next one ask when asking failed', async () => {
    const failing = open().current(async () => {
      throw new ConfigurationError('wrong password', { code: 'unauthorized' });
    });
    const failure = await failing.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ConfigurationError);
    expect(await open().current(issue)).to.equal('token-1');
  });

  it('can not be read in Redis, nor can the credentials', async () => {
    await open().current(issue);
    const keys = await redis.keys(`${prefix}*`);
    const values = await Promise.all(keys.map(async (key) => redis.get(key).catch(() => '')));
    expect(keys.some((key) => key.includes(':tokens:'))).to.equal(true);
    const all = [...keys, ...values].join('\n');
    expect(all).to.not.contain('token-1');
    expect(all).to.not.contain(CREDENTIALS.client_secret);
  });

  it('is fetched anew when somebody wrote something else in its place', async () => {
    await open().current(issue);
    const [key] = await redis.keys(`${prefix}:tokens:*`);
    await redis.set(key ?? '', Buffer.alloc(64, 7).toString('base64'));
    expect(await open().current(issue)).to.equal('token-2');
  });
});
