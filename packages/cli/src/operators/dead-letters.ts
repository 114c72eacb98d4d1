import { auditedItem, UserError, type DeadLetterFilter, type FoundDeadLetter } from '@hrflow-sync/core';
import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';
import { findRun } from './runs.js';
import { styleFor, table } from './table.js';

/** Which dead letters, as given on the command line. */
export interface Selection {
  readonly workflow?: string;
  readonly reference?: string;
  readonly code?: string;
  readonly all?: boolean;
}

interface Output {
  readonly json: boolean;
}

/** The dead letters of a selection. */
export async function listDeadLetters(
  { letters, ledger, environment }: Desk,
  runId: string | undefined,
  selection: Selection,
  { json }: Output,
): Promise<string> {
  // A misspelt run has no dead letters either, and would look fine.
  if (runId !== undefined) await findRun(ledger, runId);
  const found = await letters.find(filterOf(runId, selection));
  if (json) return JSON.stringify(found.map(toDocument), null, 2);
  if (found.length === 0) return 'No dead letters.';
  // Of one run, it would be the same words in each line.
  const where = runId === undefined ? ['run', 'workflow'] : [];
  const rows = found.map((letter) => [
    ...(runId === undefined ? [letter.runId, letter.workflowId] : []),
    letter.reference ?? '',
    letter.event,
    letter.code,
    letter.message.replace(/\s+/g, ' '),
  ]);
  const head = [...where, 'reference', 'event', 'code', 'message'];
  return table(head, rows, styleFor(process.stdout, environment));
}

/** Puts the dead letters of a selection back to be pushed. */
export async function retryDeadLetters(
  { letters, ledger, audit }: Desk,
  runId: string | undefined,
  selection: Selection,
  { json }: Output,
): Promise<string> {
  const found = await select({ letters, ledger }, runId, selection);
  await recordCommand(audit, { action: 'retry', ...wordsOf(runId, selection, found.length) });
  let retried = 0;
  for (const letter of found) if (await letters.retry(letter)) retried++;
  const gone = found.length - retried;
  if (json) return JSON.stringify({ retried, gone }, null, 2);
  return `${retried} put back to be pushed${gone > 0 ? `; ${gone} are on their way already or gone` : ''}.`;
}

/** Ends the dead letters of a selection without their items ever being written. */
export async function dropDeadLetters(
  { letters, ledger, audit }: Desk,
  runId: string | undefined,
  selection: Selection,
  { reason, json }: Output & { readonly reason: string },
): Promise<string> {
  const found = await select({ letters, ledger }, runId, selection);
  const { target, detail } = wordsOf(runId, selection, found.length);
  await recordCommand(audit, { action: 'drop', target, detail: `${detail}: ${reason}` });
  for (const letter of found) await letters.drop(letter, reason);
  return json ? JSON.stringify({ dropped: found.length }, null, 2) : `${found.length} dropped.`;
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
    reference === undefined ? undefined : auditedItem(reference),
    code === undefined ? undefined : `code ${code}`,
  ].filter((part) => part !== undefined);
  return {
    target: parts.length > 0 ? parts.join(', ') : 'all dead letters',
    detail: `${count} dead ${count === 1 ? 'letter' : 'letters'}`,
  };
}

async function select(
  { letters, ledger }: Pick<Desk, 'letters' | 'ledger'>,
  runId: string | undefined,
  selection: Selection,
): Promise<FoundDeadLetter[]> {
  const filter = filterOf(runId, selection);
  if (Object.values(filter).every((value) => value === undefined) && !selection.all) {
    throw new UserError('Say which dead letters: a run, --workflow, --reference, --code, or --all.', {
      code: 'selection_missing',
    });
  }
  if (runId !== undefined) await findRun(ledger, runId);
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

/** As the HTTP API tells it. */
function toDocument(letter: FoundDeadLetter): object {
  const { runId, workflowId, ordinal, reference, event, code, message, attempts, at } = letter;
  return { run_id: runId, workflow_id: workflowId, ordinal, reference, event, code, message, attempts, at };
}
