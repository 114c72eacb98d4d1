import { once } from 'node:events';
import { requestRun, scheduledRunId, scheduleOf, type Schedule, type TickJob } from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import { expect } from 'chai';
import { tickProcessor, type TickOutcome } from '../src/tick.js';
import { until } from '../../../test/support/until.js';
import { files, SchedulerFixture, workflow } from './support/fixture.js';

const MINUTE = { every: 60_000 };
const SECOND = { every: 1_000 };

describe('the scheduler', () => {
  let fixture: SchedulerFixture;

  beforeEach(() => {
    fixture = new SchedulerFixture();
  });
  afterEach(() => fixture.close());

  const completed = (count: number): Promise<Job<TickJob, TickOutcome>[]> =>
    until(async () => {
      const done = await fixture.queues.ticks.getCompleted();
      return done.length >= count && done;
    });

  it('turns a tick into one run', async () => {
    await fixture.start(files(workflow('often', MINUTE)));
    const [run] = await until(async () => {
      const jobs = await fixture.queues.runs.getWaiting();
      return jobs.length > 0 && jobs;
    });
    expect(run?.data).to.deep.equal({ v: 1, workflowId: 'often', trigger: 'schedule', dryRun: false });
  });

  // The run of a tick was named after the moment its job was made: that is when the tick before was handled.
  it('names the run of a tick after the time the tick was due', async () => {
    await fixture.start(files(workflow('often', SECOND)));
    const runs: string[] = [];
    await until(async () => {
      for (const run of await fixture.queues.runs.getWaiting()) {
        runs.push(run.id ?? '');
        await run.remove();
      }
      return runs.length === 2;
    });
    const due = (await completed(2)).map(({ id = '' }) => Number(id.split(':').at(-1)));
    expect(runs).to.have.members(due.slice(0, 2).map((each) => scheduledRunId('often', each)));
  });

  // It was counted again, and if the run had ended meanwhile, it gave a run as well.
  it('counts a skipped tick once when its scheduler died before it could say so', async () => {
    await fixture.replica(files(workflow('often', MINUTE))).look();
    const { runId } = await requestRun(fixture.queues, { workflowId: 'often', trigger: 'manual' });
    const handle = tickProcessor(fixture.desk());
    const [tick] = await fixture.queues.ticks.getWaiting();
    if (!tick) throw new Error('no tick is due');
    expect(await handle(tick)).to.deep.equal({ skipped: 'running', run: runId });
    await handle(tick);
    await (await fixture.queues.runs.getJob(runId))?.remove();
    await handle(tick);
    expect((await fixture.ticks.counts('often')).skipped).to.include({ count: 1, lastRunId: runId });
    expect(await fixture.queues.runs.getWaitingCount()).to.equal(0);
  });

  it('counts a tick that finds a run in flight as skipped, and names that run', async () => {
    const { runId } = await requestRun(fixture.queues, { workflowId: 'often', trigger: 'manual' });
    const skipped = once(fixture.events, 'tick.skipped');
    await fixture.start(files(workflow('often', MINUTE)));
    expect(await skipped).to.deep.equal([{ workflow: 'often', because: 'running', runId }]);
    expect(await fixture.queues.runs.getWaitingCount()).to.equal(1);
  });

  // Without a back-off of our own BullMQ could not put the tick back, and left it to be found stalled.
  it('tries a tick again that could not be handled', async () => {
    const inTheWay = `${fixture.prefix}:ledger:workflow:often:skipped:latest`;
    await fixture.redis.set(inTheWay, 'not a sorted set');
    await fixture.start(files(workflow('often', MINUTE)));
    await until(async () =>
      (await fixture.queues.ticks.getJobs(['delayed'])).some((tick) => tick.attemptsMade > 0),
    );
    await fixture.redis.del(inTheWay);
    const [tick] = await completed(1);
    const due = Number(tick?.id?.split(':').at(-1));
    expect(tick?.returnvalue).to.deep.equal({ run: scheduledRunId('often', due) });
  });

  describe('of a paused workflow', () => {
    const pause = { code: 'operator', message: 'not now', at: '2026-01-01T00:00:00Z', runId: null };

    it('asks for no run until it is resumed, also when it was started anew', async () => {
      await fixture.pauses.pause('often', pause);
      const loaded = files(workflow('often', SECOND));
      for (const time of ['first', 'second']) {
        const skipped = once(fixture.events, 'tick.skipped');
        const scheduler = await fixture.start(loaded);
        expect(await skipped, time).to.deep.equal([{ workflow: 'often', because: 'paused', runId: null }]);
        await fixture.stop(scheduler);
      }
      expect(await fixture.queues.runs.getWaitingCount()).to.equal(0);
      await fixture.pauses.resume('often');
      await fixture.start(loaded);
      await until(async () => (await fixture.queues.runs.getWaitingCount()) === 1);
    });
  });

  describe('after an outage', () => {
    const HOUR_MS = 3_600_000;

    /** A tick that was due an hour ago, as BullMQ hands it out: the next one after now has been made. */
    const lateTick = async (schedule: Schedule): Promise<{ tick: Job<TickJob>; due: number }> => {
      await fixture.replica(files(workflow('often', schedule))).look();
      const next = (await scheduleOf(fixture.queues, 'often'))?.nextRunAt.getTime() ?? 0;
      const due = next - HOUR_MS;
      const tick = { id: `repeat:often:${due}`, data: { v: 1, workflowId: 'often' } } as Job<TickJob>;
      return { tick, due };
    };

    const schedules: Record<string, Schedule> = {
      every: { every: 300_000 },
      cron: { cron: '*/5 * * * *', timezone: 'Europe/Paris' },
    };
    for (const [kind, schedule] of Object.entries(schedules)) {
      it(`runs a workflow once, not once per missed tick, and counts those (${kind})`, async () => {
        const { tick, due } = await lateTick(schedule);
        const run = scheduledRunId('often', due);
        expect(await tickProcessor(fixture.desk())(tick)).to.deep.equal({ run });
        expect(await fixture.queues.runs.getWaitingCount()).to.equal(1);
        const dueAt = new Date(due).toISOString();
        // Twelve an hour: the late one and the next are the ends of eleven.
        expect(fixture.said('ticks.missed')).to.deep.equal([
          { workflow: 'often', count: 11, dueAt, skipped: false },
        ]);
        expect((await fixture.ticks.counts('often')).missed.count).to.equal(11);
      });

      it(`waits for the next tick when the schedule says skip, and counts the late one too (${kind})`, async () => {
        const { tick, due } = await lateTick({ ...schedule, misfire: 'skip' });
        expect(await tickProcessor(fixture.desk())(tick)).to.deep.equal({ skipped: 'late', run: null });
        expect(await fixture.queues.runs.getWaitingCount()).to.equal(0);
        const dueAt = new Date(due).toISOString();
        expect(fixture.said('ticks.missed')).to.deep.equal([
          { workflow: 'often', count: 12, dueAt, skipped: true },
        ]);
      });
    }

    it('counts what was missed once, though the tick is handled again after a crash', async () => {
      const { tick } = await lateTick({ every: 300_000, misfire: 'skip' });
      const handle = tickProcessor(fixture.desk());
      await handle(tick);
      await handle(tick);
      expect((await fixture.ticks.counts('often')).missed.count).to.equal(12);
      expect(fixture.said('ticks.missed')).to.have.length(1);
    });

    it('counts none that others have handled when a tick is found whose scheduler died', async () => {
      const { tick, due } = await lateTick({ every: 300_000 });
      const next = due + HOUR_MS;
      // Another scheduler handled the tick before the next one.
      await fixture.ticks.miss('often', { every: 300_000 }, next - 300_000, next);
      await tickProcessor(fixture.desk())(tick);
      expect((await fixture.ticks.counts('often')).missed.count).to.equal(0);
    });

    it('takes a tick for late after a minute, not before', async () => {
      await fixture.replica(files(workflow('often', { ...MINUTE, misfire: 'skip' }))).look();
      const [tick] = await fixture.queues.ticks.getWaiting();
      if (!tick) throw new Error('no tick is due');
      const due = Number(tick.id?.split(':').at(-1));
      const at = (ms: number) => tickProcessor(fixture.desk(() => due + ms))(tick);
      expect(await at(60_001)).to.deep.equal({ skipped: 'late', run: null });
      expect(await at(60_000)).to.deep.equal({ run: scheduledRunId('often', due) });
    });

    // What BullMQ makes of ticks that came and went while nothing ran: its clock is put on by an hour.
    it('gives one run for all the ticks that passed while no scheduler ran', async () => {
      const first = await fixture.start(files(workflow('often', SECOND)));
      const [tick] = await completed(1);
      await fixture.stop(first);
      await (await fixture.queues.runs.getWaiting())[0]?.remove();
      const next = Number(tick?.id?.split(':').at(-1)) + 1_000;
      const missed = once(fixture.events, 'ticks.missed');
      fixture.travel(HOUR_MS);
      const second = await fixture.start(files(workflow('often', SECOND)));
      const [{ count, ...told }] = (await missed) as [{ count: number }];
      expect(told).to.deep.equal({ workflow: 'often', dueAt: new Date(next).toISOString(), skipped: false });
      expect(count).to.be.within(3_590, 3_600);
      await until(async () => (await fixture.queues.ticks.getCompletedCount()) >= 2);
      await fixture.stop(second);
      const runs = await fixture.queues.runs.getWaiting();
      expect(runs.map(({ id }) => id)).to.deep.equal([scheduledRunId('often', next)]);
    });
  });
});
