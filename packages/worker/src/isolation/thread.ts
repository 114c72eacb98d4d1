/**
 * A thread that runs the functions of one workflow, and nothing else. It ends itself at the first error that nobody
 * caught: what such an error leaves behind can't be known.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { dirname, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { describeProblem, editionOf, loadWorkflowFile, type Workflow } from '@hrflow-sync/core/workflow-file';
import { prepareItem, type Prepared } from '../items/prepare.js';
import {
  FUNCTIONS,
  PROGRESS,
  thrown,
  type CallbackFacts,
  type FromThread,
  type Outcome,
  type ThreadData,
  type ToThread,
} from './protocol.js';

const { file, workflowId, edition, progress } = workerData as ThreadData;
const port = parentPort as MessagePort;
// Taken before any code of the workflow runs, which may change what it likes.
const exit = process.exit.bind(process);

/** Which piece of work an error comes from, however late. */
const origin = new AsyncLocalStorage<number>();
/** Numbers the pieces of work. */
let current = 0;
let crashed = false;

function post(message: FromThread): void {
  port.postMessage(message);
}

function step(): void {
  Atomics.add(progress, PROGRESS.step, 1);
}

function crash(message: string): void {
  if (crashed) return;
  crashed = true;
  const from = origin.getStore();
  post({ kind: 'crashed', stray: from !== undefined && from !== current, message });
}

process.on('uncaughtException', (error) => {
  crash(`an error that nothing caught: ${thrown(error).message}`);
  exit(1);
});
process.on('exit', (code) => crash(`it ended the thread it ran in (process.exit, code ${code})`));

async function load(): Promise<Workflow | undefined> {
  const { workflows, problems } = await loadWorkflowFile(file);
  // After it was loaded: what a file said before it was changed back is nothing that anybody means.
  if (edition !== (await editionOf(dirname(resolve(file))))) {
    post({ kind: 'unusable', stale: true, message: 'the files have changed since the worker loaded them' });
    return undefined;
  }
  const workflow = workflows.get(workflowId);
  if (workflow) return workflow;
  const said = problems.map(describeProblem).join('; ');
  post({ kind: 'unusable', stale: false, message: said || `${file} has no workflow ${workflowId}` });
  return undefined;
}

async function prepare(workflow: Workflow, items: readonly string[]): Promise<void> {
  for (const json of items) {
    current++;
    step();
    const enter = (event: (typeof FUNCTIONS)[number]): void =>
      void Atomics.store(progress, PROGRESS.function, FUNCTIONS.indexOf(event));
    enter('logics_failure');
    const prepared = await origin.run(current, () => prepareItem(workflow, JSON.parse(json), enter));
    // A promise it rejected without anybody to catch it ends the thread now, while this is the item at work.
    await nextTurn();
    step();
    post({ kind: 'outcome', outcome: outcomeOf(prepared) });
  }
}

function outcomeOf(prepared: Prepared): Outcome {
  if (prepared.outcome !== 'failed') return prepared;
  const { event, code, message, cause } = prepared.error;
  return { outcome: 'failed', event, code, message, cause: cause === undefined ? undefined : thrown(cause) };
}

/** Told by the next message, while a callback waits for items. */
let deliver: ((message: ToThread) => void) | undefined;

async function* itemsOfRun(): AsyncGenerator<unknown> {
  for (;;) {
    const answer = new Promise<ToThread>((tell) => {
      deliver = tell;
    });
    post({ kind: 'wanted' });
    const message = await answer;
    step();
    if (message.kind === 'no-items') throw new Error(message.error.message);
    if (message.kind !== 'items' || message.items.length === 0) return;
    for (const item of message.items) {
      yield item;
      step();
    }
  }
}

async function callBack(workflow: Workflow, facts: CallbackFacts): Promise<void> {
  current++;
  try {
    const context = { ...facts, items: itemsOfRun() as AsyncGenerator<Record<string, unknown>> };
    await origin.run(current, async () => workflow.callback?.(context));
    await nextTurn();
    post({ kind: 'returned' });
  } catch (error) {
    post({ kind: 'threw', error: thrown(error) });
  }
}

const workflow = await load();
if (workflow) {
  port.on('message', (message: ToThread) => {
    if (message.kind === 'prepare') void prepare(workflow, message.items);
    else if (message.kind === 'callback') void callBack(workflow, message.facts);
    else deliver?.(message);
  });
  post({ kind: 'ready' });
}
