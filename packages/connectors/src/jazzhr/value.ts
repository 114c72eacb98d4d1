/** What JazzHR writes where there is nothing to say. */
const NOTHING = /^(?:no answer|0000-00-00(?:[ T]00:00:00)?)$/i;

/** The trimmed text of a value; null where it says nothing. JazzHR means texts, and some are numbers. */
export function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  return trimmed === '' || NOTHING.test(trimmed) ? null : trimmed;
}

/** The first text of each spelling, without those that say nothing. */
export function textsOf(values: readonly unknown[]): string[] {
  return [...new Set(values.map(textOf).filter((text) => text !== null))];
}

/** The texts in a row, without those that say nothing; null where none says anything. */
export function joined(values: readonly unknown[], separator: string): string | null {
  return (
    values
      .map(textOf)
      .filter((text) => text !== null)
      .join(separator) || null
  );
}

/** An id; `"0"` is none. */
export function idOf(value: unknown): string | null {
  const id = textOf(value);
  return id === '0' ? null : id;
}

/** A day as HrFlow writes moments; JazzHR knows no times. */
export function momentOf(value: unknown): string | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(textOf(value) ?? '')?.[0];
  return day === undefined || Number.isNaN(Date.parse(day)) ? null : `${day}T00:00:00Z`;
}

/** A tag or metadata. Values are texts, so that HrFlow gives them back as they were sent. */
export type Named = { name: string; value: string };

/**
 * Entries under names that start with `jazzhr_`: entries of a name are replaced as a whole, so nobody else's
 * may be among them.
 */
export function named(values: Readonly<Record<string, unknown>>): Named[] {
  return Object.entries(values).flatMap(([name, value]) =>
    textsOf(Array.isArray(value) ? value : [value]).map((text) => ({ name: `jazzhr_${name}`, value: text })),
  );
}
