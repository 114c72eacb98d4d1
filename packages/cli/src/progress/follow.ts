import { setTimeout as delay } from 'node:timers/promises';
import { toRunResult, type Ledger, type RunRecord, type RunResult } from '@hrflow-sync/core';

/** How often a run is looked at. */
const POLL_MS = 200;

/** A run as it stands, or `undefined` while no worker has taken it up. */
export type Watcher = (record: RunRecord | undefined) => void;

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** Asked each time; following ends when it resolves to true. */
  readonly giveUp?: () => Promise<boolean>;
}

/** Watches a run until it has ended, or following is given up: then the result is of a run that goes on. */
export async function followRun(
  ledger: Ledger,
  runId: string,
  watch: Watcher,
  { signal, giveUp }: FollowOptions = {},
): Promise<RunResult> {
  for (;;) {
    const record = await ledger.read(runId);
    watch(record);
    if (record?.finishedAt !== undefined) return toRunResult(record);
    if (record && (await giveUp?.())) return toRunResult(record);
    await delay(POLL_MS, undefined, signal ? { signal } : {});
  }
}
