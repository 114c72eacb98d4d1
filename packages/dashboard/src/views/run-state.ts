import { toRunResult, type RunRecord } from '@hrflow-sync/core';
import type { RunState } from './words.js';

export function stateOf(record: RunRecord): RunState {
  if (record.finishedAt === undefined) return record.cancelled ? 'cancelling' : 'running';
  return toRunResult(record).status;
}

export const isOver = ({ finishedAt }: RunRecord): boolean => finishedAt !== undefined;

/** Milliseconds a run took, or has taken up to now. */
export function tookMs({ startedAt, finishedAt }: RunRecord, nowMs: number): number {
  const end = finishedAt === undefined ? nowMs : Date.parse(finishedAt);
  return Math.max(0, end - Date.parse(startedAt));
}

/** Items that reached an end. */
export function endedItems({ events, outstanding }: RunRecord): number {
  return Math.max(0, events.read_success - outstanding);
}

/** What became of the items of a run, step by step. */
export interface Funnel {
  readonly read: number;
  /** Left of them to be pushed. */
  readonly kept: number;
  readonly pushed: number;
  /** Lost from read to kept. */
  readonly discarded: number;
  readonly dropped: number;
  readonly expired: number;
  readonly logicsFailed: number;
  readonly formatFailed: number;
  /** Lost from kept to pushed. */
  readonly unchanged: number;
  readonly writeFailed: number;
  /** Read and neither pushed nor lost: still on their way, or only looked at by a dry run. */
  readonly left: number;
}

export function funnelOf({ events, dropped, expired }: RunRecord): Funnel {
  const read = events.read_success;
  const discarded = Math.max(0, events.logics_discard - dropped - expired);
  const logicsFailed = events.logics_failure;
  const formatFailed = events.format_failure;
  const kept = Math.max(0, read - discarded - dropped - expired - logicsFailed - formatFailed);
  const { write_success: pushed, unchanged, write_failure: writeFailed } = events;
  const left = Math.max(0, kept - pushed - unchanged - writeFailed);
  const lost = { discarded, dropped, expired, logicsFailed, formatFailed, unchanged, writeFailed };
  return { read, kept, pushed, ...lost, left };
}
