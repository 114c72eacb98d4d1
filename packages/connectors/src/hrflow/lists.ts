import { isDeepStrictEqual } from 'node:util';
import type { Identity } from './identity.js';
import { isBlank, isObject, type JsonObject } from '../kit/json.js';

type Merge = (stored: JsonObject, item: JsonObject) => JsonObject;

/**
 * Unites two lists: an entry of `item` is merged into the stored entry it is the same as, or else
 * appended. Each stored entry takes one at most, so that two equal entries stay two. Entries that a stored
 * one has nothing to learn from find it first, so that uniting the same list again changes nothing.
 */
export function unite(
  stored: readonly unknown[],
  item: readonly unknown[],
  identity: Identity,
  merge: Merge,
): unknown[] {
  const united = [...stored];
  const known = pairKnown(stored, item, identity, merge);
  const free = new Set([...stored.keys()].filter((index) => !known.has(index)));
  const settled = new Set(known.values());
  let left = item.filter((_, index) => !settled.has(index));
  for (const same of identity) {
    left = left.filter((entry) => {
      const at = [...free].find((index) => {
        const candidate = stored[index];
        return isObject(candidate) && isObject(entry) && same(candidate, entry);
      });
      if (at === undefined) return true;
      free.delete(at);
      united[at] = merge(stored[at] as JsonObject, entry as JsonObject);
      return false;
    });
  }
  return [...united, ...left];
}

/**
 * Pairs as many entries as can be with stored ones that know all they say: by position in `stored`, the
 * position in `item`. What took a stored entry gives way where it has another one (Kuhn's matching), for
 * after a first merge every entry has one, and none may be left over.
 */
function pairKnown(
  stored: readonly unknown[],
  item: readonly unknown[],
  identity: Identity,
  merge: Merge,
): Map<number, number> {
  const pairs = new Map<number, number>();
  const place = (entry: number, tried: Set<number>): boolean => {
    for (const index of knowing(stored, item[entry], identity, merge)) {
      if (tried.has(index)) continue;
      tried.add(index);
      const rival = pairs.get(index);
      if (rival !== undefined && !place(rival, tried)) continue;
      pairs.set(index, entry);
      return true;
    }
    return false;
  };
  for (const entry of item.keys()) place(entry, new Set());
  return pairs;
}

/** Positions of the stored entries that know all an entry says, equal ones first. */
function knowing(
  stored: readonly unknown[],
  entry: unknown,
  identity: Identity,
  merge: Merge,
): readonly number[] {
  const equal: number[] = [];
  const wiser: number[] = [];
  for (const [index, candidate] of stored.entries()) {
    if (isDeepStrictEqual(candidate, entry)) equal.push(index);
    else if (
      isObject(candidate) &&
      isObject(entry) &&
      identity.some((same) => same(candidate, entry)) &&
      isDeepStrictEqual(merge(candidate, entry), candidate)
    )
      wiser.push(index);
  }
  return [...equal, ...wiser];
}

/**
 * Tags and metadatas: a name may have several values, so all stored entries of a name are replaced by
 * the item's entries of that name, in the place of the first. Other names are kept. An entry without a
 * value says nothing about a name that is known, or that another entry gives a value.
 */
export function replaceByName(stored: readonly unknown[], item: readonly unknown[]): unknown[] {
  const known = groupByName(stored);
  const valued = item.filter((entry) => !isBlank(valueOf(entry)));
  const named = new Set([...known.keys(), ...valued.map(nameOf)]);
  const said = groupByName(item.filter((entry) => !isBlank(valueOf(entry)) || !named.has(nameOf(entry))));
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
