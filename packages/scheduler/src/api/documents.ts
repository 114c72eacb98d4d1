import { EVENT_NAMES, REASONS } from '@hrflow-sync/core';
import { z } from 'zod';
import { API_ERRORS } from './errors.js';

/*
 * What the API says and takes. Field names are snake_case, as in hrflow-connectors; times are ISO 8601 in UTC.
 * openapi.ts makes the reference of these schemas, so that the two can't differ.
 */

const count = z.int().min(0);
const time = z.iso.datetime();
const values = z.record(z.string(), z.unknown());

const misfire = z.enum(['once', 'skip']).describe('What becomes of ticks that passed during an outage.');

export const Schedule = z
  .union([
    z.object({ cron: z.string(), timezone: z.string(), misfire }),
    z.object({ every_ms: z.int().describe('Milliseconds between two runs.'), misfire }),
  ])
  .describe('When the workflow runs on its own.')
  .meta({ id: 'Schedule' });

export const Pause = z
  .object({
    code: z.string().describe('Error code, or `operator` when a person paused it.'),
    message: z.string(),
    at: time,
    run_id: z.string().nullable(),
  })
  .describe('Why a workflow is paused.')
  .meta({ id: 'Pause' });

const events = Object.fromEntries(EVENT_NAMES.map((name) => [name, count])) as Record<
  (typeof EVENT_NAMES)[number],
  typeof count
>;

export const Run = z
  .object({
    run_id: z.string(),
    workflow_id: z.string(),
    status: z.enum(['running', 'cancelling', 'success', 'success_with_failures', 'fatal']),
    reason: z.enum(REASONS),
    incremental: z.boolean(),
    incremental_token: z.string().nullable(),
    events: z.object(events).describe('How many items each thing happened to.'),
    started_at: time,
    finished_at: time.nullable(),
    message: z.string().optional().describe('Why the run is fatal, or where reading broke off.'),
    trigger: z.enum(['schedule', 'manual', 'api', 'webhook']),
    dry_run: z.boolean(),
    cancelled: z.boolean(),
    pages: count,
    outstanding: count.describe('Items handed over that have not ended yet.'),
    dropped: count.describe('Dead letters an operator dropped; they count as discarded.'),
    expired: count.describe('Dead letters nobody retried or dropped in time; they count as discarded.'),
    last_errors: z.record(z.string(), z.string()).describe('The last message of each kind of failure.'),
  })
  .meta({ id: 'Run' });

export const Workflow = z
  .object({
    id: z.string(),
    action: z.string(),
    connector: z.string(),
    direction: z.enum(['inbound', 'outbound']),
    enabled: z.boolean().describe('False keeps it from running on its own.'),
    schedule: Schedule.nullable(),
    next_run_at: time.nullable(),
    incremental: z.boolean(),
    persist: z.boolean(),
    paused: Pause.nullable(),
    last_run: Run.nullable(),
  })
  .meta({ id: 'Workflow' });

export const Failure = z
  .object({
    run_id: z.string(),
    workflow_id: z.string(),
    ordinal: count.describe("The item's position in its run."),
    reference: z.string().nullable(),
    event: z.enum(['logics_failure', 'format_failure', 'write_failure']),
    code: z.string(),
    message: z.string(),
    attempts: count,
    at: time,
  })
  .describe('A dead letter: an item nobody could write. The item itself stays in its failed job.')
  .meta({ id: 'Failure' });

export const Problem = z
  .object({
    code: z.enum(Object.keys(API_ERRORS) as [string, ...string[]]),
    message: z.string(),
    details: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
  })
  .meta({ id: 'Problem' });

export const RunRequest = z
  .strictObject({
    dry_run: z.boolean().default(false).describe('Read, apply logics and format, push nothing.'),
    pull_parameters: values
      .optional()
      .describe("In place of the workflow's; checked by the action's schema."),
    push_parameters: values
      .optional()
      .describe("In place of the workflow's; checked by the action's schema."),
  })
  .meta({ id: 'RunRequest' });

export const RunTicket = z
  .object({
    run_id: z.string(),
    added: z
      .boolean()
      .describe('False when a run of the workflow was in flight already: then it is that one.'),
  })
  .meta({ id: 'RunTicket' });

export const RetryRequest = z
  .strictObject({
    all: z.literal(true).optional(),
    code: z.string().optional().describe('Only failures with this error code.'),
    reference: z.string().optional().describe('Only the failure of this item.'),
  })
  .refine(({ all, code, reference }) => all || code !== undefined || reference !== undefined, {
    error: 'say which failures: all, code or reference',
  })
  .meta({ id: 'RetryRequest' });

export const RetryResult = z
  .object({
    retried: count.describe('Put back to be pushed.'),
    gone: count.describe('On their way already, or ended meanwhile.'),
  })
  .meta({ id: 'RetryResult' });

export const PauseRequest = z
  .strictObject({ reason: z.string().min(1).default('paused through the API') })
  .meta({ id: 'PauseRequest' });

export const Receipt = z
  .object({
    reference: z.string(),
    erased_at: time,
    jobs: count.describe('Items that waited to be pushed.'),
    dead_letters: count,
    dropped: count.describe('What was kept of items that an operator had dropped.'),
    fingerprints: count,
    notes: count.describe('Notes of which runs had to do with it.'),
    copies: count.describe('Items kept for callbacks and previews.'),
    events: count.describe('Events that could not be parsed, or were not yet.'),
    given: count.describe('Records handed in by somebody, and parameters that name the item.'),
    in_flight: count.describe('Items that are being pushed at this moment: erase again when they are done.'),
  })
  .meta({ id: 'Receipt' });
