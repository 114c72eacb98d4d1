import {
  jobIds,
  NO_PAGES,
  QUEUES,
  retentionOf,
  UnrunnableWorkflowError,
  type PullJob,
  type Reason,
  type RunJob,
  type RunRecord,
  type RunResult,
  type Workflow,
} from '@hrflow-sync/core';
import { WaitingChildrenError, type Job } from 'bullmq';
import { count, type Engine } from '../engine.js';
import { stillOwned } from '../lock.js';
import { payloadOf } from '../payload.js';
import { putBack, recoveryFor, RetryLater } from '../recovery.js';

/** How soon a run of a paused workflow looks whether it may start. */
const PAUSED_POLL_MS = 5_000;

/** Why a run can't start. */
interface Refusal {
  readonly reason: Reason;
  readonly code: string;
  readonly message: string;
}

/**
 * A run: checks, opens the first page, waits for its pages, then derives what it came to. Entered again
 * after each wait and after a crash; every step leaves a mark and is skipped the next time.
 */
export function runProcessor(engine: Engine) {
  return async (job: Job<RunJob>, token?: string): Promise<RunResult> => {
    const run = await payloadOf(QUEUES.runs, job, token, engine.events);
    const runId = job.id ?? '';
    const record = await startedRecord(engine, run, runId);
    // A crash may have come between the end of the run and telling it.
    if (record.finishedAt !== undefined) return tell(engine, await engine.ledger.result(runId));
    if (!record.opened) {
      if (await engine.pauses.find(run.workflowId)) return putBack(job, token, PAUSED_POLL_MS);
      const refusal = await check(engine, run, job, token);
      if (refusal) {
        // Nobody reads them any more.
        await forgetGiven(job);
        return refuse(engine, runId, run, refusal);
      }
      await open(engine, run, job, token);
    }
    await forgetGiven(job);
    if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
    return close(engine, runId, run);
  };
}

async function startedRecord(engine: Engine, run: RunJob, runId: string): Promise<RunRecord> {
  const known = await engine.ledger.read(runId);
  if (known) return known;
  const workflow = engine.runtimes.find(run.workflowId);
  await engine.ledger.start({
    runId,
    workflowId: run.workflowId,
    action: workflow?.action.name ?? '',
    trigger: run.trigger,
    dryRun: run.dryRun || workflow?.persist === false,
    incremental: workflow !== undefined && isIncremental(workflow, run),
    startedAt: new Date(),
  });
  engine.reached('run.started');
  return startedRecord(engine, run, runId);
}

/** A run with parameters or items of its own sees another part of the origin than the token is about. */
function isIncremental({ incremental }: Workflow, { overrides, given }: RunJob): boolean {
  return incremental && overrides?.pull === undefined && given === undefined;
}

/** Everything that can be known to be wrong before anything is read. */
async function check(
  engine: Engine,
  run: RunJob,
  job: Job<RunJob>,
  token: string | undefined,
): Promise<Refusal | undefined> {
  const workflow = engine.runtimes.find(run.workflowId);
  if (!workflow) {
    const message = `No workflow ${run.workflowId} in this worker's WORKFLOWS_DIR.`;
    return { reason: 'workflow_id_not_found', code: 'workflow_not_found', message };
  }
  if (workflow.incremental && !workflow.action.origin.incremental) {
    const message = `${workflow.action.name} can't read incrementally: remove incremental: true.`;
    return { reason: 'origin_does_not_support_incremental', code: 'incremental_not_supported', message };
  }
  return checkTarget(engine, workflow, run, job, token);
}

async function checkTarget(
  engine: Engine,
  workflow: Workflow,
  run: RunJob,
  job: Job<RunJob>,
  token: string | undefined,
): Promise<Refusal | undefined> {
  try {
    const runtime = engine.runtimes.openFor(job.id ?? '', workflow.id, 'page', run.overrides);
    await workflow.action.target.check(runtime.target, runtime.resolved.target.parameters);
    return undefined;
  } catch (error) {
    engine.secrets.removeFromError(error);
    if (error instanceof UnrunnableWorkflowError) return refusalOf(error, error.reason);
    const recovery = recoveryFor(error as Error);
    if (recovery.kind === 'wait') return putBack(job, token, recovery.delayMs);
    if (recovery.kind !== 'retry') return refusalOf(error as Error, 'bad_target_parameters');
    throw new RetryLater(error as Error, recovery.code, job.attemptsMade + 1);
  }
}

function refusalOf(error: Error & { code?: string; path?: string | undefined }, reason: Reason): Refusal {
  return { reason, code: error.code ?? 'unexpected_error', message: error.message };
}

async function refuse(engine: Engine, runId: string, run: RunJob, refusal: Refusal): Promise<RunResult> {
  await engine.ledger.refuse(runId, refusal);
  return finish(engine, runId, run.workflowId);
}

