import type { EventCounts } from '@hrflow-sync/core';
import type { Snapshot } from './snapshot.js';

/** How far back the rate looks. */
const WINDOW_MS = 5_000;

/** Items that reached an end. */
export function endedItems(events: EventCounts): number {
  const { write_success, write_failure, unchanged, logics_failure, format_failure } = events;
  return write_success + write_failure + unchanged + logics_failure + format_failure;
}

/** The speed of a run over its last seconds. */
export class Pace {
  private samples: { atMs: number; ended: number }[] = [];

  /** Items per second. */
  rate({ events }: Snapshot, nowMs: number): number {
    this.samples.push({ atMs: nowMs, ended: endedItems(events) });
    this.samples = this.samples.filter(({ atMs }) => atMs >= nowMs - WINDOW_MS);
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (!first || !last || last.atMs === first.atMs) return 0;
    return ((last.ended - first.ended) * 1000) / (last.atMs - first.atMs);
  }
}

/** Seconds until what was handed over is done at this rate, or `undefined` when nobody can tell. */
export function secondsLeft({ outstanding }: Snapshot, rate: number): number | undefined {
  return rate > 0 && outstanding > 0 ? outstanding / rate : undefined;
}
