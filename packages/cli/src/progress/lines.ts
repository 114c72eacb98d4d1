import type { Output } from '../terminal.js';
import { Pace } from './pace.js';
import { limitInWords, paceInWords } from './parts.js';
import { NOT_TAKEN_UP, type Snapshot } from './snapshot.js';
import { amount, countsOf } from './words.js';

/** In a pipe or in CI, one line this often. */
const EVERY_MS = 2_000;

/** Writes plain lines, a few seconds apart, where there is no terminal to redraw. */
export class ProgressLines {
  private readonly pace = new Pace();
  private lastMs = -Infinity;
  private lastPhase = '';

  constructor(
    private readonly output: Output,
    private readonly title: string,
    private readonly now: () => number = Date.now,
  ) {}

  show(snapshot: Snapshot | undefined): void {
    const nowMs = this.now();
    const phase = snapshot?.phase ?? NOT_TAKEN_UP;
    const rate = snapshot ? this.pace.rate(snapshot, nowMs) : 0;
    if (phase === this.lastPhase && nowMs - this.lastMs < EVERY_MS) return;
    this.lastMs = nowMs;
    this.lastPhase = phase;
    const parts = snapshot ? details(snapshot, rate, nowMs) : [];
    this.output.write(`${[`${this.title}: ${phase}`, ...parts].join(' · ')}\n`);
  }

  /** Said by the log, beside which these lines stand. */
  note(_text: string): void {}

  clear(): void {
    // Lines stay.
  }
}

function details(snapshot: Snapshot, rate: number, nowMs: number): string[] {
  const { events, pages, waiting } = snapshot;
  const counts = [...countsOf(events)];
  // Before what has failed for good.
  counts.splice(-1, 0, ['retrying', waiting.retrying]);
  const limit = limitInWords(snapshot, nowMs);
  return [
    `pages ${amount(pages)}`,
    ...counts.map(([name, count]) => `${name} ${amount(count)}`),
    paceInWords(snapshot, rate, nowMs),
    ...(limit === undefined ? [] : [limit]),
  ];
}