/** Adds the first pull. It carries everything a later one needs to go on. */
async function open(engine: Engine, run: RunJob, job: Job<RunJob>, token: string | undefined): Promise<void> {
  const runId = job.id ?? '';
  const workflow = engine.runtimes.workflow(run.workflowId);
  const resumeToken = isIncremental(workflow, run)
    ? await engine.ledger.token(workflow.id, workflow.action.name)
    : null;
  const first: PullJob = {
    v: 1,
    runId,
    workflowId: run.workflowId,
    page: 0,
    cursor: null,
    ended: false,
    dryRun: run.dryRun || !workflow.persist,
    ...(run.overrides && { overrides: run.overrides }),
    ...(run.given && { given: run.given }),
    totals: NO_PAGES,
    resumeToken,
    token: null,
  };
  // Merely added, a pull that had failed since would become pending again, and the run wait for ever.
  await engine.handover.commitFirst(first, engine.tracing?.below(), () => stillOwned(engine, job, token));
  engine.reached('run.firstPullAdded');
  await engine.ledger.note(runId, { opened: 1, ...(resumeToken === null ? {} : { token: resumeToken }) });
  const context = engine.runtimes.context(run.workflowId, runId);
  engine.events.emit('run.started', { ...context, trigger: run.trigger, dryRun: first.dryRun });
}

/** Runs stay listed for weeks; the records handed in are with the first pull by now. */
async function forgetGiven(job: Job<RunJob>): Promise<void> {
  const { given, ...rest } = job.data;
  if (given !== undefined && given.records.length > 0) {
    await job.updateData({ ...rest, given: { as: given.as, records: [] } });
  }
}

/** Every page and push has ended. */
async function close(engine: Engine, runId: string, run: RunJob): Promise<RunResult> {
  const record = await engine.ledger.read(runId);
  if (!record) throw new Error(`run ${runId} is not in the ledger`);
  const workflow = engine.runtimes.lastKnown(record.workflowId);
  if (workflow) {
    await commitToken(engine, record, workflow);
    await runCallback(engine, record, workflow, run);
  }
  await removePulls(engine, record);
  return finish(engine, runId, record.workflowId);
}

/** A read that broke off, a cancelled or dry run and one that isn't incremental leave the token where it was. */
async function commitToken(engine: Engine, record: RunRecord, workflow: Workflow): Promise<void> {
  const { incremental } = workflow.action.origin;
  if (!record.incremental || record.dryRun || record.cancelled || !incremental) return;
  if (record.pendingToken === undefined || record.events.read_failure > 0) return;
  const { workflowId, action, pendingToken } = record;
  const token = await engine.ledger.moveToken(workflowId, action, pendingToken, (a, b) =>
    incremental.isAfter(a, b),
  );
  engine.reached('run.tokenMoved');
  await engine.ledger.note(record.runId, { token });
}

/** A callback that fails is counted; the items are where they are. */
async function runCallback(
  engine: Engine,
  record: RunRecord,
  workflow: Workflow,
  { overrides }: RunJob,
): Promise<void> {
  if (!workflow.callback || record.dryRun || record.events.callback_executed > 0) return;
  const context = engine.runtimes.context(workflow.id, record.runId);
  try {
    const { pullParameters, pushParameters } = engine.runtimes.parameters(workflow.id, overrides);
    const items = engine.items.spooled(workflow.id, record.runId);
    await workflow.callback({
      runId: record.runId,
      pullParameters,
      pushParameters,
      events: record.events,
      items,
    });
  } catch (error) {
    await engine.ledger.note(record.runId, { callback_failure: 1 });
    count(engine, context, 'callback_failure');
    engine.events.emit('process.error', {
      component: 'callback',
      workflow: workflow.id,
      error: error as Error,
    });
  }
  engine.reached('run.callbackDone');
  await engine.ledger.note(record.runId, { callback_executed: 1 });
  count(engine, context, 'callback_executed');
  await engine.items.dropSpool(record.runId);
}

/** The pulls were kept as marks of the pages handed over; a closed run needs only one that failed. */
async function removePulls(engine: Engine, record: RunRecord): Promise<void> {
  for (let page = 0; page <= record.pages; page++) {
    const job = await engine.queues.pulls.getJob(jobIds.pull(record.runId, page));
    if (job && (await job.isCompleted())) await job.remove({ removeChildren: false });
  }
}

async function finish(engine: Engine, runId: string, workflowId: string): Promise<RunResult> {
  const { runDays } = retentionOf(
    engine.runtimes.lastKnown(workflowId)?.retention,
    engine.config.RUN_RETENTION_DAYS,
  );
  const result = await engine.ledger.finish(runId, new Date(), runDays);
  engine.reached('run.finished');
  const durationMs = Date.parse(result.finished_at) - Date.parse(result.started_at);
  engine.events.emit('run.finished', { ...engine.runtimes.context(workflowId, runId), result, durationMs });
  return tell(engine, result);
}

/** Lets the workflow's webhook know what the run came to; not of a dry run, which somebody is watching. */
async function tell(engine: Engine, result: RunResult): Promise<RunResult> {
  const notify = engine.runtimes.find(result.workflow_id)?.notify;
  if (!notify) return result;
  const record = await engine.ledger.read(result.run_id);
  if (record && !record.dryRun) await engine.notices.runEnded(notify, result, record.fatal?.code ?? null);
  return result;
}
