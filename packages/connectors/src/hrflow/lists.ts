import { isDeepStrictEqual } from 'node:util';
import type { Identity } from './identity.js';
import { isBlank, isObject, type JsonObject } from './json.js';

/**
 * Unites two lists: an entry of `item` is merged into the stored entry it is the same as, or else
 * appended. Each stored entry takes one at most, so that two equal entries stay two.
 */
export function unite(
  stored: readonly unknown[],
  item: readonly unknown[],
  identity: Identity,
  merge: (stored: JsonObject, item: JsonObject) => JsonObject,
): unknown[] {
  const united = [...stored];
  const free = new Set(stored.keys());
  let left = item.filter((entry) => !takeEqual(stored, free, entry));
  for (const same of identity) {
    left = left.filter((entry) => {
      const at = [...free].find((index) => {
        const known = stored[index];
        return isObject(known) && isObject(entry) && same(known, entry);
      });
      if (at === undefined) return true;
      free.delete(at);
      united[at] = merge(stored[at] as JsonObject, entry as JsonObject);
      return false;
    });
  }
  return [...united, ...left];
}

/** Entries that are equal already belong together, whatever identifies them. */
function takeEqual(stored: readonly unknown[], free: Set<number>, entry: unknown): boolean {
  const at = [...free].find((index) => isDeepStrictEqual(stored[index], entry));
  return at !== undefined && free.delete(at);
}

/**
 * Tags and metadatas: a name may have several values, so all stored entries of a name are replaced by
 * the item's entries of that name, in the place of the first. Other names are kept. An entry without a
 * value says nothing about a name that has one.
 */
export function replaceByName(stored: readonly unknown[], item: readonly unknown[]): unknown[] {
  const known = groupByName(stored);
  const said = groupByName(item.filter((entry) => !known.has(nameOf(entry)) || !isBlank(valueOf(entry))));
  const replaced = [...known].flatMap(([name, entries]) => {
    const news = said.get(name);
    return news === undefined ? entries : news.map((entry) => sameValue(entries, entry) ?? entry);
  });
  const added = [...said].filter(([name]) => !known.has(name)).flatMap(([, entries]) => entries);
  return [...replaced, ...added];
}

function groupByName(entries: readonly unknown[]): Map<unknown, unknown[]> {
  const groups = new Map<unknown, unknown[]>();
  for (const entry of entries) {
    const group = groups.get(nameOf(entry));
    if (group) group.push(entry);
    else groups.set(nameOf(entry), [entry]);
  }
  return groups;
}

const nameOf = (entry: unknown): unknown => (isObject(entry) ? entry['name'] : undefined);
const valueOf = (entry: unknown): unknown => (isObject(entry) ? entry['value'] : undefined);

/** The stored entry with the same value, which may know more than the item's. */
function sameValue(entries: readonly unknown[], entry: unknown): unknown {
  return entries.find((known) => isDeepStrictEqual(valueOf(known), valueOf(entry)));
}
