import type { DroppedLetter, FoundDeadLetter, RunRecord } from '@hrflow-sync/core';
import type { Desk } from '../desk.js';

/** Runs gone through for items that were dropped. */
export const RUNS_SEARCHED = 1_000;
const RUNS_AT_ONCE = 50;

/** A workflow that has pushed an item at least once. */
export interface Pushed {
  readonly workflowId: string;
  readonly digest: string;
}

export interface FoundDropped extends DroppedLetter {
  readonly runId: string;
  readonly workflowId: string;
}

/** What is still known of an item. */
export interface FoundItem {
  readonly reference: string;
  readonly deadLetters: readonly FoundDeadLetter[];
  readonly dropped: readonly FoundDropped[];
  readonly pushed: readonly Pushed[];
}

/** Looks for an item by its reference in all that is kept. */
export async function findItem(desk: Desk, reference: string): Promise<FoundItem> {
  const [deadLetters, dropped, pushed] = await Promise.all([
    desk.letters.find({ reference }),
    droppedOf(desk, reference),
    pushedBy(desk, reference),
  ]);
  return { reference, deadLetters, dropped, pushed };
}

async function droppedOf({ ledger }: Desk, reference: string): Promise<FoundDropped[]> {
  const positions = await ledger.runIds(RUNS_SEARCHED);
  const found: FoundDropped[] = [];
  for (let start = 0; start < positions.length; start += RUNS_AT_ONCE) {
    const some = positions.slice(start, start + RUNS_AT_ONCE);
    const records = await Promise.all(some.map(({ runId }) => ledger.read(runId)));
    const withDropped = records.filter((record): record is RunRecord => (record?.dropped ?? 0) > 0);
    for (const { runId, workflowId } of withDropped) {
      const letters = (await ledger.droppedLetters(runId)).filter((each) => each.reference === reference);
      found.push(...letters.map((letter) => ({ ...letter, runId, workflowId })));
    }
  }
  return found;
}

async function pushedBy({ known, ledger, fingerprints }: Desk, reference: string): Promise<Pushed[]> {
  const ids = new Set((await known.list()).map(({ id }) => id));
  for (const { workflowId } of await ledger.latestRuns(RUNS_AT_ONCE)) ids.add(workflowId);
  const looked = [...ids].map(async (workflowId) => ({
    workflowId,
    digest: await fingerprints.find(workflowId, reference),
  }));
  return (await Promise.all(looked)).flatMap(({ workflowId, digest }) =>
    digest === undefined ? [] : [{ workflowId, digest }],
  );
}
