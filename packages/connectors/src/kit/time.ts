/** A date, or a date and time with or without seconds, fraction and offset (ISO 8601, extended format). */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const HAS_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Milliseconds since the epoch of an ISO 8601 date or timestamp; `undefined` for all else.
 * Without an offset it is UTC: what a server means must not depend on where we run.
 */
export function parseInstant(text: unknown): number | undefined {
  if (typeof text !== 'string' || !ISO_8601.test(text)) return undefined;
  const isDate = text.length === 'YYYY-MM-DD'.length;
  const instant = Date.parse(isDate || HAS_OFFSET.test(text) ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** The later of two ISO 8601 timestamps, as it was written. `null` is earlier than everything. */
export function later(a: string | null, b: string): string {
  return a !== null && (parseInstant(a) ?? -Infinity) > (parseInstant(b) ?? -Infinity) ? a : b;
}

/** Whether ISO 8601 timestamp `a` is after `b`. */
export function isLater(a: string, b: string): boolean {
  return (parseInstant(a) ?? -Infinity) > (parseInstant(b) ?? -Infinity);
}
