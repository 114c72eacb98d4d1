import { Counter, Histogram } from 'prom-client';
import { RUN_STATUSES } from '../../run/result.js';
import type { Measured } from './engine.js';

const RUN_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 14_400];

/** When a run last succeeded has to outlive processes: `deployment.ts` reads it from the ledger. */
export function measureRuns({ events, registers, workflows, workflowLabel }: Measured): void {
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
  for (const workflow of workflows.keys()) {
    for (const outcome of RUN_STATUSES) runs.inc({ workflow, outcome }, 0);
    duration.zero({ workflow });
  }
  events.on('run.finished', ({ workflow, result, durationMs }) => {
    const label = workflowLabel(workflow);
    runs.inc({ workflow: label, outcome: result.status });
    duration.observe({ workflow: label }, durationMs / 1000);
  });
}
