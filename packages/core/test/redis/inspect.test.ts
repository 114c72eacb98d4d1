import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { inspectRedis, type RedisFinding } from '../../src/redis/inspect.js';
import { withClient, withFolder, withRedis } from './fixture.js';

describe('the settings of Redis', function () {
  this.timeout(30_000);

  it('of the embedded one are right', () => inspecting(async () => {}, []));

  it('are refused when it evicts keys', () =>
    inspecting(
      (redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'),
      [
        {
          about: 'eviction',
          code: 'redis_evicts_keys',
          severity: 'refuse',
          message: /CONFIG SET maxmemory-policy noeviction/,
        },
      ],
    ));

  it('give a warning when it keeps nothing on disk', () =>
    inspecting(
      (redis) => redis.config('SET', 'appendonly', 'no'),
      [
        {
          about: 'persistence',
          code: 'redis_not_persistent',
          severity: 'warn',
          message: /CONFIG SET appendonly yes/,
        },
      ],
    ));

  it('are accepted when it saves snapshots instead', () =>
    inspecting(async (redis) => {
      await redis.config('SET', 'appendonly', 'no');
      await redis.config('SET', 'save', '60 1');
    }, []));

  it('are accepted when CONFIG is denied and INFO says enough', () =>
    inspecting((redis) => redis.acl('SETUSER', 'default', '-config'), []));

  it('give a warning when CONFIG is denied and INFO doesn’t say enough', () =>
    inspecting(
      async (redis) => {
        await redis.config('SET', 'appendonly', 'no');
        await redis.acl('SETUSER', 'default', '-config');
      },
      [{ about: 'persistence', code: 'redis_settings_unknown', severity: 'warn', message: /data on disk/ }],
    ));

  it('are refused when its version is too old', async () => {
    const info = 'redis_version:6.0.16\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n';
    const old = { info: () => Promise.resolve(info) } as unknown as Redis;
    const [finding] = await inspectRedis(old);
    expect(finding).to.include({ code: 'redis_too_old', severity: 'refuse' });
  });
});

interface Expected extends Omit<RedisFinding, 'message'> {
  message: RegExp;
}

/** A fresh Redis, `change` made to it, and what is found. */
async function inspecting(change: (redis: Redis) => Promise<unknown>, expected: Expected[]): Promise<void> {
  await withFolder((dataDir) =>
    withRedis(dataDir, ({ url }) =>
      withClient(url, async (redis) => {
        await change(redis);
        const findings = await inspectRedis(redis);
        expect(findings.map(({ about, code, severity }) => ({ about, code, severity }))).to.deep.equal(
          expected.map(({ about, code, severity }) => ({ about, code, severity })),
        );
        expected.forEach(({ message }, index) => expect(findings[index]?.message).to.match(message));
      }),
    ),
  );
}
