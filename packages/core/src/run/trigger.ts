import { type RunJob, type Trigger } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { newRunId } from './run-id.js';

export interface RunRequest {
  readonly workflowId: string;
  readonly trigger: Trigger;
  readonly dryRun?: boolean;
  /** Default: a new id. A tick gives its own, so that one tick is one run. */
  readonly runId?: string;
}

/** Either a new run, or the one that is in flight already. */
export interface RunTicket {
  readonly runId: string;
  readonly added: boolean;
}

/** Asks for a run. At most one run of a workflow is in flight; a second request gets the first one's id. */
export async function requestRun(queues: OpenQueues, request: RunRequest): Promise<RunTicket> {
  const runId = request.runId ?? newRunId(Date.now());
  const payload: RunJob = {
    v: 1,
    workflowId: request.workflowId,
    trigger: request.trigger,
    dryRun: request.dryRun ?? false,
  };
  const job = await queues.runs.add(request.workflowId, payload, {
    jobId: runId,
    deduplication: { id: request.workflowId },
  });
  return { runId: job.id ?? runId, added: job.id === runId };
}
