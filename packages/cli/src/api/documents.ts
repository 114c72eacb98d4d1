import { EVENT_NAMES, NO_WAITING_JOBS, REASONS, type RunResult } from '@hrflow-sync/core';
import { z } from 'zod';
import type { Snapshot } from '../progress/snapshot.js';

/** What a request for a run is answered with. */
export const Ticket = z.object({ run_id: z.string(), added: z.boolean() });
export type Ticket = z.output<typeof Ticket>;

const counts = Object.fromEntries(EVENT_NAMES.map((name) => [name, z.number()]));

/** A run as the API shows it, as far as it is needed here. */
export const Run = z.looseObject({
  run_id: z.string(),
  workflow_id: z.string(),
  status: z.enum(['running', 'cancelling', 'success', 'success_with_failures', 'fatal']),
  reason: z.enum(REASONS),
  incremental: z.boolean(),
  incremental_token: z.string().nullable(),
  events: z.object(counts as Record<(typeof EVENT_NAMES)[number], z.ZodNumber>),
  started_at: z.string(),
  finished_at: z.string().nullable(),
  message: z.string().optional(),
  pages: z.number(),
  outstanding: z.number(),
});
export type Run = z.output<typeof Run>;

/** The same result as of a run that was followed in Redis; nothing while it goes on. */
export function resultOf(run: Run): RunResult | undefined {
  const { status, finished_at, message } = run;
  if (finished_at === null || status === 'running' || status === 'cancelling') return undefined;
  const { run_id, workflow_id, reason, incremental, incremental_token, events, started_at } = run;
  const result = { run_id, workflow_id, status, reason, incremental, incremental_token, events, started_at };
  return { ...result, finished_at, ...(message === undefined ? {} : { message }) };
}

/** For the display. The API doesn't tell what waits. */
export function snapshotOfRun({ run_id, status, pages, events, outstanding }: Run): Snapshot {
  const phases = {
    running: pages === 0 ? 'reading the first page' : 'reading and pushing',
    cancelling: 'cancelled: pushing what was read',
  };
  const phase = status === 'running' || status === 'cancelling' ? phases[status] : 'finished';
  return { runId: run_id, phase, pages, events, outstanding, readingEnded: false, waiting: NO_WAITING_JOBS };
}
