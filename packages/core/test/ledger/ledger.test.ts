import { connectRedis, Ledger, NO_PAGES, type DeadLetter } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

describe('the run ledger', () => {
  let redis: Redis;
  let ledger: Ledger;

  beforeEach(async () => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    ledger = new Ledger(redis, newPrefix());
    await ledger.start({
      runId: 'r',
      workflowId: 'w',
      action: 'update_profiles_in_hrflow',
      trigger: 'manual',
      dryRun: false,
      incremental: true,
      startedAt: new Date('2026-01-01T00:00:00Z'),
    });
    await ledger.advance('r', { ...NO_PAGES, pages: 1, read: 5, discarded: 1, kept: 4 });
  });
  afterEach(() => redis.disconnect());

  const letter = (ordinal: number, event: DeadLetter['event'] = 'write_failure'): DeadLetter => ({
    event,
    ordinal,
    reference: `ref-${ordinal}`,
    code: 'bad_request',
    message: 'no',
    attempts: 1,
    at: '2026-01-01T00:00:01Z',
  });
  const events = async () => (await ledger.read('r'))?.events;

  it('counts an item once, however often its job runs', async () => {
    expect(await ledger.settle('r', 0, 'written')).to.deep.equal({ first: true, afterFinish: false });
    expect(await ledger.settle('r', 0, 'written')).to.deep.equal({ first: false, afterFinish: false });
    expect(await events()).to.include({ write_success: 1 });
  });

  it('counts a dead letter once, by its latest kind', async () => {
    await ledger.bury('r', letter(0, 'format_failure'));
    await ledger.bury('r', letter(0, 'write_failure'));
    await ledger.bury('r', letter(0, 'write_failure'));
    expect(await events()).to.include({ format_failure: 0, write_failure: 1 });
  });

  it('takes a dead letter back when its item is written after all', async () => {
    await ledger.bury('r', letter(2));
    await ledger.settle('r', 2, 'written');
    expect(await events()).to.include({ write_success: 1, write_failure: 0 });
    expect(await ledger.deadLetters('r')).to.deep.equal([]);
  });

  it('keeps an item settled when a late repetition of its job fails', async () => {
    await ledger.settle('r', 1, 'written');
    expect(await ledger.bury('r', letter(1))).to.deep.equal({ first: false, afterFinish: false });
    expect(await events()).to.include({ write_success: 1, write_failure: 0 });
  });

  it('says when a change comes after the run was finished', async () => {
    await ledger.bury('r', letter(0));
    await ledger.finish('r', new Date());
    expect(await ledger.settle('r', 0, 'written')).to.deep.equal({ first: true, afterFinish: true });
    expect(await ledger.result('r')).to.include({ status: 'success' });
  });

  it('never goes back to an older page', async () => {
    await ledger.advance('r', { ...NO_PAGES, pages: 3, read: 15, kept: 15 });
    await ledger.advance('r', { ...NO_PAGES, pages: 2, read: 10, kept: 10 });
    expect(await ledger.read('r')).to.include({ pages: 3, kept: 15 });
  });

  it('knows how many pushes are unfinished', async () => {
    await ledger.settle('r', 0, 'written');
    await ledger.bury('r', letter(1));
    expect((await ledger.read('r'))?.outstanding).to.equal(2);
  });

  it('leaves a run that has expired alone', async () => {
    expect(await ledger.settle('gone', 0, 'written')).to.deep.equal({ first: false, afterFinish: false });
    expect(await ledger.read('gone')).to.equal(undefined);
  });

  it('keeps the first end of a run that is closed twice', async () => {
    const first = await ledger.finish('r', new Date('2026-01-01T01:00:00Z'));
    expect((await ledger.finish('r', new Date('2026-01-01T02:00:00Z'))).finished_at).to.equal(
      first.finished_at,
    );
  });

  it('moves a token forward and never back', async () => {
    const isAfter = (a: string, b: string): boolean => a > b;
    expect(await ledger.moveToken('w', 'a', '2026-01-02', isAfter)).to.equal('2026-01-02');
    expect(await ledger.moveToken('w', 'a', '2026-01-01', isAfter)).to.equal('2026-01-02');
    expect(await ledger.token('w', 'a')).to.equal('2026-01-02');
    expect(await ledger.token('w', 'another')).to.equal(null);
  });

  it('lists the latest runs first, of one workflow or of all', async () => {
    await ledger.start({
      runId: 's',
      workflowId: 'v',
      action: '',
      trigger: 'schedule',
      dryRun: false,
      incremental: false,
      startedAt: new Date('2026-01-02T00:00:00Z'),
    });
    expect((await ledger.latestRuns(10)).map(({ runId }) => runId)).to.deep.equal(['s', 'r']);
    expect((await ledger.latestRuns(10, 'w')).map(({ runId }) => runId)).to.deep.equal(['r']);
  });
});
