import type { EventName, Reason, RunRecord, Schedule, Trigger } from '@hrflow-sync/core';

const number = new Intl.NumberFormat('en');
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const amount = (value: number): string => number.format(Math.round(value));

/** `1 item`, `2 items`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${amount(value)} ${value === 1 ? one : many}`;

/** A span of time, in the unit people would take. */
export function duration(ms: number): string {
  if (ms < SECOND_MS) return 'under a second';
  if (ms < 90 * SECOND_MS) return `${Math.round(ms / SECOND_MS)} s`;
  if (ms < 90 * MINUTE_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  if (ms < 36 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return `${Math.round(ms / DAY_MS)} days`;
}

/** Items per second; small ones with a digit after the point. */
export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : amount(perSecond);
}

/** E-mail addresses in an error's message are people's; the rest of it is what one needs to know. */
export function redactText(text: string): string {
  return text.replace(/([\w.%+-])[\w.%+-]*@([\w-]+\.[\w.-]*\w)/g, '$1…@$2');
}

/** How a run stands. */
export type RunState = 'waiting' | 'running' | 'cancelling' | 'success' | 'success_with_failures' | 'fatal';

export const STATE_WORDS: Readonly<Record<RunState | 'skipped', string>> = {
  waiting: 'Waiting',
  running: 'Running',
  cancelling: 'Cancelling',
  success: 'Success',
  success_with_failures: 'With failures',
  fatal: 'Fatal',
  skipped: 'Skipped',
};

/** What a run is doing now. */
export function phaseOf(record: RunRecord): string {
  if (record.finishedAt !== undefined) return 'Finished';
  if (!record.opened) return 'Checking credentials and parameters';
  if (record.pages === 0) return 'Reading the first page';
  if (record.cancelled) return 'Pushing what was read before it was cancelled';
  return record.readingEnded ? 'Pushing what was read' : 'Reading and pushing';
}

const TRIGGERS: Readonly<Record<Trigger, string>> = {
  schedule: 'its schedule',
  manual: 'a person',
  api: 'the HTTP API',
  webhook: 'a webhook',
};

export const triggerWords = (trigger: Trigger): string => TRIGGERS[trigger] ?? trigger;

const REASONS: Readonly<Record<Reason, string>> = {
  none: '',
  workflow_id_not_found: 'The worker that took it has no workflow of this name.',
  origin_is_not_readable: 'The action can’t read from this side.',
  target_is_not_writable: 'The action can’t write to this side.',
  origin_does_not_support_incremental: 'The action can’t read incrementally.',
  backend_not_configured: 'There is no place to keep an incremental token.',
  event_parsing_failure: 'The event that asked for it could not be understood.',
  getting_incremental_token_failure: 'Where to go on from next time could not be found out.',
  mode_not_supported_by_origin: 'The origin doesn’t support this kind of action.',
  mode_not_supported_by_target: 'The target doesn’t support this kind of action.',
  bad_origin_parameters: 'Credentials or parameters of the side that is read are wrong. Nothing was read.',
  bad_target_parameters: 'Credentials or parameters of the side that is written are wrong. Nothing was read.',
  format_failure: 'The format threw on every item that reached it.',
  logics_failure: 'A logic threw on every item.',
  read_failure: 'The origin could not be read.',
  write_failure: 'Not one item could be written.',
};

export const reasonWords = (reason: Reason): string => REASONS[reason] ?? reason;

/** What each event of the contract counts. */
export const EVENT_WORDS: Readonly<Record<EventName, string>> = {
  read_success: 'Items read from the origin',
  read_failure: 'Reads that were given up',
  logics_discard: 'Discarded by a logic, dropped by a person, or expired',
  logics_failure: 'A logic threw',
  format_failure: 'The format threw',
  write_success: 'Written to the target',
  write_failure: 'Refused by the target, or out of attempts',
  unchanged: 'Left as the target has them',
  callback_executed: 'Callback called',
  callback_failure: 'Callback threw',
  getting_incremental_token_failure: 'Incremental token not found out',
};

/** `every day at 02:00` would be a guess at what a cron expression means; this says what is written. */
export function scheduleWords(schedule: Schedule): string {
  if ('every' in schedule) return `every ${duration(schedule.every)}`;
  return `${schedule.cron} · ${schedule.timezone ?? 'UTC'}`;
}
