import {
  toRunResult,
  type Pause as Paused,
  type RunRecord,
  type Workflow as Configured,
} from '@hrflow-sync/core';
import type { z } from 'zod';
import type { Pause, Run, Schedule, Workflow } from './documents.js';

/** A run as the API shows it. */
export function runDocument(record: RunRecord): z.output<typeof Run> {
  const { trigger, dryRun, cancelled, dropped, expired, pages, outstanding, lastErrors } = record;
  return {
    ...toRunResult(record),
    status: statusOf(record),
    finished_at: record.finishedAt ?? null,
    trigger,
    dry_run: dryRun,
    cancelled,
    dropped,
    expired,
    pages,
    outstanding,
    last_errors: { ...lastErrors },
  };
}

export function statusOf(record: RunRecord): z.output<typeof Run>['status'] {
  if (record.finishedAt === undefined) return record.cancelled ? 'cancelling' : 'running';
  return toRunResult(record).status;
}

/** What the API knows of a workflow besides its definition. */
export interface Standing {
  readonly nextRunAt: Date | undefined;
  readonly pause: Paused | undefined;
  readonly lastRun: RunRecord | undefined;
}

export function workflowDocument(
  { id, action, enabled, schedule, incremental, persist }: Configured,
  { nextRunAt, pause, lastRun }: Standing,
): z.output<typeof Workflow> {
  return {
    id,
    action: action.name,
    connector: action.connector.subtype,
    direction: action.direction,
    enabled,
    schedule: schedule === undefined ? null : scheduleDocument(schedule),
    next_run_at: nextRunAt?.toISOString() ?? null,
    incremental,
    persist,
    paused: pause === undefined ? null : pauseDocument(pause),
    last_run: lastRun === undefined ? null : runDocument(lastRun),
  };
}

function scheduleDocument(schedule: NonNullable<Configured['schedule']>): z.output<typeof Schedule> {
  const { misfire = 'once' } = schedule;
  if ('every' in schedule) return { every_ms: schedule.every, misfire };
  return { cron: schedule.cron, timezone: schedule.timezone ?? 'UTC', misfire };
}

function pauseDocument({ code, message, at, runId }: Paused): z.output<typeof Pause> {
  return { code, message, at, run_id: runId };
}
