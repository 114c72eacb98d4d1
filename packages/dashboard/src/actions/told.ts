import type { Request } from 'express';
import { amount, counted } from '../views/words.js';

/** What a deed came to, as the address of the next page says it: a word and at most two numbers. */
const TOLD = {
  in_flight: () => 'A run is in flight already: this is it.',
  paused: () => 'Paused.',
  was_paused: () => 'It was paused already; the first reason stands.',
  resumed: () => 'Resumed.',
  was_running: () => 'It was not paused.',
  cancelled: () => 'Cancelled: it reads no further page.',
  had_ended: () => 'It had ended already.',
  retried: (retried: number, gone: number) =>
    `${counted(retried, 'item')} put back to be pushed${gone > 0 ? `; ${amount(gone)} on their way already or gone` : ''}.`,
  retrying: () => 'They are being put back; the page follows.',
  dropping: () => 'They are being dropped; the page follows.',
  busy: () => 'Failures of this run are being put back or dropped already.',
  dropped: (dropped: number) => `${counted(dropped, 'item')} dropped.`,
} as const;

export type Told = keyof typeof TOLD;

/** The part of an address that tells it. */
export function toldQuery(told: Told, ...counts: readonly number[]): string {
  return `?${new URLSearchParams({ told, n: counts.join('.') }).toString()}`;
}

/** In words, for the page; nothing when the address says nothing we would say. */
export function toldWords({ query }: Request): string | undefined {
  const { told, n } = query;
  if (typeof told !== 'string' || !Object.hasOwn(TOLD, told)) return undefined;
  const [first = 0, second = 0] = (typeof n === 'string' ? n : '')
    .split('.')
    .map((text) => Number(text) || 0);
  return TOLD[told as Told](first, second);
}
