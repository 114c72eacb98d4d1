import {
  createEngineEvents,
  createRegistry,
  measureEngineEvents,
  type EngineEvents,
  type Notify,
  type RunContext,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Registry } from 'prom-client';
import { samplesOf, valueOf } from '../../../../test/support/samples.js';
import { workflowOver } from '../../../worker/test/support/engine-fixture.js';
import { WaitClock } from '../../src/observe/metrics/waits.js';

const CONTEXT: RunContext = {
  workflow: 'numbers',
  connector: 'numbers',
  action: 'update_profiles_in_hrflow',
  runId: 'run-1',
};

const NOTIFY: Notify = {
  url: 'https://example.com/hook',
  format: 'json',
  when: { fatal: true, failuresAbove: 0, recovered: true },
  allowPrivateAddress: false,
};

describe('metrics of what the engine does', () => {
  let events: EngineEvents;
  let registry: Registry;

  beforeEach(() => {
    events = createEngineEvents();
    registry = createRegistry();
    const workflow = workflowOver(
      { pull: () => ({ items: [], next: null }), push: () => 'written' },
      { schedule: { every: 1000 }, notify: NOTIFY },
    );
    measureEngineEvents(events, registry, new Map([[workflow.id, workflow]]));
  });

  it('start at 0, so that a first failure is an increase', async () => {
    for (const series of [
      'hrflow_sync_items_total{workflow="numbers",connector="numbers",action="update_profiles_in_hrflow",event="write_failure"}',
      'hrflow_sync_dead_letters_total{workflow="numbers"}',
      'hrflow_sync_dead_letters_expired_total{workflow="numbers"}',
      'hrflow_sync_runs_total{workflow="numbers",outcome="fatal"}',
      'hrflow_sync_run_duration_seconds_count{workflow="numbers"}',
      'hrflow_sync_ticks_skipped_total{workflow="numbers",reason="running"}',
      'hrflow_sync_notices_total{workflow="numbers",outcome="sent"}',
      'hrflow_sync_notices_total{workflow="numbers",outcome="failed"}',
      'hrflow_sync_retries_total{queue="pushes"}',
      'hrflow_sync_lock_losses_total{queue="pushes"}',
      'hrflow_sync_stalled_jobs_total{queue="runs"}',
      'hrflow_sync_rate_limited_seconds_total{connector="numbers",reason="provider"}',
      'hrflow_sync_http_requests_total{connector="numbers",code="200"}',
      'hrflow_sync_http_request_duration_seconds_count{connector="numbers"}',
      'hrflow_sync_process_errors_total{component="redis"}',
    ]) {
      expect(await valueOf(registry, series), series).to.equal(0);
    }
  });

  it('count what became of messages to webhooks, and dead letters that expired', async () => {
    const told = { workflow: 'numbers', runId: 'run-1', kind: 'fatal' };
    events.emit('notice.sent', told);
    events.emit('notice.sent', told);
    events.emit('notice.failed', { ...told, error: new Error('down') });
    events.emit('deadLetters.expired', { workflow: 'numbers', runId: 'run-1', count: 12 });
    const value = (series: string) => valueOf(registry, series);
    expect(await value('hrflow_sync_notices_total{workflow="numbers",outcome="sent"}')).to.equal(2);
    expect(await value('hrflow_sync_notices_total{workflow="numbers",outcome="failed"}')).to.equal(1);
    expect(await value('hrflow_sync_dead_letters_expired_total{workflow="numbers"}')).to.equal(12);
  });

  it('keep to their number of series, whatever others send', async () => {
    const flood = (): void => {
      for (let index = 0; index < 5_000; index++) {
        const strange = { ...CONTEXT, workflow: `w-${index}`, connector: `c-${index}`, action: `a-${index}` };
        events.emit('items.counted', { ...strange, event: 'write_success', count: 1 });
        events.emit('job.rateLimited', {
          ...strange,
          queue: 'pushes',
          jobId: `job-${index}`,
          delayMs: 1000,
          code: 'rate_limited',
        });
        events.emit('http.exchange', {
          provider: `p-${index}`,
          method: 'GET',
          outcome: index,
          durationMs: 1,
        });
        events.emit('notice.sent', { workflow: `w-${index}`, runId: null, kind: `k-${index}` });
        events.emit('deadLetters.expired', { workflow: `w-${index}`, runId: `run-${index}`, count: 1 });
        events.emit('tick.skipped', { workflow: `w-${index}`, because: 'running', runId: null });
        events.emit('lock.lost', { queue: 'pushes', jobId: `job-${index}` });
      }
    };
    flood();
    const once = samplesOf(await registry.metrics()).size;
    expect(once).to.be.lessThan(2_000);
    flood();
    expect(samplesOf(await registry.metrics()).size).to.equal(once);
  });

  it('show no id of a run, a job or an item', async () => {
    const jobId = 'run-1-i7';
    const error = new Error('no');
    events.emit('job.retrying', {
      ...CONTEXT,
      queue: 'pushes',
      jobId,
      reference: 'candidate-7',
      attempt: 1,
      delayMs: 1,
      error,
    });
    events.emit('lock.lost', { queue: 'pushes', jobId });
    events.emit('job.stalled', { queue: 'pushes', jobId });
    const page = await registry.metrics();
    expect(page).to.contain('hrflow_sync_stalled_jobs_total{queue="pushes"} 1');
    expect(page).to.not.match(/run-1|candidate-7/);
  });

  it('tell waits a provider asked for from those that keep to its published limit', async () => {
    const where = { ...CONTEXT, queue: 'pushes', jobId: 'job', delayMs: 60_000 };
    events.emit('job.rateLimited', { ...where, code: 'limit_reached' });
    events.emit('job.rateLimited', { ...where, code: 'stopped' });
    const series = (reason: string) =>
      `hrflow_sync_rate_limited_seconds_total{connector="numbers",reason="${reason}"}`;
    expect(await valueOf(registry, series('policy'))).to.be.within(0.000001, 30);
    expect(await valueOf(registry, series('provider'))).to.equal(0);
  });
});

describe('seconds spent waiting', () => {
  it('are those of the clock: many jobs that wait for one minute are one minute', () => {
    const clock = new WaitClock();
    for (let job = 0; job < 60; job++) clock.wait(1_000, 60_000);
    expect(clock.elapsedSeconds(31_000)).to.equal(30);
    expect(clock.elapsedSeconds(31_000)).to.equal(0);
    expect(clock.elapsedSeconds(500_000)).to.equal(30);
  });

  it('go on when a wait is made longer, and pause between two', () => {
    const clock = new WaitClock();
    clock.wait(0, 10_000);
    clock.wait(5_000, 10_000);
    expect(clock.elapsedSeconds(20_000)).to.equal(15);
    clock.wait(100_000, 10_000);
    expect(clock.elapsedSeconds(105_000)).to.equal(5);
  });
});
