import { setTimeout as wait } from 'node:timers/promises';
import { AccountLimits, connectRedis, type Admission } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';

const POLICY = { requests: 5, perMs: 200 };
/** The window with its slack. */
const WINDOW_MS = 300;
/** Too long for any of these tests to see its end. */
const SLOW = { requests: 5, perMs: 60_000 };

describe('the shared limit of an account', () => {
  let prefix: string;
  let connections: Redis[];
  let workers: AccountLimits[];

  beforeEach(() => {
    prefix = newPrefix();
    connections = Array.from({ length: 3 }, () => connectRedis(redisUrl(), { role: 'worker', name: 'test' }));
    workers = connections.map((connection) => new AccountLimits(connection, prefix));
  });
  afterEach(() => {
    for (const connection of connections) connection.disconnect();
  });

  const worker = (index = 0): AccountLimits => workers[index % workers.length]!;
  const ask = (holder: string, policy = POLICY, cost = 1, account = 'a'): Promise<Admission> =>
    worker().admit({ account, policy, cost, holder });
  /** Asks again whenever it was told to. Resolves to how often it asked. */
  async function go(index: number, arrived: (holder: string) => void, cost = 1): Promise<number> {
    const holder = `job-${String(index).padStart(3, '0')}`;
    for (let asked = 1; ; asked++) {
      // Another worker each time: a place in line belongs to the job.
      const { waitMs, setAside } = await worker(index + asked).admit({
        account: 'a',
        policy: POLICY,
        cost,
        holder,
      });
      if (waitMs === 0) {
        arrived(holder);
        for (const request of setAside) {
          // The answer to the first request takes its time.
          await wait((index * 37) % 250);
          expect(await worker(index).spend('a', POLICY, request)).to.equal(0);
          arrived(holder);
        }
        return asked;
      }
      await wait(waitMs);
    }
  }

  it('lets no more than it allows into any window, whoever asks, and keeps the order', async () => {
    const arrivals: { at: number; holder: string }[] = [];
    const arrived = (holder: string): void => void arrivals.push({ at: performance.now(), holder });
    const jobs: Promise<number>[] = [];
    for (let index = 0; index < 28; index++) {
      jobs.push(go(index, arrived));
      // One connection's commands are not ordered before another's: let each take its place first.
      await ask('order', POLICY, 1, 'another account');
    }
    const asked = await Promise.all(jobs);
    expectNoWindowAbove(
      POLICY.requests,
      arrivals.map(({ at }) => at),
    );
    const first = arrivals[0]!.at;
    const windows = arrivals.map(({ holder }) => Math.floor(Number(holder.slice(4)) / POLICY.requests));
    expect(windows).to.deep.equal([...windows].sort((a, b) => a - b));
    // Five full windows have to pass; more than half as many again would be a limit that wastes itself.
    expect(arrivals.at(-1)!.at - first).to.be.within(5 * WINDOW_MS - 20, 8 * WINDOW_MS);
    const mean = asked.reduce((sum, times) => sum + times, 0) / asked.length;
    expect(mean, 'times each job asked').to.be.below(3.5);
  });

  it('lets no more than it allows into any window when requests set aside are sent late', async () => {
    const arrivals: number[] = [];
    const jobs = Array.from({ length: 12 }, (_, index) =>
      go(index, () => void arrivals.push(performance.now()), 2),
    );
    await Promise.all(jobs);
    expect(arrivals).to.have.length(24);
    expectNoWindowAbove(POLICY.requests, arrivals);
  });

  it('gives those who wait times that lie a window apart', async () => {
    const waits: number[] = [];
    for (let index = 0; index < 16; index++) waits.push((await ask(`job-${index}`, SLOW)).waitMs);
    const windows = waits.map((waitMs) => Math.round(waitMs / 61_000));
    expect(windows).to.deep.equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
  });

  it('keeps the place of one who asks again before its time', async () => {
    for (let index = 0; index < 5; index++) await ask(`job-${index}`, SLOW);
    const first = await ask('waits', SLOW);
    for (let index = 0; index < 7; index++) await ask(`later-${index}`, SLOW);
    const again = await ask('waits', SLOW);
    expect(again.waitMs).to.be.within(first.waitMs - 5_000, first.waitMs);
  });

  it('lets one who was waiting go before one who comes only now', async () => {
    for (let index = 0; index < 5; index++) await ask(`job-${index}`);
    const waiting = await Promise.all(Array.from({ length: 5 }, (_, index) => ask(`waits-${index}`)));
    await wait(Math.max(...waiting.map(({ waitMs }) => waitMs)));
    expect((await ask('just comes')).waitMs).to.be.above(0);
    for (let index = 0; index < 5; index++) expect((await ask(`waits-${index}`)).waitMs).to.equal(0);
  });

  it('gives the place of one who never came to others, after a grace', async () => {
    for (let index = 0; index < 5; index++) await ask(`job-${index}`);
    for (let index = 0; index < 5; index++) await ask(`gone-${index}`);
    const asked = performance.now();
    await go(999, () => undefined);
    // Their time, the grace, and the wait for a window that it was told on the way.
    expect(performance.now() - asked).to.be.within(500, 1_800);
  });

  it('counts a request that was set aside until it is given back', async () => {
    const [one, two] = [await ask('one', SLOW, 3), await ask('two', SLOW, 2)];
    expect(one.setAside).to.have.length(2);
    expect((await ask('three', SLOW)).waitMs).to.be.above(0);
    await worker(1).release('a', [...one.setAside, ...two.setAside]);
    expect((await ask('four', SLOW, 3)).waitMs).to.equal(0);
    expect((await ask('five', SLOW)).waitMs).to.be.above(0);
  });

  it('sets a request aside once: it can not be spent twice', async () => {
    const { setAside } = await ask('one', SLOW, 2);
    expect(await worker(1).spend('a', SLOW, setAside[0]!)).to.equal(0);
    expect(await worker(2).spend('a', SLOW, setAside[0]!)).to.equal(undefined);
  });

  it('sets aside no more than a window allows', async () => {
    const { waitMs, setAside } = await ask('greedy', SLOW, 20);
    expect({ waitMs, setAside: setAside.length }).to.deep.equal({ waitMs: 0, setAside: 4 });
  });

  it('is lower once the provider has said so', async () => {
    await worker(1).tighten('a', 2);
    await ask('one', SLOW);
    expect((await ask('two', SLOW)).waitMs).to.equal(0);
    expect((await ask('three', SLOW)).waitMs).to.be.within(59_000, 63_000);
  });

  it('keeps to a limit that was lowered when more was sent already', async () => {
    for (let index = 0; index < 5; index++) await ask(`job-${index}`, SLOW);
    await worker().tighten('a', 2);
    const waits = [];
    for (let index = 0; index < 4; index++) waits.push((await ask(`late-${index}`, SLOW)).waitMs);
    expect(waits.map((waitMs) => Math.round(waitMs / 61_000))).to.deep.equal([1, 1, 2, 2]);
  });

  it('lets nothing through while the account is blocked, then a window at a time', async () => {
    await worker(1).block('a', 30_000);
    const waits = [];
    for (let index = 0; index < 6; index++) waits.push((await ask(`job-${index}`, SLOW)).waitMs);
    expect(waits.map((waitMs) => Math.round(waitMs / 1_000))).to.deep.equal([30, 30, 30, 30, 30, 91]);
  });

  it('keeps the longer of two blocks', async () => {
    await worker().block('a', 30_000);
    await worker(1).block('a', 1_000);
    expect(await worker(2).blockedForMs('a')).to.be.within(25_000, 30_000);
  });

  it('holds a request that was set aside back while the account is blocked', async () => {
    const { setAside } = await ask('one', SLOW, 2);
    await worker(1).block('a', 30_000);
    expect(await worker(2).spend('a', SLOW, setAside[0]!)).to.be.within(25_000, 30_000);
  });

  it('is nobody else’s: another account goes on', async () => {
    await worker().block('a', 30_000);
    expect((await ask('job', SLOW, 1, 'another')).waitMs).to.equal(0);
  });

  it('leaves nothing behind once its windows have passed', async () => {
    for (let index = 0; index < 12; index++) await ask(`job-${index}`, POLICY, index % 2 ? 1 : 2);
    await worker().release('a', ['job-0#1', 'job-2#1']);
    await worker().block('a', 100);
    await until(async () => (await connections[0]!.keys(`${prefix}*`)).length === 0);
  });

  it('names an account by a hash, alike in all workers and unlike in another deployment', async () => {
    const credentials = { api_secret: 'ask_0123456789abcdef', api_user: 'jane@example.com' };
    const reordered = { api_user: 'jane@example.com', api_secret: 'ask_0123456789abcdef' };
    const names = await Promise.all([
      worker(0).identify('hrflow', credentials),
      worker(1).identify('hrflow', reordered),
      worker(2).identify('hrflow', { ...credentials, api_secret: 'ask_fedcba9876543210' }),
      worker(0).identify('greenhouse', credentials),
      new AccountLimits(connections[0]!, newPrefix()).identify('hrflow', credentials),
    ]);
    expect(names[0]).to.match(/^[0-9a-f]{16}$/);
    expect(names[1]).to.equal(names[0]);
    expect(new Set(names).size).to.equal(4);
  });
});

function expectNoWindowAbove(most: number, arrivals: readonly number[]): void {
  const inOrder = [...arrivals].sort((a, b) => a - b);
  const fullest = inOrder.map(
    (start) => inOrder.filter((at) => at >= start && at < start + POLICY.perMs).length,
  );
  expect(Math.max(...fullest), 'requests in one window').to.be.at.most(most);
}
