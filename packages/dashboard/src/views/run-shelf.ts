import type { Ledger, RunRecord } from '@hrflow-sync/core';
import { isOver } from './run-state.js';

/** A finished run changes only when one of its dead letters is retried or dropped. */
const FRESH_MS = 10_000;
const MOST_KEPT = 20_000;

/**
 * Runs as the dashboard last read them. The overview looks at the last runs of each workflow every second;
 * those that are over are read again every ten.
 */
export class RunShelf {
  private readonly kept = new Map<string, { record: RunRecord; readAtMs: number }>();

  constructor(private readonly ledger: Ledger) {}

  async read(runId: string): Promise<RunRecord | undefined> {
    const now = Date.now();
    const known = this.kept.get(runId);
    if (known && isOver(known.record) && now - known.readAtMs < FRESH_MS) return known.record;
    const record = await this.ledger.read(runId);
    this.kept.delete(runId);
    if (record) this.keep(runId, record, now);
    return record;
  }

  async readAll(runIds: readonly string[]): Promise<RunRecord[]> {
    const records = await Promise.all(runIds.map((runId) => this.read(runId)));
    return records.filter((record) => record !== undefined);
  }

  /** So that what somebody has just done is seen at once. */
  forget(runId: string): void {
    this.kept.delete(runId);
  }

  private keep(runId: string, record: RunRecord, readAtMs: number): void {
    const oldest = this.kept.keys().next();
    if (this.kept.size >= MOST_KEPT && !oldest.done) this.kept.delete(oldest.value);
    this.kept.set(runId, { record, readAtMs });
  }
}
