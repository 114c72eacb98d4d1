import { RejectedItemError, type ExchangeRecorder } from '@hrflow-sync/connectors';
import { checkOverrides, UnrunnableWorkflowError, type PullJob, type PushJob } from '@hrflow-sync/core';
import type { Engine } from './engine.js';
import type { Work, WorkflowRuntime } from './runtime.js';

/**
 * A workflow with the parameters a pull or push asks for. They were checked when its run started: those that
 * are no parameters now are somebody else's, or an older release's, and no reason to pause the workflow.
 * @throws RejectedItemError `payload_invalid`, and what {@link Runtimes.openFor} throws
 */
export function openAsAsked(
  { runtimes }: Engine,
  jobId: string,
  work: Work,
  { workflowId, overrides }: PullJob | PushJob,
  recorder?: ExchangeRecorder,
): WorkflowRuntime {
  try {
    return runtimes.openFor(jobId, workflowId, work, overrides, recorder);
  } catch (error) {
    const workflow = runtimes.lastKnown(workflowId);
    if (!overrides || !workflow || !(error instanceof UnrunnableWorkflowError)) throw error;
    const [problem] = checkOverrides(workflow, overrides);
    if (!problem) throw error;
    throw new RejectedItemError(`${problem.path}: ${problem.message}`, {
      code: 'payload_invalid',
      cause: error,
    });
  }
}
