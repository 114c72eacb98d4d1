import type { RunRecord } from '@hrflow-sync/core';
import { endedItems, isOver, tookMs } from './run-state.js';

/** How far back the rate of a running run looks. */
const WINDOW_MS = 5_000;

/** Items per second: of a running run over its last seconds, of any other over all of it. */
export class Rates {
  private readonly samples = new Map<string, { atMs: number; ended: number }[]>();

  of(record: RunRecord, nowMs: number): number {
    const { runId } = record;
    const ended = endedItems(record);
    if (isOver(record)) {
      this.samples.delete(runId);
      return average(ended, tookMs(record, nowMs));
    }
    const samples = (this.samples.get(runId) ?? []).filter(({ atMs }) => atMs >= nowMs - WINDOW_MS);
    samples.push({ atMs: nowMs, ended });
    this.samples.set(runId, samples);
    const [first] = samples;
    // A second between two looks at least, or else the rate of one page of items is told as that of the run.
    if (!first || nowMs - first.atMs < 900) return average(ended, tookMs(record, nowMs));
    return average(ended - first.ended, nowMs - first.atMs);
  }
}

function average(ended: number, ms: number): number {
  return ms > 0 ? (Math.max(0, ended) * 1_000) / Math.max(ms, 1_000) : 0;
}
