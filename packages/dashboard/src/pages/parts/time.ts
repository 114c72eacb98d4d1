import { duration } from '../../views/words.js';
import { type Html, html } from '../html.js';

const UTC = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A moment. The page's script shows it in the zone of whoever looks; here it is UTC. */
export function moment(at: number | string): Html {
  const date = new Date(at);
  return html`<time datetime="${date.toISOString()}" data-moment>${UTC.format(date)} UTC</time>`;
}

const UTC_CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', timeStyle: 'medium' });

/** The time of day of a moment close by, to the second. */
export function clock(at: number): Html {
  const date = new Date(at);
  return html`<time datetime="${date.toISOString()}" data-clock>${UTC_CLOCK.format(date)} UTC</time>`;
}

/** As {@link moment}, as text. */
export function momentText(at: number | string): string {
  return `${UTC.format(new Date(at))} UTC`;
}

/** How long ago a moment was. Of the last minute it isn't said by the second: that would change all the time. */
export function ago(atMs: number, nowMs: number): Html {
  const ms = nowMs - atMs;
  const text = ms < 60_000 ? 'just now' : `${duration(ms)} ago`;
  return html`<time datetime="${new Date(atMs).toISOString()}" data-hint>${text}</time>`;
}

/** How long it is until a moment. */
export function ahead(atMs: number, nowMs: number): Html {
  const ms = atMs - nowMs;
  const text =
    ms < -60_000 ? `${duration(-ms)} late` : ms < 60_000 ? 'within a minute' : `in ${duration(ms)}`;
  return html`<time datetime="${new Date(atMs).toISOString()}" data-hint>${text}</time>`;
}
