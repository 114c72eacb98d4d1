import { toRunResult, UserError, type Pause, type RunRecord } from '@hrflow-sync/core';
import pc from 'picocolors';
import { countsOf, describeResult, phaseOf } from '../progress/words.js';
import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';
import { table } from './table.js';

/** The latest runs, newest first. */
export async function listRuns(
  { ledger }: Desk,
  workflowId: string | undefined,
  { limit, json }: { limit: number; json: boolean },
): Promise<string> {
  const records = await ledger.latestRuns(limit, workflowId);
  if (json) return JSON.stringify(records.map(toDocument), null, 2);
  if (records.length === 0) return 'No runs.';
  const [first] = records;
  const head = [
    'run',
    'workflow',
    'started',
    'status',
    ...(first ? countsOf(first).map(([name]) => name) : []),
  ];
  const rows = records.map((record) => [
    record.runId,
    record.workflowId,
    record.startedAt,
    statusOf(record),
    ...countsOf(record).map(([, count]) => String(count)),
  ]);
  return table(head, rows);
}

/** One run, and why its workflow is paused if it is. */
export async function showRun(
  { ledger, pauses }: Desk,
  runId: string,
  { json }: { json: boolean },
): Promise<string> {
  const record = await findRun(ledger, runId);
  const pause = await pauses.find(record.workflowId);
  if (json) return JSON.stringify({ ...toDocument(record), paused: pause ?? null }, null, 2);
  const state = record.finishedAt === undefined ? ongoing(record) : describeResult(toRunResult(record), pc);
  const errors = Object.entries(record.lastErrors).map(([event, message]) => `  last ${event}: ${message}`);
  return [state, ...errors, ...(pause ? [describePause(record.workflowId, pause)] : [])].join('\n');
}

/** Cancels a run: it reads no further page. */
export async function cancelRun({ ledger, audit }: Desk, runId: string): Promise<string> {
  const { workflowId } = await findRun(ledger, runId);
  await recordCommand(audit, { action: 'cancel', target: `run ${runId}`, detail: workflowId });
  if (await ledger.cancel(runId))
    return `Run ${runId} reads no further page; what it has read is still pushed.`;
  return `Run ${runId} had ended already.`;
}

export function describePause(workflowId: string, { code, message, at }: Pause): string {
  return `${workflowId} is paused since ${at}: ${message} [${code}]\nMend it, then: hrflow-sync resume ${workflowId}`;
}

function statusOf(record: RunRecord): string {
  if (record.finishedAt === undefined) return record.cancelled ? 'cancelling' : 'running';
  return toRunResult(record).status;
}

function ongoing(record: RunRecord): string {
  const counts = countsOf(record).map(([name, count]) => `  ${name} ${count}`);
  return [`Run ${record.runId} of ${record.workflowId}: ${phaseOf(record)}`, ...counts].join('\n');
}

/** A run as scripts get it: the result's fields, and what only the ledger knows. */
function toDocument(record: RunRecord): object {
  const { trigger, dryRun, cancelled, dropped, pages, outstanding, lastErrors } = record;
  const more = { trigger, dry_run: dryRun, cancelled, dropped, pages, outstanding, last_errors: lastErrors };
  return { ...toRunResult(record), status: statusOf(record), ...more };
}

async function findRun(ledger: Desk['ledger'], runId: string): Promise<RunRecord> {
  const record = await ledger.read(runId);
  if (record) return record;
  throw new UserError(`There is no run "${runId}". "hrflow-sync runs" lists them.`, {
    code: 'run_not_found',
  });
}
