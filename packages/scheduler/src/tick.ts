import {
  QUEUES,
  requestRun,
  scheduledRunId,
  type EngineEvents,
  type Ledger,
  type OpenQueues,
  type TickJob,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';

/** Asks for the run of a tick. A tick that finds a run in flight is counted as skipped. */
export function tickProcessor(queues: OpenQueues, ledger: Ledger, events: EngineEvents) {
  return async (job: Job<TickJob>): Promise<void> => {
    const { workflowId } = QUEUES.ticks.payload.parse(job.data);
    const runId = scheduledRunId(workflowId, dueAt(job));
    const ticket = await requestRun(queues, { workflowId, trigger: 'schedule', runId });
    if (ticket.added) return;
    await ledger.tickSkipped(workflowId, ticket.runId, new Date());
    events.emit('tick.skipped', { workflow: workflowId, runningRunId: ticket.runId });
  };
}

/**
 * The tick's own time, not now: a tick handled twice asks for one run. Not when its job was made either,
 * which is when the tick before it was handled: two ticks can share that.
 */
function dueAt({ timestamp, opts }: Job): number {
  return timestamp + (opts.delay ?? 0);
}
