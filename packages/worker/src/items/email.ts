const EMAIL_NAME = /e[-_]?mail/i;
/** Looked at, from the top down: an item that has an address has it near the top. */
const MOST_VALUES = 2_000;

/** The first e-mail address of an item, by the names of its fields; whatever system the item is of. */
export function emailOf(item: unknown): string | undefined {
  const next: { value: unknown; named: boolean }[] = [{ value: item, named: false }];
  for (let at = 0; at < next.length && at < MOST_VALUES; at++) {
    const { value, named } = next[at] ?? { value: undefined, named: false };
    if (typeof value === 'string') {
      if (named && value.includes('@')) return value;
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) {
        next.push({ value: child, named: named || EMAIL_NAME.test(name) });
      }
    }
  }
  return undefined;
}
