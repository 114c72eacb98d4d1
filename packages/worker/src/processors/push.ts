import { RejectedItemError, type PushOutcome } from '@hrflow-sync/connectors';
import {
  placeOf,
  QUEUES,
  removePersonalData,
  retentionOf,
  type Counted,
  type DeadLetter,
  type EventName,
  type Pause,
  type PushJob,
  type RunContext,
  type Settlement,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import { carryOut } from '../attempt.js';
import { count, type Engine } from '../engine.js';
import { withoutFiles } from '../items/files.js';
import { indexItem } from '../items/index-item.js';
import { formatted, withoutKnown } from '../items/page.js';
import { PreparationError, prepareItem, type KeptItem } from '../items/prepare.js';
import { payloadOf } from '../payload.js';
import { giveUp, putBack, recoveryFor } from '../recovery.js';
import type { WorkflowRuntime } from '../runtime.js';
import { LatestExchanges } from '../trail/latest-exchanges.js';
import { leaveTrail } from '../trail/leave-trail.js';

/** How often an item of a paused workflow looks whether it may go on. Rarely: thousands may wait. */
const PAUSED_POLL_MS = 10_000;

/** What an item's end is called in the contract; that a dry run has shown it isn't called anything. */
const EVENT_OF: Readonly<Record<Settlement, EventName | undefined>> = {
  written: 'write_success',
  unchanged: 'unchanged',
  late_discarded: 'logics_discard',
  dropped: 'logics_discard',
  previewed: undefined,
};

/** What is known of an attempt at an item besides its job. */
interface Underway {
  readonly exchanges: LatestExchanges;
  /** The formatted item, as JSON, once there is one. */
  prepared: string | undefined;
}

/** Writes one item to the target. Runs at least once; counts once. */
export function pushProcessor(engine: Engine) {
  return async (job: Job<PushJob>, token?: string): Promise<void> => {
    const push = await payloadOf(QUEUES.pushes, job, token, engine.events);
    const context = engine.runtimes.context(push.workflowId, push.runId);
    const pause = await engine.pauses.find(push.workflowId);
    if (pause) return waitForResume(engine, context, job, push, pause, token);
    const work = (): Promise<void> => pushItem(engine, context, job, push, token);
    if (job.stalledCounter === 0) return work();
    return engine.suspects.runAlone(push, work, () => convict(engine, context, job, push));
  };
}

async function pushItem(
  engine: Engine,
  context: RunContext,
  job: Job<PushJob>,
  push: PushJob,
  token: string | undefined,
): Promise<void> {
  const underway: Underway = { exchanges: new LatestExchanges(), prepared: undefined };
  try {
    const settlement = await writeItem(engine, job.id ?? '', push, underway);
    engine.reached('push.written');
    const counted = await engine.ledger.settle(push.runId, push.ordinal, settlement);
    engine.reached('push.settled');
    if (settlement !== 'previewed') await indexItem(engine, push, settlement, underway.prepared);
    const event = EVENT_OF[settlement];
    if (counted.first && event) count(engine, context, event);
    const { reference, ordinal } = push;
    const attempt = job.attemptsMade + 1;
    engine.events.emit('item.settled', { ...context, reference, ordinal, attempt, outcome: settlement });
    await correctResult(engine, context, counted);
  } catch (error) {
    await recover(engine, context, job, push, error as Error, token, underway);
  }
}

/** The process died again and again while it ran this item alone. */
async function convict(
  engine: Engine,
  context: RunContext,
  job: Job<PushJob>,
  push: PushJob,
): Promise<never> {
  const message =
    'The worker died, or hung beyond its lock, each time it ran this item alone. Look for an endless loop or a crash in logics and format, then retry.';
  const error = new RejectedItemError(message, { code: 'crashes_worker' });
  await bury(engine, context, job, push, error, error.code);
  throw giveUp(error, error.code);
}

/** A paused workflow pushes nothing; if its run was cancelled as well, nobody waits for it any more. */
async function waitForResume(
  engine: Engine,
  context: RunContext,
  job: Job<PushJob>,
  push: PushJob,
  pause: Pause,
  token: string | undefined,
): Promise<never> {
  const record = await engine.ledger.read(push.runId);
  if (!record?.cancelled) return putBack(job, token, PAUSED_POLL_MS);
  const error = new RejectedItemError(
    `The run was cancelled while its workflow was paused: ${pause.message}`,
    {
      code: 'run_cancelled',
    },
  );
  await bury(engine, context, job, push, error, error.code);
  throw giveUp(error, error.code);
}

async function writeItem(
  engine: Engine,
  jobId: string,
  push: PushJob,
  underway: Underway,
): Promise<Settlement> {
  const runtime = engine.runtimes.openFor(jobId, push.workflowId, 'item', push.overrides, underway.exchanges);
  const kept = { ...push, item: engine.dataKeys.open(push.item, placeOf.push(push)) };
  const ready = push.stage === 'formatted' ? kept : await prepareLate(engine, runtime, kept);
  if (typeof ready === 'string') return ready;
  underway.prepared = ready.item;
  if (push.dryRun) {
    await engine.items.preview(push, ready);
    return 'previewed';
  }
  if (runtime.workflow.callback) {
    await engine.items.spool(push, { ...ready, item: withoutFiles(ready.item) });
  }
  const outcome = await send(runtime, JSON.parse(ready.item));
  await remember(engine, push.workflowId, ready);
  return outcome;
}

/** So that the next run can leave the item out, should it be the same. */
async function remember(engine: Engine, workflowId: string, item: KeptItem): Promise<void> {
  const { reference, fingerprint } = item;
  if (reference === null || fingerprint === null) return;
  const { fingerprintDays } = retentionOf(engine.runtimes.lastKnown(workflowId)?.retention);
  await engine.fingerprints.remember(workflowId, { reference, digest: fingerprint }, fingerprintDays);
}

/**
 * Prepares an item in its own job: it was listed without its detail, or its logic or format threw when the
 * page was read and gets its next chance here. Resolves to its end when it needs no push.
 */
async function prepareLate(
  engine: Engine,
  runtime: WorkflowRuntime,
  kept: KeptItem,
): Promise<KeptItem | 'late_discarded' | 'unchanged'> {
  const listed: unknown = JSON.parse(kept.item);
  const raw = kept.stage === 'summary' ? await complete(runtime, listed) : listed;
  if (raw === null) return 'late_discarded';
  const prepared = await prepareItem(runtime.workflow, raw);
  switch (prepared.outcome) {
    case 'formatted': {
      const item = formatted(runtime, prepared);
      if (item.fingerprint === null) return item;
      const [changed] = await withoutKnown(runtime, engine.fingerprints, [item]);
      return changed ?? 'unchanged';
    }
    case 'discarded':
      return 'late_discarded';
    case 'failed':
      throw prepared.error;
    default:
      return prepared satisfies never;
  }
}

async function complete(runtime: WorkflowRuntime, summary: unknown): Promise<unknown> {
  const { origin } = runtime.workflow.action;
  if (!origin.detail) return summary;
  return origin.detail(runtime.origin, runtime.resolved.origin.parameters, summary);
}

async function send(runtime: WorkflowRuntime, formatted: unknown): Promise<PushOutcome> {
  const { target } = runtime.workflow.action;
  const item = target.item.safeParse(formatted);
  if (!item.success) {
    const [issue] = item.error.issues;
    const path = `format: ${issue?.path.map(String).join('.') ?? ''}`;
    throw new RejectedItemError(
      `${path}: ${issue?.message ?? 'not accepted'}. Mend the format, then retry.`,
      {
        code: 'invalid_item',
        path,
      },
    );
  }
  return target.push(runtime.target, runtime.resolved.target.parameters, item.data);
}

function recover(
  engine: Engine,
  context: RunContext,
  job: Job<PushJob>,
  push: PushJob,
  error: Error,
  token: string | undefined,
  underway: Underway,
): Promise<never> {
  hidePersonalData(engine, push, error);
  const recovery =
    error instanceof PreparationError ? { kind: 'give-up' as const, code: error.code } : recoveryFor(error);
  return carryOut(recovery, error, {
    engine,
    context,
    queue: 'pushes',
    job,
    token,
    reference: push.reference,
    failed: (failure, code, delayMs) =>
      leaveTrail(engine, push, underway.exchanges, { failure, code, delayMs, attempt: job.attemptsMade + 1 }),
    async givenUp(failure, code) {
      await bury(engine, context, job, push, failure, code);
      await indexItem(engine, push, 'failed', underway.prepared);
    },
    async paused(failure, code) {
      await pauseWorkflow(engine, context, failure, code);
      return putBack(job, token, PAUSED_POLL_MS);
    },
  });
}

/** Providers and users' code quote what they don't take, and what failed is kept much longer than the item. */
function hidePersonalData({ dataKeys }: Engine, push: PushJob, error: Error): void {
  let item: string;
  try {
    item = dataKeys.open(push.item, placeOf.push(push));
  } catch {
    // That is what failed; nobody has seen the item.
    return;
  }
  removePersonalData(error, JSON.parse(item));
}

/** Every item would fail the same way: better none of them does, and one clear failure is told. */
async function pauseWorkflow(engine: Engine, context: RunContext, error: Error, code: string): Promise<void> {
  const pause: Pause = { code, message: error.message, at: new Date().toISOString(), runId: context.runId };
  const notify = engine.runtimes.find(context.workflow)?.notify;
  if (notify) await engine.notices.paused(notify, context.workflow, pause);
  const first = await engine.pauses.pause(context.workflow, pause);
  if (first) engine.events.emit('workflow.paused', { ...context, pause });
}

async function bury(
  engine: Engine,
  context: RunContext,
  job: Job<PushJob>,
  push: PushJob,
  error: Error,
  code: string,
): Promise<void> {
  const letter: DeadLetter = {
    event: error instanceof PreparationError ? error.event : 'write_failure',
    ordinal: push.ordinal,
    reference: push.reference,
    code,
    message: error.message,
    attempts: job.attemptsMade + 1,
    at: new Date().toISOString(),
  };
  const counted = await engine.ledger.bury(push.runId, letter);
  engine.reached('push.buried');
  if (counted.first) count(engine, context, letter.event);
  engine.events.emit('deadLetter.added', { ...context, letter, error });
  await correctResult(engine, context, counted);
}

/** A dead letter retried after its run had closed changes what the run came to. */
async function correctResult(engine: Engine, context: RunContext, counted: Counted): Promise<void> {
  if (!counted.afterFinish) return;
  const result = await engine.ledger.publishResult(context.runId);
  if (!result) return;
  engine.events.emit('run.corrected', { ...context, result });
  const notify = engine.runtimes.find(context.workflow)?.notify;
  if (notify) await engine.notices.runCorrected(notify, result);
}
