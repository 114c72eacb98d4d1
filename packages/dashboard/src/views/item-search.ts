import {
  emailHash,
  type DroppedLetter,
  type FoundDeadLetter,
  type RunRecord,
  type Touch,
} from '@hrflow-sync/core';
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

/** A run of a workflow with `itemIndex` that had to do with an item. */
export interface FoundTouch extends Touch {
  readonly workflowId: string;
}

/** What somebody looks for: an item, or everything of a person, of whom only a hash is known. */
export type Sought =
  | { readonly reference: string; readonly hash?: never }
  | { readonly hash: string; readonly reference?: never };

/** What is still known of an item. */
export interface FoundItem {
  readonly reference: string;
  readonly deadLetters: readonly FoundDeadLetter[];
  readonly dropped: readonly FoundDropped[];
  readonly pushed: readonly Pushed[];
  /** The latest first. */
  readonly touches: readonly FoundTouch[];
}

/** Items of one e-mail address that are shown. */
const ITEMS_OF_ADDRESS = 10;
const HASH = /^[0-9a-f]{64}$/i;

/** What a text asks for: an e-mail address is nothing but its hash from here on. */
export function soughtIn(text: string): Sought | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (HASH.test(trimmed)) return { hash: trimmed.toLowerCase() };
  return /^[^@\s]+@[^@\s]+$/.test(trimmed) ? { hash: emailHash(trimmed) } : { reference: trimmed };
}

/** All items that are sought, with what is known of them. */
export async function findItems(desk: Desk, { reference, hash }: Sought): Promise<FoundItem[]> {
  if (reference !== undefined) return [await findItem(desk, reference)];
  const ids = await workflowIds(desk);
  const found = await Promise.all(ids.map((id) => desk.itemIndex.references(id, hash)));
  const references = [...new Set(found.flat())].slice(0, ITEMS_OF_ADDRESS);
  const items: FoundItem[] = [];
  // One after the other: each goes through a thousand runs.
  for (const each of references) items.push(await findItem(desk, each));
  return items;
}

/** Looks for an item by its reference in all that is kept. */
async function findItem(desk: Desk, reference: string): Promise<FoundItem> {
  const [deadLetters, dropped, pushed, touches] = await Promise.all([
    desk.letters.find({ reference }),
    droppedOf(desk, reference),
    pushedBy(desk, reference),
    touchesOf(desk, reference),
  ]);
  return {
    reference,
    deadLetters,
    dropped,
    pushed,
    touches: touches.map((touch) => asItStands(touch, dropped)),
  };
}

/** What a person dropped had failed before, and the index isn't told. */
function asItStands(touch: FoundTouch, dropped: readonly FoundDropped[]): FoundTouch {
  const wasDropped = touch.outcome === 'failed' && dropped.some(({ runId }) => runId === touch.runId);
  return wasDropped ? { ...touch, outcome: 'dropped' } : touch;
}

async function touchesOf(desk: Desk, reference: string): Promise<FoundTouch[]> {
  const looked = (await workflowIds(desk)).map(async (workflowId) =>
    (await desk.itemIndex.find(workflowId, reference)).map((touch) => ({ ...touch, workflowId })),
  );
  return (await Promise.all(looked)).flat().sort((a, b) => b.atMs - a.atMs);
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

/** Workflows that are deployed, and those that ran lately. */
async function workflowIds({ known, ledger }: Desk): Promise<string[]> {
  const ids = new Set((await known.list()).map(({ id }) => id));
  for (const { workflowId } of await ledger.latestRuns(RUNS_AT_ONCE)) ids.add(workflowId);
  return [...ids];
}

async function pushedBy(desk: Desk, reference: string): Promise<Pushed[]> {
  const looked = (await workflowIds(desk)).map(async (workflowId) => ({
    workflowId,
    digest: await desk.fingerprints.find(workflowId, reference),
  }));
  return (await Promise.all(looked)).flatMap(({ workflowId, digest }) =>
    digest === undefined ? [] : [{ workflowId, digest }],
  );
}
