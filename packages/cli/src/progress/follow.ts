import { setTimeout as delay } from 'node:timers/promises';
import {
  Ledger,
  Pauses,
  RunItems,
  toRunResult,
  Waits,
  type connectRedis,
  type DataKeys,
  type Pause,
  type RunResult,
} from '@hrflow-sync/core';
import { snapshotOf, type Snapshot } from './snapshot.js';

/** How often a run is looked at. */
const POLL_MS = 200;

/** Where a run is looked at. */
export interface Lookout {
  readonly ledger: Ledger;
  readonly items: RunItems;
  readonly waits: Waits;
  readonly pauses: Pauses;
}

export function lookoutAt(
  redis: ReturnType<typeof connectRedis>,
  prefix: string,
  dataKeys: DataKeys,
): Lookout {
  return {
    items: new RunItems(redis, prefix, dataKeys),
    ledger: new Ledger(redis, prefix),
    waits: new Waits(redis, prefix),
    pauses: new Pauses(redis, prefix),
  };
}

/** A run as it stands, or `undefined` while no worker has taken it up. */
export type Watcher = (snapshot: Snapshot | undefined) => void;

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** Told that the run's workflow is paused; following ends when it returns true. */
  readonly giveUp?: (pause: Pause) => boolean;
}

/** Watches a run until it has ended, or following is given up: then the result is of a run that goes on. */
export async function followRun(
  { ledger, waits, pauses }: Lookout,
  runId: string,
  watch: Watcher,
  { signal, giveUp }: FollowOptions = {},
): Promise<RunResult> {
  for (;;) {
    const record = await ledger.read(runId);
    const [waiting, pause] = record
      ? await Promise.all([waits.of(runId), pauses.find(record.workflowId)])
      : [undefined, undefined];
    watch(record && snapshotOf(record, waiting, pause));
    if (record?.finishedAt !== undefined) return toRunResult(record);
    if (record && pause && giveUp?.(pause)) return toRunResult(record);
    await delay(POLL_MS, undefined, signal ? { signal } : {});
  }
}
