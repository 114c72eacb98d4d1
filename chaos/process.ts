/*
 * A worker or a scheduler in a process of its own, as the suite starts it: with a short lock time where that
 * only shortens a wait, and able to kill or freeze itself at a milestone. The parent hears what it does.
 */
import { createEngineEvents, loadWorkflows } from '@hrflow-sync/core';
import { startScheduler } from '@hrflow-sync/scheduler';
import { startWorker, WorkerConfig, type Milestone } from '@hrflow-sync/worker';
import type { Order, Report } from './engine-process.js';

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const report = (message: Report): void => void process.send?.(message, () => undefined);

const events = createEngineEvents();
events.on('job.retrying', ({ jobId, error }) =>
  report({ kind: 'retrying', what: `${jobId}: ${error.message}` }),
);
events.on('process.error', ({ component, error }) =>
  report({ kind: 'error', what: `${component}: ${error.message}` }),
);

let passed = 0;
function onMilestone(milestone: Milestone): void {
  if (milestone !== order.strike?.at || ++passed !== order.strike.nth) return;
  process.kill(process.pid, order.strike.signal);
}

const { workflows } = await loadWorkflows(order.workflowsDir);
const common = { redisUrl: order.redisUrl, prefix: order.prefix, workflows, events };
const part =
  order.role === 'scheduler'
    ? await startScheduler(common)
    : await startWorker({
        ...common,
        environment: process.env,
        config: WorkerConfig.parse(order.config),
        ...(order.lockDurationMs === undefined ? {} : { lockDurationMs: order.lockDurationMs }),
        onMilestone,
      });
report({ kind: 'ready' });

process.once('SIGTERM', () => {
  void part.close().then(() => process.disconnect());
});
// Nothing outlives the suite.
process.once('disconnect', () => process.exit());
