import {
  jobIds,
  placeOf,
  type DataKeys,
  type DeadLetter,
  type DroppedLetter,
  type PushJob,
  type Trail,
  type TrailExchange,
} from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import type { Desk } from '../desk.js';
import { differencesOf, type Comparison } from './differences.js';

/** Where an item stands. */
export type ItemState = 'failed' | 'delayed' | 'active' | 'waiting' | 'dropped';

/** What can be shown of an item's data, or why nothing can. */
export type ItemData = { readonly value: unknown; readonly length: number } | { readonly problem: string };

/** An item of a run, with its data. For operators only, and not without an entry in the audit log. */
export interface ItemView {
  readonly runId: string;
  readonly workflowId: string;
  readonly ordinal: number;
  readonly reference: string | null;
  readonly state: ItemState;
  readonly stage: PushJob['stage'] | undefined;
  readonly letter: DeadLetter | undefined;
  readonly dropped: DroppedLetter | undefined;
  readonly trail: Trail | undefined;
  /** Why no trail can be shown, though one is kept. */
  readonly trailProblem: string | undefined;
  /** Of what was to be written with what was held. */
  readonly comparison: Comparison | undefined;
  readonly data: ItemData;
}

/** `undefined` when nothing of it is kept: it ended well, or never was. */
export async function readItem(desk: Desk, runId: string, ordinal: number): Promise<ItemView | undefined> {
  const { ledger, queues, trails } = desk;
  const record = await ledger.read(runId);
  if (!record) return undefined;
  const { workflowId } = record;
  const [job, letter, dropped] = await Promise.all([
    queues.pushes.getJob(jobIds.push(runId, ordinal)) as Promise<Job<PushJob> | undefined>,
    ledger.deadLetter(runId, ordinal),
    ledger.droppedLetter(runId, ordinal),
  ]);
  if (!job && !letter && !dropped) return undefined;
  const [state, { trail, trailProblem }] = await Promise.all([
    stateOf(job, letter),
    trails.read({ workflowId, runId, ordinal }).then(
      (read) => ({ trail: read, trailProblem: undefined }),
      (error: Error) => ({ trail: undefined, trailProblem: error.message }),
    ),
  ]);
  const reference = job?.data.reference ?? (letter ?? dropped)?.reference ?? null;
  const stage = job?.data.stage;
  const comparison = comparisonOf(trail?.exchanges ?? []);
  const about = { runId, workflowId, ordinal, reference, state, stage };
  return { ...about, letter, dropped, trail, trailProblem, comparison, data: dataOf(desk.dataKeys, job) };
}

async function stateOf(job: Job<PushJob> | undefined, letter: DeadLetter | undefined): Promise<ItemState> {
  if (!job) return letter ? 'failed' : 'dropped';
  const state = await job.getState();
  if (state === 'failed' || state === 'delayed' || state === 'active') return state;
  return 'waiting';
}

function dataOf(dataKeys: DataKeys, job: Job<PushJob> | undefined): ItemData {
  if (!job) return { problem: 'Its data is gone: it ended, or somebody removed its job.' };
  try {
    const json = dataKeys.open(job.data.item, placeOf.push(job.data));
    return { value: JSON.parse(json) as unknown, length: json.length };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? 'Its data can’t be read.' : (error as Error).message };
  }
}

/** The last write that was to take the place of something. */
function comparisonOf(exchanges: readonly TrailExchange[]): Comparison | undefined {
  const write = exchanges.findLast(({ held }) => held !== null);
  return write?.held && write.sent ? differencesOf(write.provider, write.held, write.sent) : undefined;
}
