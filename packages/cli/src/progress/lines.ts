import type { RunRecord } from '@hrflow-sync/core';
import { Pace, secondsLeft } from './pace.js';
import { amount, countsOf, duration, phaseOf } from './words.js';

/** In a pipe or in CI, one line this often. */
const EVERY_MS = 2_000;

/** Writes plain lines, a few seconds apart, where there is no terminal to redraw. */
export class ProgressLines {
  private readonly pace = new Pace();
  private lastMs = 0;
  private lastPhase = '';

  constructor(
    private readonly output: NodeJS.WritableStream,
    private readonly title: string,
  ) {}

  show(record: RunRecord | undefined): void {
    const nowMs = Date.now();
    const phase = phaseOf(record);
    const rate = record ? this.pace.rate(record, nowMs) : 0;
    if (phase === this.lastPhase && nowMs - this.lastMs < EVERY_MS) return;
    this.lastMs = nowMs;
    this.lastPhase = phase;
    this.output.write(`${this.title}: ${phase}${record ? this.details(record, rate) : ''}\n`);
  }

  clear(): void {
    // Lines stay.
  }

  private details(record: RunRecord, rate: number): string {
    const counts = countsOf(record).map(([name, count]) => `${name} ${amount(count)}`);
    const left = secondsLeft(record, rate);
    const parts = [`pages ${amount(record.pages)}`, ...counts, `${amount(rate)} items/s`];
    if (left !== undefined) parts.push(`${duration(left)} left for what was read`);
    return ` · ${parts.join(' · ')}`;
  }
}
