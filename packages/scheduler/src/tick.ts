import {
  QUEUES,
  requestRun,
  scheduledRunId,
  type EngineEvents,
  type Ledger,
  type OpenQueues,
  type Pauses,
  type TickJob,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';

/**
 * Asks for the run of a tick. A tick that finds one in flight, or its workflow
 * paused, is counted as skipped.
 */
export function tickProcessor(queues: OpenQueues, ledger: Ledger, pauses: Pauses, events: EngineEvents) {
  return async (job: Job<TickJob>): Promise<void> => {
    const { workflowId } = QUEUES.ticks.payload.parse(job.data);
    const due = dueAt(job);
    // Handled before by a scheduler that died before it could say so.
    if (await ledger.wasTickSkipped(workflowId, due)) return;
    const skip = async (because: 'running' | 'paused', runId: string | null): Promise<void> => {
      await ledger.tickSkipped(workflowId, due, runId);
      events.emit('tick.skipped', { workflow: workflowId, because, runId });
    };
    if (await pauses.find(workflowId)) return skip('paused', null);
    const runId = scheduledRunId(workflowId, due);
    const ticket = await requestRun(queues, { workflowId, trigger: 'schedule', runId });
    if (!ticket.added) await skip('running', ticket.runId);
  };
}

/**
 * The tick's own time, not now: a tick handled twice asks for one run. Not when its job was made either,
 * which is when the tick before it was handled: two ticks can share that.
 */
function dueAt({ timestamp, opts }: Job): number {
  return timestamp + (opts.delay ?? 0);
}
