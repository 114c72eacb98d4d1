import type { RunRecord } from '@hrflow-sync/core';
import type { Colors } from 'picocolors/types.js';
import { Pace, endedItems, secondsLeft } from './pace.js';
import { amount, countsOf, duration, phaseOf } from './words.js';

const BAR_WIDTH = 30;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Redraws a few lines in place on a terminal. */
export class ProgressScreen {
  private readonly pace = new Pace();
  private lines = 0;
  private frame = 0;

  constructor(
    private readonly output: NodeJS.WritableStream,
    private readonly title: string,
    private readonly colors: Colors,
  ) {}

  show(record: RunRecord | undefined): void {
    const lines = this.draw(record);
    const back = this.lines > 0 ? `\u001b[${this.lines}A` : '';
    // Each line is cleared to its end, so that a shorter one leaves no rest of a longer one.
    this.output.write(`${back}${lines.map((line) => `${line}\u001b[K\n`).join('')}`);
    this.lines = lines.length;
  }

  /** Takes the display away, so that the result stands in its place. */
  clear(): void {
    if (this.lines > 0) this.output.write(`\u001b[${this.lines}A\u001b[J`);
    this.lines = 0;
  }

  private draw(record: RunRecord | undefined): string[] {
    const { colors } = this;
    const spinner = FRAMES[this.frame++ % FRAMES.length] ?? '';
    const head = `${colors.cyan(spinner)} ${colors.bold(this.title)} ${colors.dim(phaseOf(record))}`;
    if (!record) return [head];
    const rate = this.pace.rate(record, Date.now());
    const left = secondsLeft(record, rate);
    const counts = countsOf(record)
      .filter(([name, count]) => name !== 'unchanged' || count > 0)
      .map(([name, count]) => this.count(name, count));
    const time = left === undefined ? '' : ` · ${duration(left)} left for what was read`;
    return [
      head,
      `  ${this.bar(record)}  ${amount(record.pages)} pages`,
      `  ${counts.join('  ')}`,
      colors.dim(`  ${amount(rate)} items/s${time}`),
    ];
  }

  private count(name: string, count: number): string {
    const { colors } = this;
    const shown = amount(count);
    if (name === 'failed' && count > 0) return `${name} ${colors.red(shown)}`;
    if (name === 'pushed') return `${name} ${colors.green(shown)}`;
    return `${name} ${colors.bold(shown)}`;
  }

  private bar(record: RunRecord): string {
    const total = record.events.read_success - record.events.logics_discard;
    const share = total === 0 ? 0 : Math.min(1, endedItems(record) / total);
    const filled = Math.round(share * BAR_WIDTH);
    const { colors } = this;
    const bar = colors.green('━'.repeat(filled)) + colors.dim('━'.repeat(BAR_WIDTH - filled));
    return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %`;
  }
}
