import { passed, type Outcome } from './scenario.js';

const HEADER = [
  'scenario',
  'runs',
  'injected',
  'lost',
  'unexpected',
  'changed',
  'repeated',
  'counts',
  'seconds',
  '',
];

/** The outcomes as a table for a terminal or a page, the problems below it. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = [HEADER, ...outcomes.map(row)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`.trimEnd(),
  );
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return [...lines, ...remarks(outcomes)].join('\n');
}

function row(outcome: Outcome): string[] {
  const injected = [...outcome.injected].map(([what, times]) => `${times} ${what}`).join(', ');
  const numbers = [outcome.lost, outcome.unexpected, outcome.changed, outcome.repeated].map(String);
  return [
    outcome.name,
    String(outcome.runs),
    injected,
    ...numbers,
    outcome.problems.length === 0 ? 'equal' : 'NOT EQUAL',
    outcome.seconds.toFixed(1),
    passed(outcome) ? 'ok' : 'FAILED',
  ];
}

function remarks(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ name, notes, problems }) => [
    ...notes.map((note) => `${name}: ${note}`),
    ...problems.map((problem) => `${name}: PROBLEM: ${problem}`),
  ]);
}
