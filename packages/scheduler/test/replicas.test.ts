import { nextCronTick, scheduledRunId, scheduleOf } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { files, SchedulerFixture, workflow } from './support/fixture.js';

const HOURLY = { every: 3_600_000 };
const MINUTE_MS = 60_000;

describe('several schedulers', () => {
  let fixture: SchedulerFixture;

  beforeEach(() => {
    fixture = new SchedulerFixture();
  });
  afterEach(() => fixture.close());

  const old = files(workflow('a', { cron: '0 2 * * *' }), workflow('gone', HOURLY));
  const newer = files(workflow('a', { cron: '0 3 * * *' }));

  /** Makes it later for everything Redis remembers of schedulers. */
  const letPass = async (ms: number): Promise<void> => {
    const replicas = `${fixture.prefix}:schedules:replicas`;
    for (const [replica, value] of Object.entries(await fixture.redis.hgetall(replicas))) {
      const [seen, edition] = value.split(' ');
      await fixture.redis.hset(replicas, replica, `${Number(seen) - ms} ${edition}`);
    }
  };

  it('that start at once make one tick due, and one run of it', async () => {
    const loaded = files(workflow('often', { every: MINUTE_MS }));
    await Promise.all(Array.from({ length: 8 }, () => fixture.start(loaded)));
    await until(async () => (await fixture.queues.ticks.getCompletedCount()) > 0);
    expect(await fixture.queues.runs.getWaitingCount()).to.equal(1);
    expect(await fixture.queues.ticks.getJobCounts('waiting', 'active', 'delayed')).to.deep.equal({
      waiting: 0,
      active: 0,
      delayed: 1,
    });
  });

  it('in a crash loop move no tick and add none', async () => {
    const loaded = files(workflow('nightly', { cron: '0 2 * * *' }), workflow('hourly', HOURLY));
    await fixture.start(loaded);
    await until(async () => (await fixture.queues.ticks.getCompletedCount()) === 1);
    const before = await scheduleOf(fixture.queues, 'hourly');
    for (let crash = 0; crash < 20; crash++) await fixture.replica(loaded).look();
    expect(await scheduleOf(fixture.queues, 'hourly')).to.deep.equal(before);
    expect(await fixture.queues.ticks.getJobCounts('waiting', 'delayed')).to.deep.equal({
      waiting: 0,
      delayed: 2,
    });
  });

  describe('with different files, as in a rolling deployment', () => {
    it('agree on the files that appeared last, and do not take turns', async () => {
      const [first, second] = [fixture.replica(old), fixture.replica(newer)];
      await first.look();
      await second.look();
      for (let minute = 0; minute < 3; minute++) {
        expect(await first.look()).to.deep.equal({ upserted: [], removed: [], inForce: false });
        expect(await second.look()).to.deep.equal({ upserted: [], removed: [], inForce: true });
      }
      expect(await fixture.scheduled()).to.deep.equal(['a 0 3 * * *']);
      // Said once, not each minute.
      expect(fixture.said('schedules.outdated')).to.have.length(1);
    });

    it('leave what is new in force when an old one crashes and starts again, even after minutes', async () => {
      await fixture.replica(old).look();
      const current = fixture.replica(newer);
      await current.look();
      await letPass(10 * MINUTE_MS);
      await current.look();
      expect((await fixture.replica(old).look()).inForce).to.equal(false);
      expect(await fixture.scheduled()).to.deep.equal(['a 0 3 * * *']);
    });

    it('take the old files back once the last scheduler with the new ones has ended', async () => {
      const current = fixture.replica(newer);
      await fixture.replica(old).look();
      await current.look();
      const back = fixture.replica(old);
      expect((await back.look()).inForce).to.equal(false);
      await current.leave();
      expect((await back.look()).inForce).to.equal(true);
      expect(await fixture.scheduled()).to.deep.equal(['a 0 2 * * *', 'gone 3600000']);
    });

    it('take them back as well when it was killed, three minutes later', async () => {
      await fixture.replica(old).look();
      await fixture.replica(newer).look();
      const back = fixture.replica(old);
      await letPass(2 * MINUTE_MS);
      expect((await back.look()).inForce).to.equal(false);
      await letPass(2 * MINUTE_MS);
      expect((await back.look()).inForce).to.equal(true);
    });

    it('follow one that changes its own files there and back', async () => {
      const replica = fixture.replica(old);
      await replica.look();
      await replica.look(newer);
      await replica.look(old);
      expect(await fixture.scheduled()).to.deep.equal(['a 0 2 * * *', 'gone 3600000']);
    });
  });

  describe('whose clocks differ', () => {
    const cron = { cron: '0 2 * * *', timezone: 'Europe/Paris' };
    const nightly = files(workflow('nightly', cron));

    /** Lets a scheduler whose clock is ahead handle the next tick; resolves to when it was due. */
    const handleEarly = async (): Promise<number> => {
      await fixture.replica(nightly).look();
      const due = (await scheduleOf(fixture.queues, 'nightly'))?.nextRunAt.getTime() ?? 0;
      fixture.travel(due + 1_000 - Date.now());
      const ahead = await fixture.start(nightly);
      await until(async () => (await fixture.queues.ticks.getCompletedCount()) === 1);
      await fixture.stop(ahead);
      fixture.travel(0);
      return due;
    };
    const asked = async (): Promise<(string | undefined)[]> =>
      (await fixture.queues.runs.getWaiting()).map(({ id }) => id);

    // BullMQ makes the next tick from the one before, not from now.
    it('give one run for a tick that one of them takes for due before the others do', async () => {
      const due = await handleEarly();
      await fixture.start(nightly);
      const next = await scheduleOf(fixture.queues, 'nightly');
      expect(next?.nextRunAt.getTime()).to.equal(nextCronTick(cron, due));
      expect(await asked()).to.deep.equal([scheduledRunId('nightly', due)]);
      expect(await fixture.queues.ticks.getJobCounts('waiting', 'delayed')).to.deep.equal({
        waiting: 0,
        delayed: 1,
      });
    });

    // BullMQ refuses to make a tick whose job is there, so the schedule would have been gone until that time.
    it('give no second run when the schedule is set anew before that tick is due', async () => {
      const due = await handleEarly();
      const replica = fixture.replica(nightly);
      await replica.look(files());
      await replica.look(nightly);
      expect(fixture.said('process.error')).to.deep.equal([]);
      expect((await scheduleOf(fixture.queues, 'nightly'))?.nextRunAt.getTime()).to.equal(due);
      fixture.travel(due + 1_000 - Date.now());
      await fixture.start(nightly);
      await until(async () => (await fixture.queues.ticks.getCompletedCount()) === 1);
      expect(await asked()).to.deep.equal([scheduledRunId('nightly', due)]);
    });

    it('say so when one is far from that of Redis', async () => {
      await fixture.replica(old, () => Date.now() + MINUTE_MS).look();
      const [said, ...more] = fixture.said('clock.skewed') as { component: string; aheadMs: number }[];
      expect(more).to.deep.equal([]);
      expect(said?.aheadMs).to.be.within(MINUTE_MS - 1_000, MINUTE_MS + 1_000);
    });

    it('say nothing of a second', async () => {
      await fixture.replica(old, () => Date.now() - 1_000).look();
      expect(fixture.said('clock.skewed')).to.deep.equal([]);
    });
  });
});
