import { stripVTControlCharacters } from 'node:util';
import type { Colors } from 'picocolors/types.js';
import type { Output } from '../terminal.js';
import { Pace, endedItems } from './pace.js';
import { limitInWords, paceInWords } from './parts.js';
import { NOT_TAKEN_UP, type Snapshot } from './snapshot.js';
import { amount, countsOf } from './words.js';

const BAR_WIDTH = 30;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** Where a terminal doesn't tell its width. */
const USUAL_COLUMNS = 80;

/** How long a note is shown. */
const NOTE_MS = 10_000;

/** Redraws a few lines in place on a terminal. */
export class ProgressScreen {
  private readonly pace = new Pace();
  private lines = 0;
  private frame = 0;
  private noted = { text: '', atMs: -Infinity };

  constructor(
    private readonly output: Output,
    private readonly title: string,
    /** What Ctrl-C does. */
    private readonly hint: string,
    private readonly colors: Colors,
    private readonly now: () => number = Date.now,
  ) {}

  show(snapshot: Snapshot | undefined): void {
    // A line that is wider than the terminal would take two, and the next drawing start too low.
    const width = (this.output.columns ?? USUAL_COLUMNS) - 1;
    const [head = [], ...body] = this.draw(snapshot);
    const lines = [...fold(head, width, ''), ...body.flatMap((parts) => fold(parts, width, INDENT))];
    const back = this.lines > 0 ? upTo(this.lines) : '';
    // Each line is cleared to its end, and what is below the last one, so that nothing is left of longer ones.
    this.output.write(`${back}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    this.lines = lines.length;
  }

  /** Shows something that belongs to no count, for a while: that Redis is away, say. */
  note(text: string): void {
    this.noted = { text, atMs: this.now() };
  }

  /** Takes the display away, so that the result stands in its place. */
  clear(): void {
    if (this.lines > 0) this.output.write(`${upTo(this.lines)}\u001b[J`);
    this.lines = 0;
  }

  /** Lines, each of parts that may be folded between. */
  private draw(snapshot: Snapshot | undefined): string[][] {
    const { colors } = this;
    const nowMs = this.now();
    const spinner = FRAMES[this.frame++ % FRAMES.length] ?? '';
    const phase = snapshot?.phase ?? NOT_TAKEN_UP;
    const head = [`${colors.cyan(spinner)} ${colors.bold(this.title)}`, phase];
    if (!snapshot) return [head];
    const rate = this.pace.rate(snapshot, nowMs);
    const limit = limitInWords(snapshot, nowMs);
    return [
      head,
      this.bar(snapshot),
      this.counts(snapshot),
      [colors.dim(paceInWords(snapshot, rate, nowMs))],
      ...(limit === undefined ? [] : [[colors.yellow(limit)]]),
      ...(nowMs - this.noted.atMs > NOTE_MS ? [] : [[colors.red(this.noted.text)]]),
      [colors.dim(`run ${snapshot.runId}`), colors.dim(this.hint)],
    ];
  }

  private counts({ events, waiting }: Snapshot): string[] {
    const { colors } = this;
    const paint: Readonly<Record<string, (text: string) => string>> = {
      pushed: colors.green,
      retrying: colors.yellow,
      failed: colors.red,
    };
    const counts = [...countsOf(events)];
    // Before what has failed for good.
    counts.splice(-1, 0, ['retrying', waiting.retrying]);
    return counts.map(([name, count]) => {
      const shown = count > 0 ? (paint[name] ?? colors.bold)(amount(count)) : colors.dim('0');
      return `${colors.dim(name)} ${shown}`;
    });
  }

  /** How much of what was read has ended: how much there is in all, origins don't say. */
  private bar({ events, pages }: Snapshot): string[] {
    const { colors } = this;
    const total = events.read_success - events.logics_discard;
    const share = total <= 0 ? 0 : Math.min(1, endedItems(events) / total);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = colors.green('━'.repeat(filled)) + colors.dim('─'.repeat(BAR_WIDTH - filled));
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
    return [`${bar} ${percent} of what was read`, `${amount(pages)} ${pages === 1 ? 'page' : 'pages'}`];
  }
}

/** To the start of a line above: Ctrl-C has left its mark on this one. */
function upTo(lines: number): string {
  return `\u001b[${lines}F`;
}

const GAP = '  ';
const INDENT = '  ';

/** Puts parts beside each other as far as they fit, and goes on below. A part that is too wide is cut. */
function fold(parts: readonly string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const joined = `${line}${GAP}${part}`;
    if (line !== undefined && visible(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(cut(`${indent}${part}`, width));
  }
  return lines;
}

function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}

function cut(text: string, width: number): string {
  return visible(text) <= width
    ? text
    : `${stripVTControlCharacters(text).slice(0, Math.max(0, width - 1))}…`;
}
