import { scheduledRunId, scheduleOf, schedulesOf } from '@hrflow-sync/core';
import { expect } from 'chai';
import { contentsOf } from '../../../test/support/contents.js';
import { until } from '../../../test/support/until.js';
import { files, SchedulerFixture, withBroken, workflow } from './support/fixture.js';

const HOURLY = { every: 3_600_000 };
const NIGHTLY = { cron: '0 2 * * *', timezone: 'Europe/Paris' };

describe('schedules', () => {
  let fixture: SchedulerFixture;

  beforeEach(() => {
    fixture = new SchedulerFixture();
  });
  afterEach(() => fixture.close());

  /** Everything in Redis that names a workflow, apart from the record of schedulers and jobs done. */
  const tracesOf = async (id: string): Promise<string[]> => {
    const contents = await contentsOf(fixture.redis, fixture.prefix);
    return [...contents].filter(([key, text]) => key.includes(id) || text.includes(id)).map(([key]) => key);
  };

  it('are one for each workflow that has one, and none for any other', async () => {
    const replica = fixture.replica(
      files(workflow('nightly', NIGHTLY), workflow('hourly', HOURLY), workflow('manual')),
    );
    await replica.look();
    expect(await fixture.scheduled()).to.deep.equal(['hourly 3600000', 'nightly 0 2 * * *']);
  });

  it('follow files that change: removed, changed, added', async () => {
    const replica = fixture.replica(files(workflow('a', HOURLY), workflow('b', NIGHTLY)));
    await replica.look();
    const second = await replica.look(
      files(workflow('b', { ...NIGHTLY, cron: '0 3 * * *' }), workflow('c', HOURLY)),
    );
    expect(second).to.deep.equal({ removed: ['a'], upserted: ['b', 'c'], inForce: true });
    expect(await fixture.scheduled()).to.deep.equal(['b 0 3 * * *', 'c 3600000']);
    // One of b is to come; the first of c is due at once.
    expect(await fixture.queues.ticks.getJobCounts('delayed', 'waiting')).to.deep.equal({
      delayed: 1,
      waiting: 1,
    });
  });

  it('follow a file that only says what becomes of missed ticks, and move no tick for it', async () => {
    const replica = fixture.replica(files(workflow('b', NIGHTLY)));
    await replica.look();
    const before = await scheduleOf(fixture.queues, 'b');
    await replica.look(files(workflow('b', { ...NIGHTLY, misfire: 'skip' })));
    const after = await scheduleOf(fixture.queues, 'b');
    expect(after?.schedule.misfire).to.equal('skip');
    expect(after?.nextRunAt).to.deep.equal(before?.nextRunAt);
  });

  it('move no tick when a scheduler starts again over unchanged files', async () => {
    const same = files(workflow('a', HOURLY), workflow('b', { ...NIGHTLY, timezone: 'Asia/Tokyo' }));
    await fixture.replica(same).look();
    expect(await fixture.replica(same).look()).to.deep.equal({ removed: [], upserted: [], inForce: true });
  });

  it('say when each workflow runs next', async () => {
    const before = Date.now();
    await fixture.replica(files(workflow('nightly', { cron: '0 0 1 1 *', timezone: 'Asia/Tokyo' }))).look();
    const [standing, ...others] = await schedulesOf(fixture.queues);
    const year = new Date(before + 9 * 3_600_000).getUTCFullYear() + 1;
    expect(others).to.deep.equal([]);
    expect(standing?.workflowId).to.equal('nightly');
    expect(standing?.nextRunAt.toISOString()).to.equal(`${year - 1}-12-31T15:00:00.000Z`);
  });

  describe('that are gone', () => {
    const ways = {
      removed: files(workflow('other', HOURLY)),
      renamed: files(workflow('other', HOURLY), workflow('afternoon', NIGHTLY)),
    };
    for (const [how, left] of Object.entries(ways)) {
      it(`leave nothing of a workflow behind that was ${how}`, async () => {
        const replica = fixture.replica(files(workflow('other', HOURLY), workflow('morning', HOURLY)));
        await replica.look();
        expect(await tracesOf('morning')).to.not.deep.equal([]);
        await fixture.ticks.skip('morning', 1_000, 'a-run');
        await fixture.ticks.miss('morning', HOURLY, 0, 36_000_000);
        await fixture.pauses.pause('morning', { code: 'operator', message: '', at: '', runId: null });
        await replica.look(left);
        // Its tick had been waiting; the stream is BullMQ's, which trims it.
        expect((await tracesOf('morning')).filter((key) => !key.endsWith(':events'))).to.deep.equal([]);
      });
    }

    it('leave no tick and no counts behind of a workflow that was disabled, and its pause as it was', async () => {
      const replica = fixture.replica(files(workflow('morning', HOURLY)));
      await replica.look();
      await fixture.ticks.skip('morning', 1_000, 'a-run');
      await fixture.pauses.pause('morning', { code: 'operator', message: '', at: '', runId: null });
      const disabled = await replica.look(files(workflow('morning', HOURLY, { enabled: false })));
      expect(disabled.removed).to.deep.equal(['morning']);
      expect(await fixture.queues.ticks.getJobCountByTypes('waiting', 'delayed')).to.equal(0);
      expect((await fixture.ticks.counts('morning')).skipped.count).to.equal(0);
      expect(await fixture.pauses.find('morning')).to.not.equal(undefined);
      const enabled = await replica.look(files(workflow('morning', HOURLY)));
      expect(enabled.upserted).to.deep.equal(['morning']);
    });

    it('end their tick, when that is being handled already, without a run', async () => {
      const replica = fixture.replica(files(workflow('morning', HOURLY)));
      await replica.look();
      await fixture.queues.ticks.removeJobScheduler('morning');
      // A tick of it still waits: BullMQ leaves it.
      expect(await fixture.queues.ticks.getWaitingCount()).to.equal(1);
      await fixture.start(files());
      const [tick] = await until(async () => {
        const done = await fixture.queues.ticks.getCompleted();
        return done.length > 0 && done;
      });
      expect(tick?.returnvalue).to.deep.equal({ dropped: true });
      expect(await fixture.queues.runs.getJobCountByTypes('waiting', 'delayed', 'active')).to.equal(0);
    });
  });

  describe('of a workflow whose file is broken', () => {
    const good = files(workflow('a', HOURLY), workflow('b', NIGHTLY));
    const broken = withBroken(files(workflow('a', HOURLY)), '/somewhere/else/b.ts');

    it('stay as they were, also for a scheduler that has never seen the file whole', async () => {
      await fixture.replica(good).look();
      expect(await fixture.replica(broken).look()).to.deep.equal({
        upserted: [],
        removed: [],
        inForce: true,
      });
      expect(await fixture.scheduled()).to.deep.equal(['a 3600000', 'b 0 2 * * *']);
    });

    it('go when the file is mended and has the workflow no more', async () => {
      const replica = fixture.replica(good);
      await replica.look();
      await replica.look(broken);
      expect((await replica.look(files(workflow('a', HOURLY)))).removed).to.deep.equal(['b']);
    });

    it('stand in the way of no other that is removed from a file that can be read', async () => {
      const replica = fixture.replica(good);
      await replica.look();
      const { removed } = await replica.look(withBroken(files(), 'b.ts'));
      expect(removed).to.deep.equal(['a']);
    });
  });

  describe('looked after', () => {
    it('are set again when they are missing from Redis', async () => {
      const replica = fixture.replica(files(workflow('a', HOURLY), workflow('b', NIGHTLY)));
      await replica.look();
      await fixture.queues.ticks.removeJobScheduler('b');
      expect((await replica.look()).upserted).to.deep.equal(['b']);
      expect(fixture.said('schedule.repaired')).to.deep.equal([{ workflow: 'b', because: 'missing' }]);
      expect(await fixture.scheduled()).to.deep.equal(['a 3600000', 'b 0 2 * * *']);
    });

    describe('when the job of their next tick is gone', () => {
      // Each tick makes the next: without its job, a schedule is listed for ever and never ticks again.
      const takeAway = async (id: string): Promise<number> => {
        const standing = await scheduleOf(fixture.queues, id);
        const due = standing?.nextRunAt.getTime() ?? 0;
        await fixture.redis.del(`${fixture.prefix}:ticks:repeat:${id}:${due}`);
        await fixture.redis.zrem(`${fixture.prefix}:ticks:delayed`, `repeat:${id}:${due}`);
        return due;
      };

      it('go on, and ask for nothing that was not due', async () => {
        const replica = fixture.replica(files(workflow('b', NIGHTLY)));
        await replica.look();
        await takeAway('b');
        expect((await replica.look()).upserted).to.deep.equal(['b']);
        expect(fixture.said('schedule.repaired')).to.deep.equal([{ workflow: 'b', because: 'stuck' }]);
        expect(await fixture.queues.ticks.getDelayedCount()).to.equal(1);
        expect(await fixture.queues.runs.getWaitingCount()).to.equal(0);
      });

      it('go on, and make up once for what was due, however often they are looked after', async () => {
        const replicas = [1, 2, 3].map(() => fixture.replica(files(workflow('b', NIGHTLY))));
        await replicas[0]?.look();
        const next = await takeAway('b');
        const overdue = next - 4 * 86_400_000;
        await fixture.redis.zadd(`${fixture.prefix}:ticks:repeat`, overdue, 'b');
        await Promise.all(replicas.map((replica) => replica.look()));
        const runs = await fixture.queues.runs.getWaiting();
        expect(runs.map(({ id }) => id)).to.deep.equal([scheduledRunId('b', overdue)]);
        // Three nights between that one and the next.
        expect((await fixture.ticks.counts('b')).missed.count).to.equal(3);
        expect((await scheduleOf(fixture.queues, 'b'))?.nextRunAt.getTime()).to.equal(next);
      });
    });

    it('are looked after every minute, not only when a scheduler starts', async () => {
      await fixture.start(files(workflow('b', NIGHTLY)), 25);
      await fixture.queues.ticks.removeJobScheduler('b');
      await until(async () => (await fixture.scheduled()).includes('b 0 2 * * *'));
    });
  });
});
