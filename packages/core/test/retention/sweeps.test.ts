import { connectRedis, startSweeps, type Swept, type Sweeps } from '@hrflow-sync/core';
import { expect } from 'chai';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NOTHING: Swept = {
  deadLetters: 0,
  reads: 0,
  events: 0,
  runs: 0,
  leftovers: 0,
  fingerprints: 0,
  more: false,
};

describe('sweeps', () => {
  let redis: ReturnType<typeof connectRedis>;
  let prefix: string;
  let nowMs: number;
  let sweptAt: number[];
  let swept: Swept;
  let started: Sweeps[];

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    nowMs = Date.UTC(2026, 0, 5);
    sweptAt = [];
    swept = NOTHING;
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((each) => each.close()));
    redis.disconnect();
  });

  const start = (sweep = async (at: number): Promise<Swept> => (sweptAt.push(at), swept)): Sweeps => {
    const onError = (): void => undefined;
    const sweeps = startSweeps({ redis, prefix, sweeper: { sweep }, onError, now: () => nowMs });
    started.push(sweeps);
    return sweeps;
  };

  it('wait an hour when nobody has swept before, so that every process has told its workflows', async () => {
    const sweeps = start();
    expect(await sweeps.look()).to.equal(undefined);
    nowMs += HOUR_MS - 1;
    expect(await sweeps.look()).to.equal(undefined);
    nowMs += 1;
    expect(await sweeps.look()).to.equal(NOTHING);
    expect(sweptAt).to.deep.equal([nowMs]);
  });

  it('come once an hour, however many processes look', async () => {
    const all = [start(), start(), start()];
    await Promise.all(all.map((each) => each.look()));
    for (let hour = 1; hour <= 3; hour++) {
      nowMs += HOUR_MS;
      await Promise.all(all.map((each) => each.look()));
      await Promise.all(all.map((each) => each.look()));
      expect(sweptAt).to.have.length(hour);
    }
  });

  it('come again within a minute while there is more', async () => {
    const sweeps = start();
    await sweeps.look();
    swept = { ...NOTHING, deadLetters: 10_000, more: true };
    nowMs += HOUR_MS;
    await sweeps.look();
    swept = NOTHING;
    nowMs += MINUTE_MS;
    await sweeps.look();
    nowMs += MINUTE_MS;
    await sweeps.look();
    expect(sweptAt).to.have.length(2);
  });

  it('come an hour later all the same when one fails', async () => {
    const failing = start(async () => {
      throw new Error('Redis is away');
    });
    await failing.look();
    nowMs += HOUR_MS;
    const failure: unknown = await failing.look().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    const other = start();
    expect(await other.look()).to.equal(undefined);
    nowMs += HOUR_MS;
    expect(await other.look()).to.equal(NOTHING);
  });

  it('end early when their process stops, and not before what is under way has', async () => {
    const seen: string[] = [];
    let entered: () => void = () => undefined;
    const under = new Promise<void>((resolve) => (entered = resolve));
    const sweeps = startSweeps({
      redis,
      prefix,
      onError: () => undefined,
      now: () => nowMs,
      sweeper: {
        sweep: async (_at, stopping) => {
          entered();
          await new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve()));
          seen.push('swept');
          return NOTHING;
        },
      },
    });
    await sweeps.look();
    nowMs += HOUR_MS;
    const looked = sweeps.look();
    await under;
    await sweeps.close();
    expect(seen).to.deep.equal(['swept']);
    await looked;
  });
});
