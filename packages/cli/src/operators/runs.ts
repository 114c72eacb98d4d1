import { toRunResult, UserError, type Pause, type RunRecord } from '@hrflow-sync/core';
import type { Colors } from 'picocolors/types.js';
import { phaseOf } from '../progress/snapshot.js';
import { amount, countsOf, describeResult, statusInWords } from '../progress/words.js';
import { colorsFor } from '../terminal.js';
import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';
import { styleFor, table } from './table.js';

/** What can be asked for with `--status`. */
export const RUN_STATUSES = ['running', 'cancelling', 'success', 'success_with_failures', 'fatal'] as const;

/** Latest runs that are looked at for one with the status asked for. */
const RUNS_SEARCHED = 1_000;

export interface RunsOptions {
  readonly limit: number;
  readonly status?: string;
  readonly json: boolean;
}

/** The latest runs, newest first. */
export async function listRuns(
  { ledger, environment }: Desk,
  workflowId: string | undefined,
  { limit, status, json }: RunsOptions,
): Promise<string> {
  const latest = await ledger.latestRuns(status === undefined ? limit : RUNS_SEARCHED, workflowId);
  const records = latest
    .filter((record) => status === undefined || statusOf(record) === status)
    .slice(0, limit);
  if (json) return JSON.stringify(records.map(toDocument), null, 2);
  const [first] = records;
  if (!first) return 'No runs.';
  const colors = colorsFor(process.stdout, environment);
  const numbers = countsOf(first.events).map(([name]) => name);
  const rows = records.map((record) => [
    record.runId,
    record.workflowId,
    // To the second: what people compare.
    record.startedAt.replace(/\.\d+Z$/, 'Z'),
    statusInWords(statusOf(record), colors),
    ...countsOf(record.events).map(([, count]) => amount(count)),
  ]);
  const head = ['run', 'workflow', 'started', 'status', ...numbers];
  return table(head, rows, { numbers, paintHead: styleFor(process.stdout, environment).paintHead });
}

/** One run, and why its workflow is paused if it is. */
export async function showRun(desk: Desk, runId: string, { json }: { json: boolean }): Promise<string> {
  const { ledger, pauses, waits, environment } = desk;
  const record = await findRun(ledger, runId);
  const pause = await pauses.find(record.workflowId);
  if (json) return JSON.stringify({ ...toDocument(record), paused: pauseDocument(pause) }, null, 2);
  const colors = colorsFor(process.stdout, environment);
  const state =
    record.finishedAt === undefined
      ? ongoing(record, (await waits.of(runId)).retrying)
      : describeResult(toRunResult(record), colors);
  const errors = Object.entries(record.lastErrors).map(([event, message]) => `  last ${event}: ${message}`);
  const told = pause ? [describePause(record.workflowId, pause)] : [];
  return [state, ...ended(record), ...errors, ...told, ...nextSteps(record, colors)].join('\n');
}

/** Cancels a run: it reads no further page. */
export async function cancelRun(
  { ledger, audit }: Desk,
  runId: string,
  { json }: { json: boolean },
): Promise<string> {
  const { workflowId } = await findRun(ledger, runId);
  await recordCommand(audit, { action: 'cancel', target: `run ${runId}`, detail: workflowId });
  const cancelled = await ledger.cancel(runId);
  if (json) return JSON.stringify({ run_id: runId, cancelled }, null, 2);
  return cancelled
    ? `Run ${runId} reads no further page; what it has read is still pushed.`
    : `Run ${runId} had ended already.`;
}

export function describePause(workflowId: string, { code, message, at }: Pause): string {
  return `${workflowId} is paused since ${at}: ${message} [${code}]\nMend it, then: hrflow-sync resume ${workflowId}`;
}

/** @throws {@link UserError} `run_not_found` */
export async function findRun(ledger: Desk['ledger'], runId: string): Promise<RunRecord> {
  const record = await ledger.read(runId);
  if (record) return record;
  throw new UserError(`There is no run "${runId}". "hrflow-sync runs" lists them.`, {
    code: 'run_not_found',
  });
}

function statusOf(record: RunRecord): (typeof RUN_STATUSES)[number] {
  if (record.finishedAt === undefined) return record.cancelled ? 'cancelling' : 'running';
  return toRunResult(record).status;
}

function ongoing(record: RunRecord, retrying: number): string {
  const counts = [...countsOf(record.events), ['retrying', retrying] as const];
  const width = Math.max(...counts.map(([name]) => name.length));
  return [
    `Run ${record.runId} of ${record.workflowId}: ${phaseOf(record)}`,
    ...counts.map(([name, count]) => `  ${name.padEnd(width)}  ${amount(count).padStart(9)}`),
  ].join('\n');
}

/** What the counts call discarded, and no logic did. */
function ended({ dropped, expired }: RunRecord): string[] {
  return [
    ...(dropped > 0 ? [`  of the discarded, dropped by a person: ${amount(dropped)}`] : []),
    ...(expired > 0 ? [`  of the discarded, expired dead letters: ${amount(expired)}`] : []),
  ];
}

/** What an operator may want to do about a run. */
function nextSteps({ runId, finishedAt, events, dryRun }: RunRecord, { dim }: Colors): string[] {
  if (finishedAt === undefined) {
    return [
      dim(`Follow it: hrflow-sync status ${runId} --watch`),
      dim(`Cancel it: hrflow-sync cancel ${runId}`),
    ];
  }
  const failed = events.write_failure + events.logics_failure + events.format_failure;
  if (failed === 0 || dryRun) return [];
  return [dim(`Its dead letters: hrflow-sync failures ${runId}`)];
}

function pauseDocument(pause: Pause | undefined): object | null {
  return pause ? { code: pause.code, message: pause.message, at: pause.at, run_id: pause.runId } : null;
}

/** A run as scripts get it: the result's fields, and what only the ledger knows. */
function toDocument(record: RunRecord): object {
  const { trigger, dryRun, cancelled, dropped, expired, pages, outstanding } = record;
  const more = { trigger, dry_run: dryRun, cancelled, dropped, expired, pages, outstanding };
  return { ...toRunResult(record), status: statusOf(record), ...more, last_errors: record.lastErrors };
}
