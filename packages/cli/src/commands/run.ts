import {
  connectRedis,
  Ledger,
  openQueues,
  Pauses,
  requestRun,
  resolveWorkflow,
  type OpenQueues,
  type Pause,
  type RunResult,
  type RunTicket,
} from '@hrflow-sync/core';
import type { Worker } from '@hrflow-sync/worker';
import { setTimeout as delay } from 'node:timers/promises';
import pc from 'picocolors';
import { EXIT, exitCodeOf } from '../exit-code.js';
import type { Deployment } from '../deployment.js';
import { findWorkflow } from '../find-workflow.js';
import { describePause } from '../operators/runs.js';
import { followRun } from '../progress/follow.js';
import { createProgress } from '../progress/progress.js';
import { describeResult } from '../progress/words.js';
import { startWorkerRole } from '../roles/worker.js';

/** How soon to ask again while the last run's job ends. */
const ENDING_POLL_MS = 25;

export interface RunOptions {
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Runs a workflow and shows how it goes. Where no worker serves these queues, this process is one for
 * as long as the run takes. Resolves to the exit code.
 * @throws {@link UserError} `workflow_not_found`, `environment_variable_missing` and the codes of a bad parameter
 */
export async function runWorkflow(
  deployment: Deployment,
  workflowId: string,
  options: RunOptions,
): Promise<number> {
  const workflow = findWorkflow(deployment, workflowId);
  const onError = (error: Error): void =>
    void deployment.events.emit('process.error', { component: 'cli', error });
  const connection = connectRedis(deployment.redisUrl, { role: 'worker', name: 'hrflow-sync:cli', onError });
  const queues = openQueues(connection, deployment.prefix);
  const ledger = new Ledger(connection, deployment.prefix);
  let worker: Worker | undefined;
  try {
    if (!(await isServed(queues))) {
      // Told here, before anything is read: elsewhere only the workers know the values.
      resolveWorkflow(workflow, deployment.environment);
      worker = await startWorkerRole(deployment);
    }
    const { runId, added } = await askForRun(queues, ledger, workflowId, options);
    if (!added) process.stderr.write(`A run of ${workflowId} is in flight already: following ${runId}.\n`);
    const result = await watch(ledger, new Pauses(connection, deployment.prefix), runId, workflowId);
    if (result === 'interrupted') return EXIT.interrupted;
    report(result, await ledger.previewed(runId), options);
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
  ledger: Ledger,
  workflowId: string,
  { dryRun }: RunOptions,
): Promise<RunTicket> {
  for (;;) {
    const ticket = await requestRun(queues, { workflowId, trigger: 'manual', dryRun });
    if (ticket.added || (await ledger.read(ticket.runId))?.finishedAt === undefined) return ticket;
    await delay(ENDING_POLL_MS);
  }
}

async function isServed(queues: OpenQueues): Promise<boolean> {
  return (await queues.runs.getWorkersCount()) > 0;
}

/** Follows a run to its end, to a pause of its workflow, or to Ctrl-C. */
async function watch(
  ledger: Ledger,
  pauses: Pauses,
  runId: string,
  workflowId: string,
): Promise<RunResult | 'interrupted'> {
  const progress = createProgress(process.stderr, workflowId);
  let pause: Pause | undefined;
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const result = await followRun(ledger, runId, (record) => progress.show(record), {
      signal: interruption.signal,
      giveUp: async () => (pause = await pauses.find(workflowId)) !== undefined,
    });
    return pause ? stuck(result, pause) : result;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.stderr.write(
      `Stopped. What was read is safe in Redis: the same command goes on with run ${runId}.\n`,
    );
    return 'interrupted';
  } finally {
    progress.clear();
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}

/** The run waits in Redis for someone to mend what is wrong; for whoever ran it, it has failed. */
function stuck(result: RunResult, pause: Pause): RunResult {
  const message = describePause(result.workflow_id, pause);
  return { ...result, status: 'fatal', reason: 'write_failure', message };
}

function report(result: RunResult, preview: readonly unknown[], { json }: RunOptions): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${describeResult(result, pc)}\n`);
  if (preview.length === 0) return;
  process.stdout.write(
    `\nThe first formatted items; nothing was pushed:\n${JSON.stringify(preview, null, 2)}\n`,
  );
}
