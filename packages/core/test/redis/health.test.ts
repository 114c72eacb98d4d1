import { expect } from 'chai';
import { createReadiness } from '../../src/http/readiness.js';
import { redisEvictionCheck, redisMemoryCheck, RedisPulse } from '../../src/redis/health.js';
import { withClient, withFolder, withRedis } from './fixture.js';

describe('the health of Redis', function () {
  this.timeout(30_000);

  /** Runs `action` with the checks of a Redis of its own; the first client changes it, the second is watched. */
  const watched = (action: (looks: Looks) => Promise<void>): Promise<void> =>
    withFolder((dataDir) =>
      withRedis(dataDir, (redis) =>
        withClient(redis.url, (client) => {
          const pulse = new RedisPulse(client, '{test}');
          const failed = createReadiness({
            redis: pulse.beat,
            redis_memory: redisMemoryCheck(client),
            redis_eviction: redisEvictionCheck(client),
          });
          return action({ client, pulse, failed });
        }),
      ),
    );

  it('is good when there is room and nothing is dropped', () =>
    watched(async ({ failed, pulse }) => {
      expect(pulse.lastSuccessMs).to.equal(0);
      expect(await failed()).to.deep.equal([]);
      expect(pulse.lastSuccessMs).to.be.within(Date.now() - 5_000, Date.now());
    }));

  it('is bad near the limit of its memory, though it can still be written, and good again below it', () =>
    watched(async ({ client, failed }) => {
      const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
      // Just above what is used now, so that a key still fits.
      await client.config('SET', 'maxmemory', Math.round(used * 1.03));
      expect(await failed()).to.deep.equal(['redis_memory']);
      await client.config('SET', 'maxmemory', used * 4);
      expect(await failed()).to.deep.equal([]);
    }));

  it('is bad when it can not be written, and the last success stays where it was', () =>
    watched(async ({ client, failed, pulse }) => {
      await failed();
      const last = pulse.lastSuccessMs;
      await client.config('SET', 'maxmemory', '1');
      expect(await failed()).to.include('redis');
      expect(pulse.lastSuccessMs).to.equal(last);
    }));

  it('is bad when it would drop keys', () =>
    watched(async ({ client, failed }) => {
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      expect(await failed()).to.deep.equal(['redis_eviction']);
    }));

  it('is bad for a while when it has dropped keys, though its policy was mended', () =>
    watched(async ({ client, failed }) => {
      await client.set('{test}:victim', 'x'.repeat(500_000));
      expect(await failed()).to.deep.equal([]);
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await client.config('SET', 'maxmemory', '1');
      await client.set('{test}:more', 'x').catch(() => undefined);
      await client.config('SET', 'maxmemory', '0');
      await client.config('SET', 'maxmemory-policy', 'noeviction');
      expect(await failed()).to.deep.equal(['redis_eviction']);
    }));
});

interface Looks {
  readonly client: Parameters<typeof redisMemoryCheck>[0];
  readonly pulse: RedisPulse;
  readonly failed: () => Promise<string[]>;
}
