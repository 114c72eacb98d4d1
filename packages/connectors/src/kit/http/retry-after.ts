/** What the answer and our own clock say about the time. */
export interface Clocks {
  /** Milliseconds since the epoch, on our clock. */
  readonly now: number;
  /** The answer's `Date` header: the sender's clock, which the dates it sends were made with. */
  readonly date?: string | undefined;
}

/**
 * Milliseconds to wait by a `Retry-After` header: seconds or an HTTP date (RFC 9110, 10.2.3). A date
 * is compared with the sender's own clock, so that a difference between our clocks does no harm.
 */
export function parseRetryAfter(value: string | undefined, clocks: Clocks): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.max(0, until - senderNow(clocks));
}

/** No clock is more wrong than this. A token taken from one that is would leave out all that changes until then. */
const MOST_AHEAD_MS = 24 * 60 * 60 * 1000;

/** When this was written: a clock of ours that shows an earlier time was never set. */
const WRITTEN_MS = Date.UTC(2026, 0, 1);

/** The time at the sender, to the second when it sends a `Date` that can be believed; else our own. */
export function senderNow({ now, date }: Clocks): number {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  const latest = now < WRITTEN_MS ? LAST_DATE_MS : now + MOST_AHEAD_MS;
  return theirs >= 0 && theirs <= latest ? theirs : now;
}

/** From here on a token has no day before it that a `Date` could hold. */
const LAST_DATE_MS = Date.UTC(9999, 11, 31);
