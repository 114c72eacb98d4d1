import type { Page } from '@hrflow-sync/connectors';
import { QUEUES, type PageTotals, type PullJob, type RunContext, type RunRecord } from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import { count, type Engine } from '../engine.js';
import { prepareItem, type KeptItem } from '../items/prepare.js';
import { stillOwned } from '../lock.js';
import { giveUp, isLastAttempt, putBack, recoveryFor, RetryLater } from '../recovery.js';
import type { WorkflowRuntime } from '../runtime.js';

/** How soon a pull that waits for the window looks again. */
const WINDOW_POLL_MS = 100;
/** Formatted items a dry run keeps to show. */
const PREVIEW_ITEMS = 3;

/** Reads one page, keeps, formats, hands over. */
export function pullProcessor(engine: Engine) {
  return async (job: Job<PullJob>, token?: string): Promise<void> => {
    const pull = QUEUES.pulls.payload.parse(job.data);
    const context = engine.runtimes.context(pull.workflowId, pull.runId);
    await engine.ledger.advance(pull.runId, pull.totals);
    // Only now is what the run saw complete, and its token to be believed.
    if (pull.ended) return engine.ledger.readingEnded(pull.runId, pull.token);
    if (await engine.handover.isDone(pull.runId, pull.page + 1)) return;
    const record = await engine.ledger.read(pull.runId);
    if (isWindowFull(engine, record)) return putBack(job, token, WINDOW_POLL_MS);
    if (record && record.events.read_failure > 0) await reopenRun(engine, pull.runId);
    try {
      await pullPage(engine, context, pull, () => stillOwned(engine, job, token));
    } catch (error) {
      await recover(engine, context, job, pull, error as Error, token);
    }
  };
}

async function pullPage(
  engine: Engine,
  context: RunContext,
  pull: PullJob,
  owned: () => Promise<void>,
): Promise<void> {
  const runtime = engine.runtimes.open(pull.workflowId);
  const page = await readPage(runtime, pull);
  const prepared = await preparePage(runtime, page.items);
  const items = pull.dryRun ? [] : prepared.kept;
  const next = nextPull(pull, page, prepared, items.length);
  engine.reached('page.prepared');
  if (pull.dryRun) await keepPreview(engine, pull, prepared.kept);
  const { runId, workflowId, page: number } = pull;
  const handedOver = await engine.handover.commit(
    { runId, workflowId, page: number, firstOrdinal: pull.totals.kept, items, next },
    owned,
  );
  if (!handedOver) return;
  engine.reached('page.handedOver');
  await engine.ledger.advance(runId, next.totals);
  const { discarded } = prepared;
  count(engine, context, 'read_success', page.items.length);
  count(engine, context, 'logics_discard', discarded);
  const read = page.items.length;
  engine.events.emit('page.handedOver', { ...context, page: number, read, discarded, kept: items.length });
}

async function readPage(runtime: WorkflowRuntime, pull: PullJob): Promise<Page<unknown>> {
  const { origin } = runtime.workflow.action;
  let { parameters } = runtime.resolved.origin;
  if (pull.resumeToken !== null && origin.incremental) {
    parameters = origin.incremental.resume(parameters, pull.resumeToken);
  }
  return origin.pull(runtime.origin, parameters, pull.cursor);
}

interface PreparedPage {
  readonly kept: readonly KeptItem[];
  readonly discarded: number;
  readonly logicsFailed: number;
  readonly formatFailed: number;
}

/** Logics, then format. An item that fails in either is kept raw: its push job tries again and buries it. */
async function preparePage(runtime: WorkflowRuntime, items: readonly unknown[]): Promise<PreparedPage> {
  const kept: KeptItem[] = [];
  let discarded = 0;
  const failed = { logics_failure: 0, format_failure: 0 };
  for (const raw of items) {
    // Taken first: a logic may change the item before it throws.
    const item = JSON.stringify(raw);
    const prepared = await prepareItem(runtime.workflow, raw);
    if (prepared.outcome === 'discarded') discarded++;
    else if (prepared.outcome === 'formatted') {
      kept.push({ stage: 'formatted', reference: prepared.reference, item: prepared.item });
    } else {
      failed[prepared.error.event]++;
      const reference = runtime.workflow.action.origin.identify(raw) ?? null;
      kept.push({ stage: 'raw', reference, item });
    }
  }
  return { kept, discarded, logicsFailed: failed.logics_failure, formatFailed: failed.format_failure };
}

function nextPull(pull: PullJob, page: Page<unknown>, prepared: PreparedPage, kept: number): PullJob {
  const totals: PageTotals = {
    pages: pull.totals.pages + 1,
    read: pull.totals.read + page.items.length,
    discarded: pull.totals.discarded + prepared.discarded,
    kept: pull.totals.kept + kept,
    logicsFailed: pull.totals.logicsFailed + (pull.dryRun ? prepared.logicsFailed : 0),
    formatFailed: pull.totals.formatFailed + (pull.dryRun ? prepared.formatFailed : 0),
  };
  return {
    ...pull,
    page: pull.page + 1,
    cursor: page.next,
    ended: page.next === null,
    totals,
    token: page.token ?? pull.token,
  };
}

function isWindowFull(engine: Engine, record: RunRecord | undefined): boolean {
  return (record?.outstanding ?? 0) >= engine.config.PUSH_WINDOW;
}

/** Someone retried a read that had been given up: the run waits for it again, and ends anew. */
async function reopenRun(engine: Engine, runId: string): Promise<void> {
  await engine.ledger.readResumed(runId);
  const run = await engine.queues.runs.getJob(runId);
  if (await run?.isCompleted()) await run?.retry('completed');
}

async function keepPreview(engine: Engine, pull: PullJob, kept: readonly KeptItem[]): Promise<void> {
  if (pull.page !== 0) return;
  const items = kept.filter(({ stage }) => stage === 'formatted').slice(0, PREVIEW_ITEMS);
  await engine.ledger.note(pull.runId, { preview: `[${items.map(({ item }) => item).join(',')}]` });
}

async function recover(
  engine: Engine,
  context: RunContext,
  job: Job<PullJob>,
  pull: PullJob,
  error: Error,
  token: string | undefined,
): Promise<never> {
  const recovery = recoveryFor(error);
  const where = { ...context, queue: QUEUES.pulls.name, jobId: job.id ?? '' };
  switch (recovery.kind) {
    case 'wait':
      engine.events.emit('job.rateLimited', { ...where, delayMs: recovery.delayMs, code: recovery.code });
      return putBack(job, token, recovery.delayMs);
    case 'retry': {
      const attempt = job.attemptsMade + 1;
      const later = new RetryLater(error, recovery.code, attempt);
      if (isLastAttempt(job)) await giveUpReading(engine, context, pull, error);
      else engine.events.emit('job.retrying', { ...where, attempt, delayMs: later.delayMs, error });
      throw later;
    }
    case 'give-up':
      await giveUpReading(engine, context, pull, error);
      throw giveUp(error, recovery.code);
    default:
      return recovery satisfies never;
  }
}

async function giveUpReading(
  engine: Engine,
  context: RunContext,
  pull: PullJob,
  error: Error,
): Promise<void> {
  await engine.ledger.readFailed(pull.runId, error.message);
  count(engine, context, 'read_failure');
  engine.events.emit('read.failed', { ...context, page: pull.page, error });
}
