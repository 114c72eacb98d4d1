import { connectRedis, emailHash, ItemIndex, newRunId, type TouchOutcome } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { contentsOf } from '../../../../test/support/contents.js';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

const DAY_MS = 86_400_000;
/** Close to now: what is past its time, Redis takes away. */
const NOW_MS = Math.floor(Date.now() / 1_000) * 1_000;
const EMAIL = 'Ada.Lovelace@example.org';

describe('the item index', () => {
  let redis: Redis;
  let prefix: string;
  let index: ItemIndex;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    index = new ItemIndex(redis, prefix);
  });
  afterEach(() => redis.disconnect());

  /** Notes an item, and resolves to the run that did. */
  const note = async (
    reference: string,
    outcome: TouchOutcome = 'written',
    {
      email,
      atMs = NOW_MS,
      runId = newRunId(atMs - 60_000),
    }: { email?: string; atMs?: number; runId?: string } = {},
  ): Promise<string> => {
    await index.note('w', { reference, outcome, email, atMs, runId });
    return runId;
  };
  const runsOf = async (reference: string, nowMs = NOW_MS): Promise<string[]> =>
    (await index.find('w', reference, nowMs)).map(({ runId, outcome }) => `${runId} ${outcome}`);
  const referencesOf = (email: string): Promise<string[]> => index.references('w', emailHash(email), NOW_MS);

  it('remembers the last runs of an item, what came of it in each, and when', async () => {
    const runs: string[] = [];
    for (const [minute, outcome] of (
      ['failed', 'unchanged', 'late_discarded', 'dropped', 'written'] as const
    ).entries())
      runs.unshift(`${await note('r-1', outcome, { atMs: NOW_MS + minute * 60_000 })} ${outcome}`);
    expect(await runsOf('r-1')).to.deep.equal(runs.slice(0, 4));
    const [latest] = await index.find('w', 'r-1', NOW_MS);
    expect(latest?.atMs).to.equal(NOW_MS + 4 * 60_000);
    expect(await runsOf('r-2')).to.deep.equal([]);
    expect(await index.find('other', 'r-1', NOW_MS)).to.deep.equal([]);
  });

  it('says of a run how it ended the item last', async () => {
    const runId = await note('r-1', 'failed');
    const other = await note('r-1', 'unchanged');
    await note('r-1', 'written', { runId });
    expect(await runsOf('r-1')).to.deep.equal([`${runId} written`, `${other} unchanged`]);
  });

  it('finds items by the hash of their e-mail address, however it is written, and stores no address', async () => {
    await note('r-1', 'written', { email: EMAIL });
    await note('r-2', 'failed', { email: ` ${EMAIL.toUpperCase()} ` });
    await note('r-3', 'written', { email: 'bob@example.org' });
    expect(await referencesOf(EMAIL.toLowerCase())).to.deep.equal(['r-1', 'r-2']);
    expect(await referencesOf('nobody@example.org')).to.deep.equal([]);
    const stored = JSON.stringify([...(await contentsOf(redis, prefix))]).toLowerCase();
    expect(stored).to.contain('r-1').and.not.to.contain('lovelace').and.not.to.contain('example.org');
  });

  it('knows an item by its new address only, once it has another one', async () => {
    await note('r-1', 'written', { email: EMAIL });
    await note('r-2', 'written', { email: EMAIL });
    await note('r-1', 'written', { email: 'ada@example.org' });
    await note('r-1', 'failed');
    expect(await referencesOf(EMAIL)).to.deep.equal(['r-2']);
    expect(await referencesOf('ada@example.org')).to.deep.equal(['r-1']);
  });

  it('keeps what it noted for 90 days, and for 135 at most, also of an item that comes every day', async () => {
    const first = await note('r-1', 'failed', { email: EMAIL });
    const later = NOW_MS + 90 * DAY_MS;
    const second = await note('r-1', 'written', { email: EMAIL, atMs: later });
    expect(await runsOf('r-1', later)).to.deep.equal([`${second} written`, `${first} failed`]);
    const keys = await redis.keys(`${prefix}*`);
    expect(keys).to.have.length(4);
    for (const key of keys) {
      const endsMs = (await redis.expiretime(key)) * 1_000;
      const notedMs = key.includes(`:${Math.floor(NOW_MS / (45 * DAY_MS))}:`) ? NOW_MS : later;
      expect(endsMs - notedMs, key).to.be.within(90 * DAY_MS, 135 * DAY_MS);
    }
  });

  it('forgets an item in all workflows, and whose address it has', async () => {
    await note('r-1', 'written', { email: EMAIL });
    await note('r-1', 'written', { email: EMAIL, atMs: NOW_MS - 50 * DAY_MS });
    await index.note('other', {
      reference: 'r-1',
      email: EMAIL,
      runId: newRunId(NOW_MS),
      outcome: 'failed',
      atMs: NOW_MS,
    });
    await note('r-2', 'written', { email: EMAIL });
    expect(await index.forget('r-1')).to.equal(3);
    expect(await runsOf('r-1')).to.deep.equal([]);
    expect(await referencesOf(EMAIL)).to.deep.equal(['r-2']);
    expect(JSON.stringify([...(await contentsOf(redis, prefix))])).not.to.contain('r-1');
    expect(await index.forget('r-2')).to.equal(1);
    expect(await redis.keys(`${prefix}*`)).to.deep.equal([]);
  });

  it('is packed as tightly as Redis can, with all runs of an item', async () => {
    for (let run = 0; run < 6; run++) await note('r-1', 'written', { email: EMAIL, atMs: NOW_MS + run });
    for (const key of await redis.keys(`${prefix}*`))
      expect(await redis.object('ENCODING', key), key).to.equal('listpack');
  });
});
