/*
 * A worker or a scheduler in a process of its own, as the suite starts it: with a short lock time where that
 * only shortens a wait, and able to kill or freeze itself at a milestone. The parent hears what it does.
 * Plain JavaScript, because it starts in half the time, and it starts hundreds of times.
 */
import { createEngineEvents, FolderWatch, WorkflowFolder } from '@hrflow-sync/core';
import { startScheduler } from '@hrflow-sync/scheduler';
import { startWorker, WorkerConfig } from '@hrflow-sync/worker';

/** @typedef {import('./engine-process.js').Order} Order */
/** @typedef {import('./engine-process.js').Report} Report */

const order = /** @type {Order} */ (JSON.parse(process.argv[2] ?? '{}'));
const trueNow = Date.now;
const aheadMs = order.clockAheadMs ?? 0;
if (aheadMs !== 0) Date.now = () => trueNow() + aheadMs;
const report = (/** @type {Report} */ message) => void process.send?.(message, () => undefined);

const events = createEngineEvents();
events.on('job.retrying', ({ jobId, error }) =>
  report({ kind: 'retrying', what: `${jobId}: ${error.message}` }),
);
events.on('process.error', ({ component, error }) =>
  report({ kind: 'error', what: `${component}: ${error.message}` }),
);

let passed = 0;
/** @param {import('@hrflow-sync/worker').Milestone} milestone */
function onMilestone(milestone) {
  if (milestone !== order.strike?.at || ++passed !== order.strike.nth) return;
  process.kill(process.pid, order.strike.signal);
}

const folder = await WorkflowFolder.open(order.workflowsDir);
const common = { redis: order.redisUrl, prefix: order.prefix, events };

async function startFollowing() {
  const scheduler = await startScheduler({ ...common, files: folder });
  const watch = new FolderWatch(folder, {
    events,
    onChange: () =>
      void scheduler
        .reconcile()
        .catch((/** @type {Error} */ error) =>
          events.emit('process.error', { component: 'scheduler', error }),
        ),
  });
  return {
    async close() {
      await watch.close();
      await scheduler.close();
    },
  };
}

const part =
  order.role === 'scheduler'
    ? await startFollowing()
    : await startWorker({
        ...common,
        workflows: folder.workflows,
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
