import type { RunResult } from '@hrflow-sync/core';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { apiAddress } from '../api/address.js';
import { ApiRefusal, askApi, type ApiAddress } from '../api/client.js';
import { resultOf, Run, snapshotOfRun, Ticket } from '../api/documents.js';
import { EXIT, exitCodeOf } from '../exit-code.js';
import { untilInterrupted } from '../interruption.js';
import { createProgress } from '../progress/progress.js';
import { describeResult } from '../progress/words.js';
import { colorsFor } from '../terminal.js';

/** How often a run is asked after. */
const POLL_MS = 1_000;

export interface TriggerOptions {
  readonly url?: string;
  readonly dryRun: boolean;
  /** As they were typed. */
  readonly pull?: Readonly<Record<string, string>>;
  readonly push?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly wait: boolean;
  readonly json: boolean;
}

/**
 * Asks a scheduler for a run, and follows it where that is wanted. Resolves to the exit code.
 * @throws UserError `api_token_missing`, `api_url_invalid`, `api_unreachable`, `api_answer_unexpected`, and the API's own codes
 */
export async function triggerRun(
  environment: NodeJS.ProcessEnv,
  workflowId: string,
  options: TriggerOptions,
): Promise<number> {
  const address = apiAddress(environment, options.url);
  const ticket = await askForRun(address, workflowId, options);
  const { run_id: runId, added } = ticket;
  if (!options.wait) {
    const told = added
      ? `Run ${runId} of ${workflowId} is in the queue.`
      : `A run of ${workflowId} is in flight already: ${runId}.`;
    const document = { workflow_id: workflowId, ...ticket };
    process.stdout.write(`${options.json ? JSON.stringify(document, null, 2) : told}\n`);
    return EXIT.ok;
  }
  if (!added) process.stderr.write(`A run of ${workflowId} is in flight already: following ${runId}.\n`);
  const result = await watch(address, workflowId, runId, environment);
  if (result === 'interrupted') {
    process.stderr.write(
      `Run ${runId} goes on. With the REDIS_URL of its workers:\n  Follow it:  hrflow-sync status ${runId} --watch\n  Cancel it:  hrflow-sync cancel ${runId}\n`,
    );
    return EXIT.interrupted;
  }
  const colors = colorsFor(process.stdout, environment);
  process.stdout.write(
    `${options.json ? JSON.stringify(result, null, 2) : describeResult(result, colors)}\n`,
  );
  return exitCodeOf(result.status);
}

/** A request always has a key: it may be sent again when its answer was lost. */
async function askForRun(address: ApiAddress, workflowId: string, options: TriggerOptions): Promise<Ticket> {
  const { dryRun, idempotencyKey = randomUUID() } = options;
  const send = (texts: readonly string[]): Promise<Ticket> =>
    askApi(
      address,
      {
        method: 'POST',
        path: `/workflows/${encodeURIComponent(workflowId)}/runs`,
        headers: { 'idempotency-key': idempotencyKey },
        json: {
          ...(dryRun && { dry_run: true }),
          ...(options.pull && { pull_parameters: values(options.pull, 'pull_parameters', texts) }),
          ...(options.push && { push_parameters: values(options.push, 'push_parameters', texts) }),
        },
      },
      Ticket,
    );
  try {
    return await send([]);
  } catch (error) {
    // "job_id=123" may be meant as a text that looks like a number: only the action's schema knows.
    const fields = error instanceof ApiRefusal ? error.fields : [];
    const typed = [...namesOf(options.pull, 'pull_parameters'), ...namesOf(options.push, 'push_parameters')];
    const texts = fields.filter((field) => typed.includes(field));
    if (texts.length === 0) throw error;
    return send(texts).catch(() => Promise.reject(error as Error));
  }
}

/** Each value as JSON where it is any, and as text otherwise, or where it has to be. */
function values(
  given: Readonly<Record<string, string>>,
  group: string,
  texts: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [
      name,
      texts.includes(`${group}.${name}`) ? text : jsonOrText(text),
    ]),
  );
}

function namesOf(given: Readonly<Record<string, string>> | undefined, group: string): string[] {
  return Object.keys(given ?? {}).map((name) => `${group}.${name}`);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function watch(
  address: ApiAddress,
  workflowId: string,
  runId: string,
  environment: NodeJS.ProcessEnv,
): Promise<RunResult | 'interrupted'> {
  const words = { title: workflowId, hint: 'Ctrl-C leaves the run going' };
  const progress = createProgress(process.stderr, words, environment);
  return untilInterrupted(async (signal) => {
    for (;;) {
      const run = await readRun(address, runId, signal);
      progress.show(run && snapshotOfRun(run));
      const result = run && resultOf(run);
      if (result) return result;
      await delay(POLL_MS, undefined, { signal });
    }
  }).finally(() => progress.clear());
}

/** Nothing while no worker has taken it up: then only the queue knows it. */
async function readRun(address: ApiAddress, runId: string, signal: AbortSignal): Promise<Run | undefined> {
  try {
    return await askApi(address, { method: 'GET', path: `/runs/${encodeURIComponent(runId)}`, signal }, Run);
  } catch (error) {
    if (error instanceof ApiRefusal && error.code === 'run_not_found') return undefined;
    throw error;
  }
}
