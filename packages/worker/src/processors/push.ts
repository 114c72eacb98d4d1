import { RejectedItemError, type PushOutcome } from '@hrflow-sync/connectors';
import {
  digestOf,
  QUEUES,
  type Counted,
  type DeadLetter,
  type Pause,
  type PushJob,
  type RunContext,
  type Settlement,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import { carryOut } from '../attempt.js';
import { count, type Engine } from '../engine.js';
import { PreparationError, prepareItem } from '../items/prepare.js';
import { payloadOf } from '../payload.js';
import { giveUp, putBack, recoveryFor } from '../recovery.js';
import type { WorkflowRuntime } from '../runtime.js';

/** How often an item of a paused workflow looks whether it may go on. Rarely: thousands may wait. */
const PAUSED_POLL_MS = 10_000;

/** What an item's end is called in the contract. */
const EVENT_OF = {
  written: 'write_success',
  unchanged: 'unchanged',
  late_discarded: 'logics_discard',
  dropped: 'logics_discard',
} as const;

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
  try {
    const settlement = await writeItem(engine, job.id ?? '', push);
    engine.reached('push.written');
    const counted = await engine.ledger.settle(push.runId, push.ordinal, settlement);
    engine.reached('push.settled');
    if (counted.first) count(engine, context, EVENT_OF[settlement]);
    await correctResult(engine, context, counted);
  } catch (error) {
    await recover(engine, context, job, push, error as Error, token);
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

async function writeItem(engine: Engine, jobId: string, push: PushJob): Promise<Settlement> {
  const runtime = engine.runtimes.openFor(jobId, push.workflowId);
  const json = push.stage === 'formatted' ? push.item : await prepareAgain(runtime, push);
  if (json === null) return 'late_discarded';
  if (runtime.workflow.callback) await engine.ledger.spool(push.runId, push.ordinal, json);
  const outcome = await send(runtime, JSON.parse(json));
  if (runtime.workflow.skipUnchanged) await remember(engine, runtime, push, json);
  return outcome;
}

/** So that the next run can leave the item out, should it be the same. */
async function remember(
  engine: Engine,
  runtime: WorkflowRuntime,
  push: PushJob,
  json: string,
): Promise<void> {
  if (push.reference === null) return;
  const digest = push.fingerprint ?? digestOf(runtime.fingerprintScope, json);
  await engine.fingerprints.remember(push.workflowId, { reference: push.reference, digest });
}

/** A logic or format that threw when the page was read gets its next chance here. */
async function prepareAgain(runtime: WorkflowRuntime, push: PushJob): Promise<string | null> {
  const prepared = await prepareItem(runtime.workflow, JSON.parse(push.item));
  switch (prepared.outcome) {
    case 'formatted':
      return prepared.item;
    case 'discarded':
      return null;
    case 'failed':
      throw prepared.error;
    default:
      return prepared satisfies never;
  }
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
): Promise<never> {
  const recovery =
    error instanceof PreparationError ? { kind: 'give-up' as const, code: error.code } : recoveryFor(error);
  return carryOut(recovery, error, {
    engine,
    context,
    queue: 'pushes',
    job,
    token,
    givenUp: (failure, code) => bury(engine, context, job, push, failure, code),
    async paused(failure, code) {
      await pauseWorkflow(engine, context, failure, code);
      return putBack(job, token, PAUSED_POLL_MS);
    },
  });
}

/** Every item would fail the same way: better none of them does, and one clear failure is told. */
async function pauseWorkflow(engine: Engine, context: RunContext, error: Error, code: string): Promise<void> {
  const pause: Pause = { code, message: error.message, at: new Date().toISOString(), runId: context.runId };
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
  if (result) engine.events.emit('run.corrected', { ...context, result });
}
