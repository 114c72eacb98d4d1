import { ConfigurationError, type Page } from '@hrflow-sync/connectors';
import {
  foreignJob,
  payloadOf,
  placeOf,
  PREVIEW_ITEMS,
  QUEUES,
  type PageTotals,
  type PullJob,
  type RunContext,
  type RunRecord,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import { carryOut } from '../attempt.js';
import { count, type Engine } from '../engine.js';
import { keepUnprepared, preparePage, type PreparedPage } from '../items/page.js';
import type { KeptItem } from '../items/prepare.js';
import { stillOwned } from '../lock.js';
import { openAsAsked } from '../overrides.js';
import { giveUp, putBack, recoveryFor } from '../recovery.js';
import type { WorkflowRuntime } from '../runtime.js';

/** How soon a pull that waits for the window looks again. */
const WINDOW_POLL_MS = 100;
/** How soon a pull of a paused workflow looks again. */
const PAUSED_POLL_MS = 5_000;
/** Workers a page may cost before its items are prepared one by one, each in its own job. */
const DEATHS_BEFORE_RAW = 2;
/** Workers a page may cost before reading it is given up: then it isn't the user's code. */
const DEATHS_BEFORE_GIVING_UP = 5;

/** Reads one page, keeps, formats, hands over. */
export function pullProcessor(engine: Engine) {
  return async (job: Job<PullJob>, token?: string): Promise<void> => {
    const pull = await payloadOf(QUEUES.pulls, job, token, engine.events);
    const context = engine.runtimes.context(pull.workflowId, pull.runId);
    // Nobody reads for a run that was never asked for, or for another workflow than it is of, nor ends its reading.
    if ((await engine.ledger.read(pull.runId))?.workflowId !== pull.workflowId) throw strayPull();
    await engine.ledger.advance(pull.runId, pull.totals);
    // Only now is what the run saw complete, and its token to be believed.
    if (pull.ended) return engine.ledger.readingEnded(pull.runId, pull.token);
    if (await engine.handover.isDone(pull.runId, pull.page + 1)) return;
    const record = await engine.ledger.read(pull.runId);
    if (!record) throw strayPull();
    if (record.cancelled) return engine.ledger.readingEnded(pull.runId, null);
    if (await engine.pauses.find(pull.workflowId)) return putBack(job, token, PAUSED_POLL_MS);
    if (isWindowFull(engine, record)) return putBack(job, token, WINDOW_POLL_MS);
    if (record.events.read_failure > 0) await reopenRun(engine, pull.runId);
    try {
      await pullPage(engine, context, job, pull, token);
    } catch (error) {
      await recover(engine, context, job, pull, error as Error, token);
    }
  };
}

function strayPull(): Error {
  return foreignJob('runId: not a run of this workflow');
}

async function pullPage(
  engine: Engine,
  context: RunContext,
  job: Job<PullJob>,
  pull: PullJob,
  token: string | undefined,
): Promise<void> {
  const runtime = openAsAsked(engine, job.id ?? '', 'page', pull);
  const page = await readPage(engine, runtime, pull);
  const prepared = await prepare(engine, runtime, job, page.items, pull.given?.as === 'items');
  // In a dry run only what still needs a request is handed over.
  const items = pull.dryRun ? prepared.kept.filter(({ stage }) => stage === 'summary') : prepared.kept;
  const next = nextPull(pull, page, prepared, items.length);
  engine.reached('page.prepared');
  if (pull.dryRun) await keepPreview(engine, pull, prepared.kept);
  const { runId, workflowId, dryRun, overrides, page: number } = pull;
  const handedOver = await engine.handover.commit(
    {
      runId,
      workflowId,
      dryRun,
      overrides,
      page: number,
      firstOrdinal: pull.totals.kept,
      items,
      trace: engine.tracing?.below(),
      next,
    },
    () => stillOwned(engine, job, token),
  );
  if (!handedOver) return;
  engine.reached('page.handedOver');
  await engine.ledger.advance(runId, next.totals);
  const { discarded, skipped } = prepared;
  const read = page.items.length;
  count(engine, context, 'read_success', read);
  count(engine, context, 'logics_discard', discarded);
  count(engine, context, 'unchanged', skipped);
  engine.events.emit('page.handedOver', {
    ...context,
    page: number,
    read,
    discarded,
    skipped,
    kept: items.length,
  });
}

async function readPage(
  { dataKeys }: Engine,
  runtime: WorkflowRuntime,
  pull: PullJob,
): Promise<Page<unknown>> {
  if (pull.given) {
    const { runId, workflowId } = pull;
    const items = pull.given.records.flatMap((record, ordinal): unknown[] =>
      // Erased ones leave their place, which is part of what the others were sealed for.
      record === '' ? [] : [JSON.parse(dataKeys.open(record, placeOf.given({ runId, workflowId, ordinal })))],
    );
    return { items, next: null };
  }
  const { origin } = runtime.workflow.action;
  let { parameters } = runtime.resolved.origin;
  if (pull.resumeToken !== null && origin.incremental) {
    parameters = origin.incremental.resume(parameters, pull.resumeToken);
  }
  return origin.pull(runtime.origin, parameters, pull.cursor);
}

async function prepare(
  engine: Engine,
  runtime: WorkflowRuntime,
  job: Job<PullJob>,
  items: readonly unknown[],
  areWhole: boolean,
): Promise<PreparedPage> {
  if (job.stalledCounter > DEATHS_BEFORE_GIVING_UP) {
    throw new ConfigurationError('Reading this page ended its worker again and again.', {
      code: 'crashes_worker',
    });
  }
  const summaries = runtime.workflow.action.origin.detail !== undefined && !areWhole;
  if (summaries) return keepUnprepared(runtime, 'summary', items);
  if (job.stalledCounter >= DEATHS_BEFORE_RAW) return keepUnprepared(runtime, 'raw', items);
  // In a dry run nothing has a job of its own.
  return preparePage(runtime, engine, items, !job.data.dryRun);
}

function nextPull(pull: PullJob, page: Page<unknown>, prepared: PreparedPage, kept: number): PullJob {
  const totals: PageTotals = {
    pages: pull.totals.pages + 1,
    read: pull.totals.read + page.items.length,
    discarded: pull.totals.discarded + prepared.discarded,
    kept: pull.totals.kept + kept,
    skipped: pull.totals.skipped + prepared.skipped,
    logicsFailed: pull.totals.logicsFailed + (pull.dryRun ? prepared.logicsFailed : 0),
    formatFailed: pull.totals.formatFailed + (pull.dryRun ? prepared.formatFailed : 0),
  };
  const { given: _given, ...rest } = pull;
  return {
    ...rest,
    page: pull.page + 1,
    cursor: page.next,
    ended: page.next === null,
    totals,
    token: page.token ?? pull.token,
  };
}

function isWindowFull(engine: Engine, record: RunRecord): boolean {
  return record.outstanding >= engine.config.PUSH_WINDOW;
}

/** Someone retried a read that had been given up: the run waits for it again, and ends anew. */
async function reopenRun(engine: Engine, runId: string): Promise<void> {
  await engine.ledger.readResumed(runId);
  const run = await engine.queues.runs.getJob(runId);
  if (await run?.isCompleted()) await run?.retry('completed');
}

async function keepPreview(engine: Engine, pull: PullJob, kept: readonly KeptItem[]): Promise<void> {
  if (pull.page !== 0) return;
  const formatted = kept.filter(({ stage }) => stage === 'formatted');
  const { runId, workflowId } = pull;
  for (const [ordinal, each] of formatted.slice(0, PREVIEW_ITEMS).entries()) {
    await engine.items.preview({ runId, workflowId, ordinal }, each);
  }
}

function recover(
  engine: Engine,
  context: RunContext,
  job: Job<PullJob>,
  pull: PullJob,
  error: Error,
  token: string | undefined,
): Promise<never> {
  const givenUp = (failure: Error): Promise<void> => giveUpReading(engine, context, pull, failure);
  return carryOut(recoveryFor(error), error, {
    engine,
    context,
    queue: 'pulls',
    job,
    token,
    givenUp,
    // Nothing was burned yet, and what was read is being written: the run ends and says why.
    async paused(failure, code) {
      await givenUp(failure);
      throw giveUp(failure, code);
    },
  });
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
