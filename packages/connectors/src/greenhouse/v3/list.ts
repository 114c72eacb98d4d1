import { ConfigurationError } from '../../kit/errors.js';
import type { HttpClient, HttpRequest } from '../../kit/http/client.js';
import { present } from '../../kit/present.js';
import { parseInstant } from '../../kit/time.js';
import { readList, repeated, type Listed } from '../paging.js';

/** The most that Harvest gives (Harvest v3 docs, "Pagination"). */
const MOST_PER_PAGE = 500;
/** "maxItems: 50" for `ids` and all lists of parents' ids (Harvest v3 docs, every list endpoint). */
export const MOST_IDS = 50;

type Query = Extract<HttpRequest['query'], object>;

/**
 * Reads one page of a v3 list. `per_page` and filters go with the first page only: a cursor stands alone, or
 * is answered 422 (Harvest v3 docs, "Pagination").
 */
export async function readPage<Item>(
  client: HttpClient,
  path: string,
  query: Query | string,
): Promise<Listed<Item>> {
  try {
    return await readList<Item>(client, path, query);
  } catch (error) {
    throw error instanceof ConfigurationError && error.code === 'forbidden'
      ? scopeMissing(path, error)
      : error;
  }
}

/** Reads a list to its end. For lists that are short: children of a few parents. */
export async function readAll<Item>(client: HttpClient, path: string, query: Query): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let next: Query | string | null = { per_page: MOST_PER_PAGE, ...query };
  while (next !== null) {
    const page: Listed<Item> = await readPage<Item>(client, path, next);
    items.push(...present(page.items));
    next = page.next;
    if (next === null) break;
    if (seen.has(next)) throw repeated(path);
    seen.add(next);
  }
  return items;
}

/**
 * What a list has about these ids, in as many requests as it takes.
 * @param filter its parameter for ids, e.g. `candidate_ids`
 */
export async function readAbout<Item>(
  client: HttpClient,
  path: string,
  filter: string,
  ids: readonly number[],
  more: Query = {},
): Promise<Item[]> {
  const items: Item[] = [];
  // An answer may hold anything in their place.
  const numbers = ids.filter((id) => typeof id === 'number');
  for (let start = 0; start < numbers.length; start += MOST_IDS) {
    const batch = numbers.slice(start, start + MOST_IDS).join(',');
    items.push(...(await readAll<Item>(client, path, { [filter]: batch, ...more })));
  }
  return items;
}

/** v3's filter on a date: `gte|…|lt|…` in one parameter (Harvest v3 docs, "List endpoints"). */
export function dateFilter(after: string | null, before: string | null): string | undefined {
  const parts = [
    ...(after === null ? [] : ['gte', instant(after)]),
    ...(before === null ? [] : ['lt', instant(before)]),
  ];
  return parts.length === 0 ? undefined : parts.join('|');
}

/** As v3 writes them: UTC with milliseconds. */
function instant(text: string): string {
  const ms = parseInstant(text);
  return ms === undefined ? text : new Date(ms).toISOString();
}

/** A 403 is a scope that is missing, or a user who is no site admin (Harvest v3 docs, "Authentication"). */
function scopeMissing(path: string, cause: ConfigurationError): ConfigurationError {
  return new ConfigurationError(
    `Greenhouse does not let these credentials list ${path.replaceAll('_', ' ')} (403). Give those of connectorAuth.client_id the scope harvest:${path}:list, and let them act for a site admin (connectorAuth.user_id).`,
    { code: 'forbidden', path: 'connectorAuth.client_id', detail: cause.detail, cause },
  );
}
