import { UserError, type DeadLetterFilter, type FoundDeadLetter } from '@hrflow-sync/core';
import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';
import { table } from './table.js';

/** Which dead letters, as given on the command line. */
export interface Selection {
  readonly workflow?: string;
  readonly reference?: string;
  readonly code?: string;
  readonly all?: boolean;
}

/** The dead letters of a selection. */
export async function listDeadLetters(
  { letters }: Desk,
  runId: string | undefined,
  selection: Selection,
  { json }: { json: boolean },
): Promise<string> {
  const found = await letters.find(filterOf(runId, selection));
  if (json) return JSON.stringify(found, null, 2);
  if (found.length === 0) return 'No dead letters.';
  const rows = found.map(({ runId: run, workflowId, reference, event, code, message }) => [
    run,
    workflowId,
    reference ?? '',
    event,
    code,
    message,
  ]);
  return table(['run', 'workflow', 'reference', 'event', 'code', 'message'], rows);
}

/** Puts the dead letters of a selection back to be pushed. */
export async function retryDeadLetters(
  { letters, audit }: Desk,
  runId: string | undefined,
  selection: Selection,
): Promise<string> {
  const found = await select(letters, runId, selection);
  await recordCommand(audit, { action: 'retry', ...wordsOf(runId, selection, found.length) });
  let retried = 0;
  for (const letter of found) if (await letters.retry(letter)) retried++;
  const rest = found.length - retried;
  return `${retried} put back to be pushed${rest > 0 ? `; ${rest} are on their way already or gone` : ''}.`;
}

/** Ends the dead letters of a selection without their items ever being written. */
export async function dropDeadLetters(
  { letters, audit }: Desk,
  runId: string | undefined,
  selection: Selection,
  reason: string,
): Promise<string> {
  const found = await select(letters, runId, selection);
  const { target, detail } = wordsOf(runId, selection, found.length);
  await recordCommand(audit, { action: 'drop', target, detail: `${detail}: ${reason}` });
  for (const letter of found) await letters.drop(letter, reason);
  return `${found.length} dropped.`;
}

/** A selection as the audit log tells it. */
function wordsOf(
  runId: string | undefined,
  { workflow, reference, code }: Selection,
  count: number,
): { target: string; detail: string } {
  const parts = [
    runId === undefined ? undefined : `run ${runId}`,
    workflow === undefined ? undefined : `workflow ${workflow}`,
    reference === undefined ? undefined : `item ${reference}`,
    code === undefined ? undefined : `code ${code}`,
  ].filter((part) => part !== undefined);
  return {
    target: parts.length > 0 ? parts.join(', ') : 'all dead letters',
    detail: `${count} dead ${count === 1 ? 'letter' : 'letters'}`,
  };
}

async function select(
  letters: Desk['letters'],
  runId: string | undefined,
  selection: Selection,
): Promise<FoundDeadLetter[]> {
  const filter = filterOf(runId, selection);
  if (Object.values(filter).every((value) => value === undefined) && !selection.all) {
    throw new UserError('Say which dead letters: a run, --workflow, --reference, --code, or --all.', {
      code: 'selection_missing',
    });
  }
  return letters.find(filter);
}

function filterOf(runId: string | undefined, { workflow, reference, code }: Selection): DeadLetterFilter {
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(workflow === undefined ? {} : { workflowId: workflow }),
    ...(reference === undefined ? {} : { reference }),
    ...(code === undefined ? {} : { code }),
  };
}
