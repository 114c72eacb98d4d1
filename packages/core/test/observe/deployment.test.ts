import {
  connectRedis,
  createRegistry,
  Ledger,
  measureDeployment,
  NO_PAGES,
  openQueues,
  Pauses,
  requestRun,
  type DeploymentGauges,
  type OpenQueues,
  type Trigger,
  type Workflow,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import type { Registry } from 'prom-client';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';
import { valueOf } from '../../../../test/support/samples.js';
import { workflowOver } from '../../../worker/test/support/engine-fixture.js';

const HOUR_MS = 3_600_000;

interface EndedRun {
  readonly dryRun: boolean;
  readonly failed: number;
  readonly trigger: Trigger;
}

describe('metrics of what a deployment shares', () => {
  let redis: Redis;
  let prefix: string;
  let queues: OpenQueues;
  let ledger: Ledger;
  let gauges: DeploymentGauges[];

  const workflow = (overrides: Partial<Workflow> = {}): Workflow =>
    workflowOver({ pull: () => ({ items: [], next: null }), push: () => 'written' }, overrides);
  const open = (...workflows: Workflow[]): Registry => {
    const registry = createRegistry();
    const known = new Map(workflows.map((each) => [each.id, each]));
    gauges.push(measureDeployment(registry, { redis, prefix, queues, workflows: known }));
    return registry;
  };

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
    queues = openQueues(redis, prefix);
    ledger = new Ledger(redis, prefix);
    gauges = [];
  });
  afterEach(async () => {
    await Promise.all(gauges.map((each) => each.close()));
    await queues.close();
    redis.disconnect();
  });

  async function endedRun(
    runId: string,
    { dryRun = false, failed = 0, trigger = 'manual' }: Partial<EndedRun> = {},
  ): Promise<void> {
    const run = { runId, workflowId: 'numbers', action: 'update_profiles_in_hrflow', trigger, dryRun };
    await ledger.start({ ...run, incremental: false, startedAt: new Date(1_000_000) });
    await ledger.advance(runId, { ...NO_PAGES, pages: 1, read: 1, kept: 1 });
    if (failed > 0) {
      const letter = { event: 'write_failure', reference: null, code: 'bad_request', message: '' } as const;
      await ledger.bury(runId, { ...letter, ordinal: 0, attempts: 1, at: '2026-01-01T00:00:00Z' });
    } else {
      await ledger.settle(runId, 0, 'written');
    }
    await ledger.finish(runId, new Date(2_000_000));
  }

  it('are shown by one process at a time, so that replicas add up to the truth', async () => {
    await queues.runs.add('numbers', {});
    const [first, second] = [open(), open()];
    const series = 'hrflow_sync_queue_jobs{queue="runs",state="waiting"}';
    expect(await valueOf(first, series)).to.equal(1);
    expect(await valueOf(second, series)).to.equal(undefined);
    expect(await valueOf(second, 'hrflow_sync_redis_memory_used_bytes')).to.equal(undefined);
    expect(await valueOf(first, series)).to.equal(1);
    await gauges[0]?.close();
    expect(await valueOf(second, series)).to.equal(1);
    expect(await valueOf(first, series)).to.equal(undefined);
  });

  it('pass to another process when the one that showed them is gone without a word', async () => {
    const [first, second] = [open(), open()];
    const series = 'hrflow_sync_redis_memory_used_bytes';
    expect(await valueOf(first, series)).to.be.greaterThan(0);
    expect(await redis.pttl(`${prefix}:metrics:holder`)).to.be.within(1, 75_000);
    await redis.del(`${prefix}:metrics:holder`);
    expect(await valueOf(second, series)).to.be.greaterThan(0);
  });

  it('are absent rather than stale while Redis is away', async () => {
    const registry = open(workflow());
    const series = 'hrflow_sync_workflow_paused{workflow="numbers"}';
    expect(await valueOf(registry, series)).to.equal(0);
    redis.disconnect();
    expect(await valueOf(registry, series)).to.equal(undefined);
    expect(await valueOf(registry, 'hrflow_sync_redis_memory_used_bytes')).to.equal(undefined);
  });

  it('tell how long the next job in line has waited', async () => {
    const registry = open();
    const series = 'hrflow_sync_queue_oldest_waiting_seconds{queue="pushes"}';
    expect(await valueOf(registry, series)).to.equal(0);
    const timestamp = Date.now() - HOUR_MS;
    await queues.pushes.add('old', {}, { jobId: 'old', timestamp });
    await queues.pushes.add('new', {}, { jobId: 'new' });
    expect(await valueOf(registry, series)).to.be.within(3600, 3660);
    // Taken a moment ago and put back: it was told to wait.
    await redis.hset(queues.pushes.toKey('old'), 'processedOn', Date.now() - 5_000);
    expect(await valueOf(registry, series)).to.be.within(5, 60);
  });

  it('remember a success however many processes ended since', async () => {
    const registry = open(workflow());
    const success = 'hrflow_sync_last_success_timestamp_seconds{workflow="numbers"}';
    const status = (outcome: string) =>
      valueOf(registry, `hrflow_sync_last_run_status{workflow="numbers",outcome="${outcome}"}`);
    expect(await valueOf(registry, success)).to.equal(0);
    expect(await status('success')).to.equal(0);
    await endedRun('run-1');
    await gauges[0]?.close();
    expect(await valueOf(open(workflow()), success)).to.equal(2000);
    await gauges[1]?.close();
    expect(await status('success')).to.equal(1);
    expect(await valueOf(registry, 'hrflow_sync_first_run_timestamp_seconds{workflow="numbers"}')).to.equal(
      1000,
    );
  });

  it('call a run fatal whose items all failed, until they were retried', async () => {
    const registry = open(workflow());
    const fatal = 'hrflow_sync_last_run_status{workflow="numbers",outcome="fatal"}';
    const success = 'hrflow_sync_last_success_timestamp_seconds{workflow="numbers"}';
    await endedRun('run-1', { failed: 1 });
    expect([await valueOf(registry, fatal), await valueOf(registry, success)]).to.deep.equal([1, 0]);
    await ledger.settle('run-1', 0, 'written');
    await ledger.publishResult('run-1');
    expect([await valueOf(registry, fatal), await valueOf(registry, success)]).to.deep.equal([0, 2000]);
  });

  it('take neither a dry run nor, beside a schedule, an event for a sync', async () => {
    const caught = workflow();
    const scheduled = workflow({ schedule: { every: HOUR_MS } });
    const success = 'hrflow_sync_last_success_timestamp_seconds{workflow="numbers"}';
    await endedRun('run-1', { dryRun: true });
    const registry = open(scheduled);
    expect(await valueOf(registry, success)).to.equal(0);
    await endedRun('run-2', { trigger: 'webhook' });
    expect(await valueOf(registry, success)).to.equal(0);
    await gauges[0]?.close();
    expect(await valueOf(open(caught), success)).to.equal(2000);
  });

  it('tell a pause, and whether refused credentials are its reason', async () => {
    const registry = open(workflow());
    const paused = 'hrflow_sync_workflow_paused{workflow="numbers"}';
    const rejected = 'hrflow_sync_credentials_rejected{workflow="numbers"}';
    const pauses = new Pauses(redis, prefix);
    const pause = { message: '', at: '2026-01-01T00:00:00Z', runId: null };
    await pauses.pause('numbers', { ...pause, code: 'operator' });
    expect([await valueOf(registry, paused), await valueOf(registry, rejected)]).to.deep.equal([1, 0]);
    await pauses.resume('numbers');
    await pauses.pause('numbers', { ...pause, code: 'unauthorized' });
    expect([await valueOf(registry, paused), await valueOf(registry, rejected)]).to.deep.equal([1, 1]);
    await pauses.resume('numbers');
    expect([await valueOf(registry, paused), await valueOf(registry, rejected)]).to.deep.equal([0, 0]);
  });

  it('tell that a run was refused because of its credentials', async () => {
    const registry = open(workflow());
    const rejected = 'hrflow_sync_credentials_rejected{workflow="numbers"}';
    await ledger.start({
      runId: 'run-1',
      workflowId: 'numbers',
      action: '',
      trigger: 'manual',
      dryRun: false,
      incremental: false,
      startedAt: new Date(),
    });
    await ledger.refuse('run-1', { reason: 'bad_target_parameters', code: 'unauthorized', message: '' });
    await ledger.finish('run-1', new Date());
    expect(await valueOf(registry, rejected)).to.equal(1);
    await endedRun('run-2');
    expect(await valueOf(registry, rejected)).to.equal(0);
  });

  it('tell the next tick of a schedule, and 0 while no scheduler has taken it up', async () => {
    const registry = open(workflow({ schedule: { every: HOUR_MS } }));
    const next = 'hrflow_sync_schedule_next_tick_timestamp_seconds{workflow="numbers"}';
    expect(await valueOf(registry, next)).to.equal(0);
    expect(await valueOf(registry, 'hrflow_sync_schedule_interval_seconds{workflow="numbers"}')).to.equal(
      3600,
    );
    await queues.ticks.upsertJobScheduler('numbers', { every: HOUR_MS }, { name: 'tick', data: {} });
    expect(await valueOf(registry, next)).to.be.within(Date.now() / 1000 - 60, Date.now() / 1000 + 3600);
  });

  it('have one series for each workflow, however many runs and items there were', async () => {
    const registry = open(workflow());
    const lines = async () =>
      (await registry.metrics())
        .split('\n')
        .filter(
          (line) => line.startsWith('hrflow_sync_') && !line.includes('nodejs') && !line.includes('process'),
        ).length;
    await endedRun('run-0');
    const before = await lines();
    for (let run = 1; run <= 30; run++) await endedRun(`run-${run}`, { failed: run % 2 });
    for (let id = 0; id < 30; id++) await requestRun(queues, { workflowId: `unknown-${id}`, trigger: 'api' });
    expect(await lines()).to.equal(before);
  });
});
