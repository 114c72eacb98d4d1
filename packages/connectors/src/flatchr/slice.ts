import { hash } from 'node:crypto';
import { idOf } from './value.js';

export interface Slice<Row> {
  readonly rows: readonly Row[];
  /** Where the next one starts; null after the last one. */
  readonly next: string | null;
}

/**
 * Flatchr gives lists whole, so we cut them into pages ourselves: rows in the order of their ids, a cursor
 * that is the last id handed out, and the list asked for again for each page. A row keeps its id, so whatever
 * comes, goes or changes between two pages, each row that is there all the time is read exactly once. What
 * comes in between is read if its id lies beyond the cursor, and by the next run otherwise. A cursor only
 * moves up, so reading ends.
 *
 * The price is one request for the whole list per page; at most one list is in memory at a time.
 */
export function sliceAfter<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  cursor: string | null,
  size: number,
): Slice<Row> {
  const keyed = rows.map((row) => ({ key: keyOf(row), row })).filter(({ key }) => isAfter(key, cursor));
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1));
  // A row twice on a list is one item, and a cursor can't point between equals.
  const distinct = keyed.filter(({ key }, position) => key !== keyed[position - 1]?.key);
  const page = distinct.slice(0, size);
  const next = distinct.length > size ? (page.at(-1)?.key ?? null) : null;
  return { rows: page.map(({ row }) => row), next };
}

function isAfter(key: string, cursor: string | null): boolean {
  return cursor === null || key > cursor;
}

/** By its id; a row without one is known by what it says, and comes last. */
export function keyOf(id: unknown, row: unknown): string {
  return idOf(id) ?? `~${hash('sha1', JSON.stringify(row))}`;
}
