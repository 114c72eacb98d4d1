import type { EventCounts } from './events.js';

export const RUN_STATUSES = ['success', 'success_with_failures', 'fatal'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Why a run ended as it did; the names are those of hrflow-connectors. */
export const REASONS = [
  'none',
  'workflow_id_not_found',
  'origin_is_not_readable',
  'target_is_not_writable',
  'origin_does_not_support_incremental',
  'backend_not_configured',
  'event_parsing_failure',
  'getting_incremental_token_failure',
  'mode_not_supported_by_origin',
  'mode_not_supported_by_target',
  'bad_origin_parameters',
  'bad_target_parameters',
  'format_failure',
  'logics_failure',
  'read_failure',
  'write_failure',
] as const;

export type Reason = (typeof REASONS)[number];

/** What a run came to: the document `hrflow-sync run --json` ends with. */
export interface RunResult {
  readonly run_id: string;
  readonly workflow_id: string;
  readonly status: RunStatus;
  readonly reason: Reason;
  readonly incremental: boolean;
  readonly incremental_token: string | null;
  readonly events: EventCounts;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** ISO 8601, UTC. */
  readonly finished_at: string;
  /** Why the run is fatal, in words an operator can act on. */
  readonly message?: string;
}

export interface Outcome {
  readonly status: RunStatus;
  readonly reason: Reason;
}

/**
 * Status and reason of a finished run, by the rules of hrflow-connectors (core/run.py:96-177), except
 * that a run in which nothing was left to format is not a format failure.
 */
export function deriveOutcome(events: EventCounts): Outcome {
  const read = events.read_success;
  const fatal = (reason: Reason): Outcome => ({ status: 'fatal', reason });
  if (read === 0)
    return events.read_failure > 0 ? fatal('read_failure') : { status: 'success', reason: 'none' };
  if (events.logics_failure === read) return fatal('logics_failure');
  const reachedFormat = read - events.logics_failure - events.logics_discard;
  if (reachedFormat > 0 && events.format_failure === reachedFormat) return fatal('format_failure');
  const reachedWrite = reachedFormat - events.format_failure;
  if (reachedWrite > 0 && events.write_failure === reachedWrite) return fatal('write_failure');
  const failures =
    events.read_failure +
    events.format_failure +
    events.logics_failure +
    events.write_failure +
    events.callback_failure +
    events.getting_incremental_token_failure;
  return { status: failures > 0 ? 'success_with_failures' : 'success', reason: 'none' };
}
