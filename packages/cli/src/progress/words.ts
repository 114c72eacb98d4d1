import type { EventCounts, RunResult } from '@hrflow-sync/core';
import type { Colors } from 'picocolors/types.js';

const number = new Intl.NumberFormat('en');

export const amount = (value: number): string => number.format(Math.round(value));

export function duration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

/** The time of day where the person sits, with the day when it isn't today. */
export function clock(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === now.toDateString() ? time : `${at.toLocaleDateString('en-CA')} ${time}`;
}

/** The counts people follow, in the order items pass through them. */
export function countsOf(events: EventCounts): readonly (readonly [string, number])[] {
  const failed = events.write_failure + events.logics_failure + events.format_failure + events.read_failure;
  return [
    ['read', events.read_success],
    ['discarded', events.logics_discard],
    ['unchanged', events.unchanged],
    ['pushed', events.write_success],
    ['failed', failed],
  ];
}

/** A run's status, coloured by how much it wants to be looked at. */
export function statusInWords(status: string, colors: Colors, text = status): string {
  switch (status) {
    case 'success':
      return colors.green(text);
    case 'success_with_failures':
    case 'cancelling':
      return colors.yellow(text);
    case 'fatal':
      return colors.red(text);
    default:
      return text;
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
  const { status, reason } = result;
  const told = statusInWords(status, colors, status === 'fatal' ? `fatal (${reason})` : status);
  return [
    `${colors.bold('Run')} ${result.run_id} of ${result.workflow_id}: ${told} in ${duration(seconds)}`,
    ...(result.message === undefined ? [] : [`  ${result.message}`]),
    ...counts.map(([name, count]) => `  ${name.padEnd(width)}  ${amount(count).padStart(9)}`),
  ].join('\n');
}
