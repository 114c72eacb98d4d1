import type { Trigger } from '../queues/catalogue.js';
import { noEvents, type EventCounts } from '../run/events.js';
import { deriveOutcome, type Reason, type RunResult } from '../run/result.js';

/** What kind of dead letter an item is: the event it counts as. */
export type DeadLetterEvent = 'logics_failure' | 'format_failure' | 'write_failure';

/** An item nobody could write, as the ledger tells it. The item itself stays in its failed job. */
export interface DeadLetter {
  readonly event: DeadLetterEvent;
  readonly ordinal: number;
  readonly reference: string | null;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A dead letter that was ended by a person, without its item ever being written. */
export interface DroppedLetter extends DeadLetter {
  readonly reason: string;
}

/** A run as the ledger keeps it: facts only; status and reason are derived. */
export interface RunRecord {
  readonly runId: string;
  readonly workflowId: string;
  readonly action: string;
  readonly trigger: Trigger;
  readonly dryRun: boolean;
  readonly incremental: boolean;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly pages: number;
  /** The origin was read to its end, or reading was given up. */
  readonly readingEnded: boolean;
  /** Items handed over as push jobs. */
  readonly kept: number;
  /** Handed over and neither settled nor dead. */
  readonly outstanding: number;
  readonly events: EventCounts;
  readonly token: string | null;
  /** The token that covers everything this run read; committed when it closes. */
  readonly pendingToken: string | undefined;
  /** Checks have passed and the first pull was added. */
  readonly opened: boolean;
  /** Someone cancelled it: it reads no further page, and what was handed over is still written. */
  readonly cancelled: boolean;
  /** Dead letters an operator dropped; they count as discarded. */
  readonly dropped: number;
  /** Dead letters that nobody retried or dropped in time; they count as discarded as well. */
  readonly expired: number;
  /** Dead letters that wait for somebody to retry or drop them. */
  readonly deadLetters: number;
  /** The last dead letter of each kind. */
  readonly lastErrors: Readonly<Partial<Record<DeadLetterEvent, string>>>;
  /** Set when the run ended before it read anything. */
  readonly fatal: { readonly reason: Reason; readonly code: string; readonly message: string } | undefined;
  /** Why reading broke off, where it did. */
  readonly readError: string | undefined;
  readonly version: string;
}

/** Reads a run's hash. */
export function toRunRecord(runId: string, hash: Readonly<Record<string, string>>): RunRecord {
  const count = (field: string): number => Number(hash[field] ?? 0);
  const events: EventCounts = {
    ...noEvents(),
    read_success: count('read'),
    read_failure: count('read_failure'),
    logics_discard: count('discarded') + count('late_discarded') + count('dropped') + count('expired'),
    logics_failure: count('failed_logics') + count('dead_logics_failure'),
    format_failure: count('failed_format') + count('dead_format_failure'),
    write_success: count('written'),
    write_failure: count('dead_write_failure'),
    unchanged: count('skipped') + count('unchanged'),
    callback_executed: count('callback_executed'),
    callback_failure: count('callback_failure'),
    getting_incremental_token_failure: count('getting_incremental_token_failure'),
  };
  const deadLetters =
    count('dead_logics_failure') + count('dead_format_failure') + count('dead_write_failure');
  const ended =
    count('written') +
    count('unchanged') +
    count('late_discarded') +
    count('dropped') +
    count('expired') +
    count('previewed') +
    deadLetters;
  return {
    runId,
    workflowId: hash['workflow_id'] ?? '',
    action: hash['action'] ?? '',
    trigger: (hash['trigger'] ?? 'manual') as Trigger,
    dryRun: hash['dry_run'] === '1',
    incremental: hash['incremental'] === '1',
    startedAt: hash['started_at'] ?? '',
    finishedAt: hash['finished_at'],
    pages: count('pages'),
    readingEnded: hash['reading_ended'] === '1',
    kept: count('kept'),
    outstanding: Math.max(0, count('kept') - ended),
    events,
    token: hash['token'] ?? null,
    pendingToken: hash['pending_token'],
    opened: hash['opened'] === '1',
    cancelled: hash['cancelled'] === '1',
    dropped: count('dropped'),
    expired: count('expired'),
    deadLetters,
    lastErrors: lastErrors(hash),
    fatal: hash['fatal_reason']
      ? {
          reason: hash['fatal_reason'] as Reason,
          code: hash['fatal_code'] ?? 'unknown',
          message: hash['fatal_message'] ?? '',
        }
      : undefined,
    readError: hash['read_error'],
    version: hash['version'] ?? '0',
  };
}

function lastErrors(hash: Readonly<Record<string, string>>): RunRecord['lastErrors'] {
  const kinds: DeadLetterEvent[] = ['logics_failure', 'format_failure', 'write_failure'];
  const told = kinds.flatMap((kind) =>
    hash[`last_${kind}`] === undefined ? [] : [[kind, hash[`last_${kind}`]]],
  );
  return Object.fromEntries(told) as RunRecord['lastErrors'];
}

/** The result of a run as it stands: right at any moment after its end, also when dead letters were retried. */
export function toRunResult(record: RunRecord): RunResult {
  const outcome = record.fatal
    ? { status: 'fatal' as const, reason: record.fatal.reason }
    : deriveOutcome(record.events);
  const message = record.fatal?.message ?? record.readError;
  return {
    run_id: record.runId,
    workflow_id: record.workflowId,
    ...outcome,
    incremental: record.incremental,
    incremental_token: record.token,
    events: record.events,
    started_at: record.startedAt,
    finished_at: record.finishedAt ?? '',
    ...(message === undefined ? {} : { message }),
  };
}
