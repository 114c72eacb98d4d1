import {
  connectRedis,
  DataKeys,
  Ledger,
  ledgerKeys,
  Trails,
  TRAILS_OF_A_RUN,
  type FailedAttempt,
  type TrailExchange,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

const PLACE = { workflowId: 'w', runId: 'r', ordinal: 7 };

const attempt = (number: number): FailedAttempt => ({
  at: '2026-01-01T00:00:01Z',
  attempt: number,
  code: 'server_error',
  message: `attempt ${number}`,
  detail: null,
  delayMs: 1_000,
});
const whole = (text: string) => ({ text, length: text.length });
const exchange = (overrides: Partial<TrailExchange> = {}): TrailExchange => ({
  provider: 'hrflow',
  method: 'PUT',
  path: 'profile/indexing',
  outcome: 500,
  durationMs: 12,
  headers: {},
  sent: whole('{"a":2}'),
  answered: whole('{"code":500}'),
  held: whole('{"a":1}'),
  ...overrides,
});

describe('the trails of a run', () => {
  let redis: Redis;
  let prefix: string;
  let ledger: Ledger;
  let trails: Trails;

  beforeEach(async () => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    ledger = new Ledger(redis, prefix);
    trails = new Trails(redis, prefix, DataKeys.none);
    const run = { runId: 'r', workflowId: 'w', action: 'update_profiles_in_hrflow' };
    const how = { trigger: 'manual', dryRun: false, incremental: false } as const;
    await ledger.start({ ...run, ...how, startedAt: new Date('2026-01-01T00:00:00Z') });
  });
  afterEach(() => redis.disconnect());

  it('keep the last ten attempts at an item, and what was said in the last one', async () => {
    for (let number = 1; number <= 12; number++) {
      expect(await trails.add(PLACE, attempt(number), [exchange({ durationMs: number })])).to.equal(true);
    }
    const trail = await trails.read(PLACE);
    expect(trail?.attempts.map((each) => each.attempt)).to.deep.equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(trail?.exchanges).to.deep.equal([exchange({ durationMs: 12 })]);
    expect(await trails.read({ ...PLACE, ordinal: 8 })).to.equal(undefined);
  });

  it('go when their item ends well, and do not come back', async () => {
    for (const settlement of ['written', 'dropped', 'unchanged'] as const) {
      const place = { ...PLACE, ordinal: PLACE.ordinal + settlement.length };
      await trails.add(place, attempt(1), [exchange()]);
      await ledger.settle('r', place.ordinal, settlement);
      expect(await trails.read(place), settlement).to.equal(undefined);
      // Of a worker that was frozen meanwhile, say.
      expect(await trails.add(place, attempt(2), [])).to.equal(false);
    }
    expect(await redis.exists(ledgerKeys(prefix).trails('r'))).to.equal(0);
  });

  it('live as long as their run, those of a later retry too', async () => {
    await trails.add(PLACE, attempt(1), []);
    const key = ledgerKeys(prefix).trails('r');
    expect(await redis.ttl(key)).to.equal(-1);
    await ledger.finish('r', new Date());
    expect(await redis.ttl(key)).to.be.within(90 * 86_400, 91 * 86_400);
    await redis.del(key);
    await trails.add(PLACE, attempt(2), []);
    expect(await redis.ttl(key)).to.be.within(90 * 86_400, 91 * 86_400);
    expect(await trails.add({ ...PLACE, runId: 'gone' }, attempt(1), [])).to.equal(false);
  });

  it('are bounded in number: those there are go on, a new one has to wait for room', async () => {
    const key = ledgerKeys(prefix).trails('r');
    const others = Array.from({ length: TRAILS_OF_A_RUN - 1 }, (_, index) => [1_000 + index, '']);
    await redis.hset(key, Object.fromEntries(others) as Record<string, string>);
    expect(await trails.add(PLACE, attempt(1), [])).to.equal(true);
    expect(await trails.add({ ...PLACE, ordinal: 8 }, attempt(1), [])).to.equal(false);
    expect(await trails.add(PLACE, attempt(2), [])).to.equal(true);
    await ledger.settle('r', PLACE.ordinal, 'written');
    expect(await trails.add({ ...PLACE, ordinal: 8 }, attempt(2), [])).to.equal(true);
  });

  it('are bounded in size: first what was compared goes, then what was said', async () => {
    // Random, so that packing it doesn't help.
    const noise = (length: number) => whole(randomBytes(length).toString('hex').slice(0, length));
    await trails.add(PLACE, attempt(1), [exchange({ sent: noise(250_000), held: noise(250_000) })]);
    const [kept] = (await trails.read(PLACE))?.exchanges ?? [];
    expect(kept).to.deep.include({
      held: { text: '', length: 250_000 },
      sent: { text: '', length: 250_000 },
    });
    expect(kept?.answered).to.deep.equal(whole('{"code":500}'));
    await trails.add(PLACE, attempt(2), [exchange({ answered: noise(900_000) })]);
    expect(await trails.read(PLACE)).to.deep.include({ exchanges: [] });
    expect(await redis.hstrlen(ledgerKeys(prefix).trails('r'), '7')).to.be.below(192 * 1024);
  });

  it('lie in Redis sealed, where there are keys, and open for their item alone', async () => {
    const environment = { DATA_ENCRYPTION_KEYS: `a:${randomBytes(32).toString('base64')}` };
    const sealed = new Trails(redis, prefix, DataKeys.read(environment));
    await sealed.add(PLACE, attempt(1), []);
    const key = ledgerKeys(prefix).trails('r');
    const stored = await redis.hget(key, '7');
    expect(stored).to.match(/^enc:1:a:/);
    expect((await sealed.read(PLACE))?.attempts).to.deep.equal([attempt(1)]);
    await redis.hset(key, '8', stored ?? '');
    const error: unknown = await sealed.read({ ...PLACE, ordinal: 8 }).catch((each: unknown) => each);
    expect(error).to.include({ code: 'data_unreadable' });
  });
});
