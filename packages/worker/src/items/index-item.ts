import type { PushJob, TouchOutcome } from '@hrflow-sync/core';
import type { Engine } from '../engine.js';
import { emailOf } from './email.js';

/**
 * Notes that a run ended an item, for a workflow that asks for it. Nothing depends on it: when it can't be noted,
 * the item has ended all the same.
 * @param prepared the formatted item, as JSON, where it came that far
 */
export async function indexItem(
  engine: Engine,
  { workflowId, runId, reference }: PushJob,
  outcome: TouchOutcome,
  prepared: string | undefined,
): Promise<void> {
  if (reference === null || !engine.runtimes.find(workflowId)?.itemIndex) return;
  const email = prepared === undefined ? undefined : emailOf(JSON.parse(prepared));
  try {
    await engine.itemIndex.note(workflowId, { reference, email, runId, outcome, atMs: Date.now() });
  } catch (error) {
    engine.events.emit('process.error', { component: 'pushes', error: error as Error });
  }
}
