import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';

interface Output {
  readonly json: boolean;
}

/** Pauses a workflow, which stays paused through restarts. */
export async function pauseWorkflow(
  { pauses, audit }: Desk,
  workflowId: string,
  { reason, json }: Output & { readonly reason: string },
): Promise<string> {
  await recordCommand(audit, { action: 'pause', target: workflowId, detail: reason });
  const at = new Date().toISOString();
  const changed = await pauses.pause(workflowId, { code: 'operator', message: reason, at, runId: null });
  if (json) return document(workflowId, true, changed);
  return changed ? `${workflowId} is paused.` : `${workflowId} was paused already.`;
}

/** Lets a paused workflow go on. */
export async function resumeWorkflow(
  { pauses, audit }: Desk,
  workflowId: string,
  { json }: Output,
): Promise<string> {
  await recordCommand(audit, { action: 'resume', target: workflowId });
  const changed = await pauses.resume(workflowId);
  if (json) return document(workflowId, false, changed);
  return changed ? `${workflowId} goes on within seconds.` : `${workflowId} was not paused.`;
}

/** `changed` is false when it was so already. */
function document(workflowId: string, paused: boolean, changed: boolean): string {
  return JSON.stringify({ workflow_id: workflowId, paused, changed }, null, 2);
}
