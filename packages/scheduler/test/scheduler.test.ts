import { once } from 'node:events';
import { Greenhouse } from '@hrflow-sync/connectors';
import {
  connectRedis,
  createEngineEvents,
  Ledger,
  openQueues,
  Pauses,
  requestRun,
  scheduledRunId,
  type EngineEvents,
  type OpenQueues,
  type Schedule,
  type TickJob,
  type Workflow,
} from '@hrflow-sync/core';
import { reconcileSchedules, startScheduler, type Scheduler } from '@hrflow-sync/scheduler';
import type { Job } from 'bullmq';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { tickProcessor } from '../src/tick.js';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';

describe('the scheduler', () => {
  let redis: Redis;
  let queues: OpenQueues;
  let prefix: string;
  let events: EngineEvents;
  let schedulers: Scheduler[];

  beforeEach(() => {
    prefix = newPrefix();
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    events = createEngineEvents();
    schedulers = [];
  });
  afterEach(async () => {
    await Promise.all(schedulers.map((scheduler) => scheduler.close()));
    await queues.close();
    redis.disconnect();
  });

  const workflow = (id: string, schedule: Schedule | undefined): Workflow => ({
    id,
    action: Greenhouse.update_profiles_in_hrflow,
    connectorAuth: {},
    hrflowAuth: {},
    pullParameters: {},
    pushParameters: {},
    logics: [],
    format: (item) => item,
    callback: undefined,
    schedule,
    webhook: undefined,
    persist: true,
    incremental: false,
    skipUnchanged: false,
    file: 'test',
  });
  const files = (...workflows: Workflow[]): Map<string, Workflow> =>
    new Map(workflows.map((each) => [each.id, each]));
  const scheduled = async (): Promise<string[]> =>
    (await queues.ticks.getJobSchedulers())
      .map(({ key, pattern, every }) => `${key} ${pattern ?? every}`)
      .sort();

  it('has one job scheduler for each workflow with a schedule, and none for any other', async () => {
    const nightly = workflow('nightly', { cron: '0 2 * * *', timezone: 'Europe/Paris' });
    await reconcileSchedules(
      queues,
      files(nightly, workflow('hourly', { every: 3_600_000 }), workflow('manual', undefined)),
    );
    expect(await scheduled()).to.deep.equal(['hourly 3600000', 'nightly 0 2 * * *']);
  });

  it('removes the schedule of a workflow that is gone, and changes one that changed', async () => {
    await reconcileSchedules(
      queues,
      files(workflow('a', { every: 3_600_000 }), workflow('b', { cron: '0 2 * * *' })),
    );
    const second = await reconcileSchedules(queues, files(workflow('b', { cron: '0 3 * * *' })));
    expect(second).to.deep.equal({ removed: ['a'], upserted: ['b'] });
    expect(await scheduled()).to.deep.equal(['b 0 3 * * *']);
    expect(await queues.ticks.getDelayedCount()).to.equal(1);
  });

  it('moves no tick when it starts again over unchanged files', async () => {
    const same = files(
      workflow('a', { every: 3_600_000 }),
      workflow('b', { cron: '0 2 * * *', timezone: 'Asia/Tokyo' }),
    );
    await reconcileSchedules(queues, same);
    expect(await reconcileSchedules(queues, same)).to.deep.equal({ removed: [], upserted: [] });
  });

  it('turns a tick into one run', async () => {
    const workflows = files(workflow('often', { every: 60_000 }));
    schedulers.push(await startScheduler({ redisUrl: redisUrl(), prefix, workflows, events }));
    const [run] = await until(async () => {
      const jobs = await queues.runs.getWaiting();
      return jobs.length > 0 && jobs;
    });
    expect(run?.data).to.deep.equal({ v: 1, workflowId: 'often', trigger: 'schedule', dryRun: false });
  });

  // The run of a tick was named after the moment its job was made: that is when the tick before was handled.
  it('names the run of a tick after the time the tick was due', async () => {
    const workflows = files(workflow('often', { every: 1_000 }));
    schedulers.push(await startScheduler({ redisUrl: redisUrl(), prefix, workflows, events }));
    const runs: string[] = [];
    await until(async () => {
      for (const run of await queues.runs.getWaiting()) {
        runs.push(run.id ?? '');
        await run.remove();
      }
      return runs.length === 2;
    });
    const ticks = await until(async () => {
      const done = await queues.ticks.getCompleted();
      return done.length === 2 && done;
    });
    // BullMQ ends the id of a tick's job with the time it is due.
    const due = ticks.map(({ id = '' }) => scheduledRunId('often', Number(id.split(':').at(-1))));
    expect(runs).to.have.members(due);
  });

  // It was counted again, and if the run had ended meanwhile, it gave a run as well.
  it('counts a skipped tick once when its scheduler died before it could say so', async () => {
    const { runId } = await requestRun(queues, { workflowId: 'often', trigger: 'manual' });
    const handle = tickProcessor(queues, new Ledger(redis, prefix), new Pauses(redis, prefix), events);
    const tick = { data: { v: 1, workflowId: 'often' }, timestamp: 1_000, opts: {} } as Job<TickJob>;
    await handle(tick);
    await handle(tick);
    await (await queues.runs.getJob(runId))?.remove();
    await handle(tick);
    expect(await redis.hget(`${prefix}:ledger:workflow:often:skipped`, 'count')).to.equal('1');
    expect(await queues.runs.getWaitingCount()).to.equal(0);
  });

  it('counts a tick that finds a run in flight as skipped, and names that run', async () => {
    const { runId } = await requestRun(queues, { workflowId: 'often', trigger: 'manual' });
    const skipped = once(events, 'tick.skipped');
    const workflows = files(workflow('often', { every: 60_000 }));
    schedulers.push(await startScheduler({ redisUrl: redisUrl(), prefix, workflows, events }));
    expect(await skipped).to.deep.equal([{ workflow: 'often', because: 'running', runId }]);
    expect(await queues.runs.getWaitingCount()).to.equal(1);
  });
});
