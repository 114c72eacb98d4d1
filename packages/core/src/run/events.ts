/** What can happen to an item or a run: the contract of hrflow-connectors, with `write_success` and
 * `unchanged` counted instead of derived. */
export const EVENT_NAMES = [
  'read_success',
  'read_failure',
  'logics_discard',
  'logics_failure',
  'format_failure',
  'write_success',
  'write_failure',
  'unchanged',
  'callback_executed',
  'callback_failure',
  'getting_incremental_token_failure',
] as const;

export type EventName = (typeof EVENT_NAMES)[number];
export type EventCounts = Record<EventName, number>;

/** How many failures a run's events tell of. */
export function failuresOf(events: Readonly<Partial<Record<string, number>>>): number {
  return FAILURES.reduce((sum, name) => sum + (events[name] ?? 0), 0);
}

const FAILURES: readonly EventName[] = [
  'read_failure',
  'logics_failure',
  'format_failure',
  'write_failure',
  'callback_failure',
  'getting_incremental_token_failure',
];

export function noEvents(): EventCounts {
  return Object.fromEntries(EVENT_NAMES.map((name) => [name, 0])) as EventCounts;
}
