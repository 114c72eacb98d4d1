import type { JsonObject } from '../kit/json.js';
import { SERVER_OWNED } from './merge.js';

/**
 * An item as it is written for the first time: without what HrFlow makes itself, except the day the item
 * was created at its origin, and with an empty list for each that is missing.
 */
export function newItem(item: JsonObject, lists: readonly string[]): JsonObject {
  const said = Object.entries(item).filter(
    ([name, value]) =>
      value !== undefined && (name === 'created_at' ? value !== null : !SERVER_OWNED.has(name)),
  );
  const fresh: JsonObject = Object.fromEntries(said);
  for (const name of lists) fresh[name] ??= [];
  return fresh;
}
