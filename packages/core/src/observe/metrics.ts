import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Workflow } from '../workflow/workflow.js';
import { EVENT_NAMES } from '../run/events.js';
import type { EngineEvents } from './engine-events.js';

const RUN_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 14_400];
const HTTP_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A registry with the process' own metrics. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hrflow_sync_' });
  return registry;
}

/**
 * Counts what the engine says. Every process counts what it did itself, so several workers add up;
 * series of known workflows start at 0, so that a first failure is an increase.
 */
export function measureEngineEvents(
  events: EngineEvents,
  registry: Registry,
  workflows: ReadonlyMap<string, Workflow>,
): void {
  const registers = [registry];
  const items = new Counter({
    name: 'hrflow_sync_items_total',
    help: 'Items by what happened to them.',
    labelNames: ['workflow', 'connector', 'action', 'event'],
    registers,
  });
  const retries = new Counter({
    name: 'hrflow_sync_retries_total',
    help: 'Jobs that failed and were put back to be tried again.',
    labelNames: ['queue'],
    registers,
  });
  const rateLimitedSeconds = new Counter({
    name: 'hrflow_sync_rate_limited_seconds_total',
    help: 'Seconds jobs were told to wait by the other side.',
    labelNames: ['connector'],
    registers,
  });
  const processErrors = new Counter({
    name: 'hrflow_sync_process_errors_total',
    help: 'Errors that belong to no single job.',
    labelNames: ['component'],
    registers,
  });
  for (const workflow of workflows.values()) {
    const labels = {
      workflow: workflow.id,
      connector: workflow.action.connector.subtype,
      action: workflow.action.name,
    };
    for (const event of EVENT_NAMES) items.inc({ ...labels, event }, 0);
  }
  events.on('items.counted', ({ workflow, connector, action, event, count }) =>
    items.inc({ workflow, connector, action, event }, count),
  );
  events.on('job.retrying', ({ queue }) => retries.inc({ queue }));
  events.on('job.rateLimited', ({ connector, delayMs }) =>
    rateLimitedSeconds.inc({ connector }, delayMs / 1000),
  );
  events.on('process.error', ({ component }) => processErrors.inc({ component }));
  measureRuns(events, registers);
  measureTicks(events, registers);
  measureHttp(events, registers);
}

function measureRuns(events: EngineEvents, registers: Registry[]): void {
  const runs = new Counter({
    name: 'hrflow_sync_runs_total',
    help: 'Finished runs by outcome.',
    labelNames: ['workflow', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'hrflow_sync_run_duration_seconds',
    help: 'Time from the start of a run to its end.',
    labelNames: ['workflow'],
    buckets: RUN_SECONDS,
    registers,
  });
  const lastSuccess = new Gauge({
    name: 'hrflow_sync_last_success_timestamp_seconds',
    help: 'When a run of this workflow last ended without being fatal.',
    labelNames: ['workflow'],
    registers,
  });
  events.on('run.finished', ({ workflow, result, durationMs }) => {
    runs.inc({ workflow, outcome: result.status });
    duration.observe({ workflow }, durationMs / 1000);
    if (result.status !== 'fatal') lastSuccess.set({ workflow }, Date.parse(result.finished_at) / 1000);
  });
}

function measureTicks(events: EngineEvents, registers: Registry[]): void {
  const skipped = new Counter({
    name: 'hrflow_sync_ticks_skipped_total',
    help: 'Ticks of a schedule that asked for no run.',
    labelNames: ['workflow', 'because'],
    registers,
  });
  const missed = new Counter({
    name: 'hrflow_sync_ticks_missed_total',
    help: 'Ticks of a schedule that passed while nothing could handle them.',
    labelNames: ['workflow'],
    registers,
  });
  events.on('tick.skipped', ({ workflow, because }) => skipped.inc({ workflow, because }));
  events.on('ticks.missed', ({ workflow, count }) => missed.inc({ workflow }, count));
}

function measureHttp(events: EngineEvents, registers: Registry[]): void {
  const requests = new Counter({
    name: 'hrflow_sync_http_requests_total',
    help: 'HTTP requests by connector and status code, or error code where no answer came.',
    labelNames: ['connector', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'hrflow_sync_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['connector'],
    buckets: HTTP_SECONDS,
    registers,
  });
  events.on('http.exchange', ({ provider, outcome, durationMs }) => {
    requests.inc({ connector: provider, outcome: String(outcome) });
    duration.observe({ connector: provider }, durationMs / 1000);
  });
}
