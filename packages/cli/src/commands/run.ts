import {
  Audit,
  connectRedis,
  openQueues,
  requestRun,
  resolveWorkflow,
  type OpenQueues,
  type Pause,
  type RunResult,
  type RunTicket,
} from '@hrflow-sync/core';
import type { Worker } from '@hrflow-sync/worker';
import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from '../deployment.js';
import { EXIT, exitCodeOf } from '../exit-code.js';
import { findWorkflow } from '../find-workflow.js';
import { untilInterrupted } from '../interruption.js';
import { recordCommand } from '../operators/audit.js';
import { describePause } from '../operators/runs.js';
import { followRun, lookoutAt, type Lookout } from '../progress/follow.js';
import { createProgress } from '../progress/progress.js';
import { describeResult } from '../progress/words.js';
import { startWorkerRole } from '../roles/worker.js';
import { colorsFor, isLive } from '../terminal.js';

/** How soon to ask again while the last run's job ends. */
const ENDING_POLL_MS = 25;

export interface RunOptions {
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Runs a workflow and shows how it goes. Where no worker serves these queues, this process is one for
 * as long as the run takes. Resolves to the exit code.
 * @throws UserError `workflow_not_found`, `environment_variable_missing` and the codes of a bad parameter
 */
export async function runWorkflow(
  deployment: Deployment,
  workflowId: string,
  options: RunOptions,
): Promise<number> {
  const { environment, prefix } = deployment;
  const workflow = findWorkflow(deployment, workflowId);
  const onError = (error: Error): void =>
    void deployment.events.emit('process.error', { component: 'cli', error });
  const connection = connectRedis(deployment.redis, { role: 'worker', name: 'hrflow-sync:cli', onError });
  const queues = openQueues(connection, prefix);
  const lookout = lookoutAt(connection, prefix, deployment.dataKeys);
  let worker: Worker | undefined;
  try {
    if ((await queues.runs.getWorkersCount()) === 0) {
      // Told here, before anything is read: elsewhere only the workers know the values.
      resolveWorkflow(workflow, environment);
      worker = await startWorkerRole(deployment);
    }
    await recordCommand(new Audit(connection, prefix), {
      action: 'run',
      target: workflowId,
      detail: options.dryRun ? 'dry run' : undefined,
    });
    const { runId, added } = await askForRun(queues, lookout, workflowId, options);
    if (!added) process.stderr.write(`A run of ${workflowId} is in flight already: following ${runId}.\n`);
    const watching: Watching = { lookout, queues, runId, workflowId, isWorker: worker !== undefined };
    const result = await watch(watching, deployment);
    if (result === 'interrupted') return EXIT.interrupted;
    report(result, await lookout.items.previewed(workflowId, runId), options, environment);
    return exitCodeOf(result.status);
  } finally {
    await worker?.close();
    await queues.close();
    connection.disconnect();
  }
}

/** A new run, or the one in flight. One that has just ended, but whose job has not, is neither. */
async function askForRun(
  queues: OpenQueues,
  { ledger }: Lookout,
  workflowId: string,
  { dryRun }: RunOptions,
): Promise<RunTicket> {
  for (;;) {
    const ticket = await requestRun(queues, { workflowId, trigger: 'manual', dryRun });
    if (ticket.added || (await ledger.read(ticket.runId))?.finishedAt === undefined) return ticket;
    await delay(ENDING_POLL_MS);
  }
}

interface Watching {
  readonly lookout: Lookout;
  readonly queues: OpenQueues;
  readonly runId: string;
  readonly workflowId: string;
  /** This process is a worker. */
  readonly isWorker: boolean;
}

/** Follows a run to its end, to a pause of its workflow, or to Ctrl-C. */
async function watch(watching: Watching, deployment: Deployment): Promise<RunResult | 'interrupted'> {
  const { environment, events } = deployment;
  const { lookout, runId, workflowId, isWorker } = watching;
  const hint = isWorker ? 'Ctrl-C stops here; nothing is lost' : 'Ctrl-C leaves the run going';
  const progress = createProgress(process.stderr, { title: workflowId, hint }, environment);
  const note = ({ error }: { error: Error }): void => progress.note(error.message);
  hush(deployment);
  events.on('process.error', note);
  let pause: Pause | undefined;
  const giveUp = (found: Pause): boolean => {
    pause = found;
    return true;
  };
  const result = await untilInterrupted((signal) =>
    followRun(lookout, runId, (snapshot) => progress.show(snapshot), { signal, giveUp }),
  ).finally(() => {
    progress.clear();
    events.off('process.error', note);
  });
  if (result !== 'interrupted') return pause ? stuck(result, pause) : result;
  process.stderr.write(await whatNow(watching));
  return result;
}

/**
 * From when a run is shown, the log says only what the display doesn't: nothing on a terminal, where it would tear it;
 * elsewhere dead letters and worse, as retries are counted. Whoever sets LOG_LEVEL gets what they ask for.
 */
function hush({ logger, config, environment }: Deployment): void {
  if (config.LOG_LEVEL === undefined) logger.level = isLive(process.stderr, environment) ? 'silent' : 'error';
}

/** What becomes of the run now that nobody watches it. */
async function whatNow({ queues, runId, workflowId, isWorker }: Watching): Promise<string> {
  const cancel = `  Cancel it:  hrflow-sync cancel ${runId}\n`;
  const workers = await queues.runs.getWorkersCount();
  if (workers > (isWorker ? 1 : 0)) {
    return `Run ${runId} goes on without this command.\n  Follow it:  hrflow-sync status ${runId} --watch\n${cancel}`;
  }
  return (
    `Stopped: this process was the only worker of run ${runId}.\n` +
    'Nothing is lost: what is in flight is finished now, the rest waits in Redis.\n' +
    `  Go on with it:  hrflow-sync run ${workflowId}\n${cancel.replace(':', ':    ')}`
  );
}

/** The run waits in Redis for someone to mend what is wrong; for whoever ran it, it has failed. */
function stuck(result: RunResult, pause: Pause): RunResult {
  const message = describePause(result.workflow_id, pause);
  return { ...result, status: 'fatal', reason: 'write_failure', message };
}

function report(
  result: RunResult,
  preview: readonly unknown[],
  { dryRun, json }: RunOptions,
  environment: NodeJS.ProcessEnv,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const colors = colorsFor(process.stdout, environment);
  process.stdout.write(`${describeResult(result, colors)}\n`);
  const { write_failure, logics_failure, format_failure } = result.events;
  // A dry run keeps none.
  if (!dryRun && write_failure + logics_failure + format_failure > 0) {
    process.stdout.write(colors.dim(`Its dead letters: hrflow-sync failures ${result.run_id}\n`));
  }
  if (preview.length === 0) return;
  process.stdout.write(
    `\nThe first formatted items; nothing was pushed:\n${JSON.stringify(preview, null, 2)}\n`,
  );
}
