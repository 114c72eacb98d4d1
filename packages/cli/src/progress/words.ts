import type { RunRecord, RunResult } from '@hrflow-sync/core';
import type { Colors } from 'picocolors/types.js';

const number = new Intl.NumberFormat('en');

export const amount = (value: number): string => number.format(Math.round(value));

export function duration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

/** What a run is doing now. */
export function phaseOf(record: RunRecord | undefined): string {
  if (!record) return 'waiting for a worker';
  if (record.finishedAt !== undefined) return 'finished';
  if (!record.opened) return 'checking credentials and parameters';
  if (record.pages === 0) return 'reading the first page';
  return record.readingEnded ? 'pushing what was read' : 'reading and pushing';
}

/** The counts people follow, in the order items pass through them. */
export function countsOf({ events }: RunRecord): readonly (readonly [string, number])[] {
  const failed = events.write_failure + events.logics_failure + events.format_failure + events.read_failure;
  return [
    ['read', events.read_success],
    ['discarded', events.logics_discard],
    ['unchanged', events.unchanged],
    ['pushed', events.write_success],
    ['failed', failed],
  ];
}

function statusInWords(result: RunResult, colors: Colors): string {
  switch (result.status) {
    case 'success':
      return colors.green('success');
    case 'success_with_failures':
      return colors.yellow('success_with_failures');
    case 'fatal':
      return colors.red(`fatal (${result.reason})`);
    default:
      return result.status satisfies never;
  }
}

/** The result of a run, for people. */
export function describeResult(result: RunResult, colors: Colors): string {
  const end = result.finished_at === '' ? Date.now() : Date.parse(result.finished_at);
  const seconds = (end - Date.parse(result.started_at)) / 1000;
  const counts = Object.entries(result.events).filter(
    ([name, count]) => count > 0 || name === 'read_success',
  );
  const width = Math.max(...counts.map(([name]) => name.length));
  return [
    `${colors.bold('Run')} ${result.run_id} of ${result.workflow_id}: ${statusInWords(result, colors)} in ${duration(seconds)}`,
    ...(result.message === undefined ? [] : [`  ${result.message}`]),
    ...counts.map(([name, count]) => `  ${name.padEnd(width)}  ${amount(count).padStart(9)}`),
  ].join('\n');
}
