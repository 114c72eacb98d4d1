import { stripVTControlCharacters } from 'node:util';
import { colorsFor, type Output } from '../terminal.js';

/** Narrower than this, a last column says nothing. */
const NARROWEST = 20;

/** How a table is drawn. */
export interface TableStyle {
  /** Columns of numbers, by title: aligned at their right. */
  readonly numbers?: readonly string[];
  /** Width of the terminal; the last column is cut to fit. Default: nothing is cut. */
  readonly width?: number | undefined;
  /** What titles look like. Default: plain. */
  readonly paintHead?: (text: string) => string;
}

/** Columns padded to their widest cell. */
export function table(
  head: readonly string[],
  given: readonly (readonly string[])[],
  { numbers = [], width, paintHead = (text) => text }: TableStyle = {},
): string {
  const rows = given.map((row) => row.map(printable));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => visible(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - visible(cell)));
        return numbers.includes(head[column] ?? '') ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  const fitted = rows.map((row) => fit(row, widths, width));
  return [paintHead(line(head)), ...fitted.map(line)].join('\n');
}

/** The style of tables where people look at them: as wide as the terminal, titles dimmed. */
export function styleFor(output: Output, environment: NodeJS.ProcessEnv): TableStyle {
  return { width: output.isTTY ? output.columns : undefined, paintHead: colorsFor(output, environment).dim };
}

function fit(row: readonly string[], widths: readonly number[], width: number | undefined): string[] {
  const last = row.at(-1) ?? '';
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const room = Math.max(NARROWEST, (width ?? Infinity) - before);
  const cut = visible(last) <= room ? last : `${stripVTControlCharacters(last).slice(0, room - 1)}…`;
  return [...row.slice(0, -1), cut];
}

/**
 * A cell as a terminal may be shown it. Names and messages come from outside: they could move the cursor, set the
 * clipboard, or turn the rest of a line around. Colours, which are ours, stay.
 */
function printable(cell: string): string {
  return cell.replaceAll(UNPRINTABLE, (found) =>
    found.endsWith('m') && found.startsWith('\u001b[') ? found : '·',
  );
}

const UNPRINTABLE = /\p{Cc}(?:\[[\d;]*m)?|[\u202a-\u202e\u2066-\u2069]/gu;

function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}
