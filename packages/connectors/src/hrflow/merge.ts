import { identityOf, samePlace } from './identity.js';
import { isBlank, isObject, type JsonObject } from '../kit/json.js';
import { replaceByName, unite } from './lists.js';

/**
 * What HrFlow makes itself. It stays as stored: a format that copies the origin's `created_at`, or
 * lists the origin's files as `attachments`, would otherwise destroy what HrFlow knows.
 */
export const SERVER_OWNED: ReadonlySet<string> = new Set([
  'id',
  'key',
  'reference',
  'source',
  'source_key',
  'board',
  'board_key',
  'archive',
  'archived_at',
  'created_at',
  'updated_at',
  'attachments',
]);

/**
 * The profile or job to write: what HrFlow holds, brought up to date by an item. Nothing HrFlow knows is lost:
 * a blank value (null, '', [], left out) never replaces one, objects are merged key by key, and lists
 * are united by what identifies their entries. The price: what is deleted at the origin stays in HrFlow.
 *
 * Pure: neither argument is changed, and merging the same item again changes nothing.
 *
 * @param only the top-level attributes to take from the item; `null` takes all
 */
export function mergeItem(
  stored: JsonObject,
  item: JsonObject,
  only: readonly string[] | null = null,
): JsonObject {
  const merged = { ...stored };
  for (const name of only ?? Object.keys(item)) {
    // `resume` is a file to parse, never an attribute.
    if (!SERVER_OWNED.has(name) && name !== 'resume')
      put(merged, name, Object.hasOwn(item, name) ? item[name] : undefined);
  }
  return merged;
}

function mergeObject(stored: JsonObject, item: JsonObject): JsonObject {
  const merged = { ...stored };
  for (const name of Object.keys(item)) put(merged, name, item[name]);
  return merged;
}

function put(target: JsonObject, name: string, value: unknown): void {
  // Assigned, it would change what the object is.
  if (name === '__proto__' || isBlank(value)) return;
  target[name] = mergeValue(name, Object.hasOwn(target, name) ? target[name] : undefined, value);
}

/** Merges one attribute, by the rule for its name or by the shape of its values. `item` isn't blank. */
function mergeValue(name: string, stored: unknown, item: unknown): unknown {
  if (Array.isArray(item)) return mergeList(name, Array.isArray(stored) ? stored : [], item);
  if (isBlank(stored)) return item;
  if (!isObject(stored) || !isObject(item)) return item;
  // Coordinates and fields belong to a place. Those of another one would be wrong, not knowledge kept.
  if (name === 'location' && !samePlace(stored, item)) return item;
  return mergeObject(stored, item);
}

function mergeList(name: string, stored: unknown[], item: unknown[]): unknown[] {
  if (name === 'tags' || name === 'metadatas') return replaceByName(stored, item);
  // Of two spellings of one address, HrFlow's is kept, with the type it gave it.
  const merge =
    name === 'urls' ? (known: JsonObject, entry: JsonObject) => mergeObject(entry, known) : mergeObject;
  return unite(stored, item, identityOf(name), merge);
}
