import {
  payloadOf,
  QUEUES,
  requestRun,
  scheduledRunId,
  scheduleOf,
  type EngineEvents,
  type OpenQueues,
  type Pauses,
  type StandingSchedule,
  type TickJob,
  type Ticks,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';

/** A tick handled later than this was missed. Redis or a scheduler that is busy for a moment makes none late. */
const MISFIRE_AFTER_MS = 60_000;

/** What handling ticks needs. */
export interface TickDesk {
  readonly queues: OpenQueues;
  readonly ticks: Ticks;
  readonly pauses: Pauses;
  readonly events: EngineEvents;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What became of a tick; shown with its job. */
export type TickOutcome =
  | { readonly run: string }
  | { readonly skipped: 'running' | 'paused' | 'late' | 'before'; readonly run: string | null }
  /** Its schedule is gone. */
  | { readonly dropped: true };

/** Handles the ticks BullMQ makes. */
export function tickProcessor(desk: TickDesk) {
  return async (job: Job<TickJob>, token?: string): Promise<TickOutcome> => {
    const { workflowId } = await payloadOf(QUEUES.ticks, job, token, desk.events);
    const standing = await scheduleOf(desk.queues, workflowId);
    return standing ? handleTick(desk, standing, dueAt(job)) : { dropped: true };
  };
}

/**
 * Asks for the run of a tick. A tick that finds one in flight, or its workflow paused, is counted as skipped; those
 * that passed unhandled between it and the next are counted as missed.
 */
export async function handleTick(
  desk: TickDesk,
  standing: StandingSchedule,
  due: number,
): Promise<TickOutcome> {
  const { queues, ticks, pauses, events } = desk;
  const { workflowId, schedule } = standing;
  // Handled before by a scheduler that died before it could say so.
  if (await ticks.wasSkipped(workflowId, due)) return { skipped: 'before', run: null };
  const late = desk.now() - due > MISFIRE_AFTER_MS && schedule.misfire === 'skip';
  await countMissed(desk, standing, due, late);
  if (late) return { skipped: 'late', run: null };
  const skip = async (because: 'running' | 'paused', run: string | null): Promise<TickOutcome> => {
    await ticks.skip(workflowId, due, run);
    events.emit('tick.skipped', { workflow: workflowId, because, runId: run });
    return { skipped: because, run };
  };
  if (await pauses.find(workflowId)) return skip('paused', null);
  const runId = scheduledRunId(workflowId, due);
  const ticket = await requestRun(queues, { workflowId, trigger: 'schedule', runId });
  return ticket.added ? { run: runId } : skip('running', ticket.runId);
}

/**
 * Once BullMQ hands out a tick it has made the next one: whatever lies between them will never come. Not counted are
 * those after a late tick whose scheduler dies just then, when others go on with the next one before it is found.
 */
async function countMissed(
  { ticks, events }: TickDesk,
  { workflowId, schedule, nextRunAt }: StandingSchedule,
  due: number,
  skipped: boolean,
): Promise<void> {
  const count = await ticks.miss(workflowId, schedule, skipped ? due - 1 : due, nextRunAt.getTime());
  if (count === 0) return;
  events.emit('ticks.missed', { workflow: workflowId, count, dueAt: new Date(due).toISOString(), skipped });
}

/**
 * The tick's own time, not now: a tick handled twice asks for one run. BullMQ ends the id of its job with it. Its
 * `delay` can't tell: that changes when the tick is tried again, and is 0 for one that was late when it was made.
 */
function dueAt({ id = '' }: Job): number {
  return Number(id.split(':').at(-1));
}
