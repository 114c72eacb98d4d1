import { createHash } from 'node:crypto';
import { invalidCursor } from '../kit/cursor.js';
import type { Cursor } from '../kit/entity.js';
import { RetryableError } from '../kit/errors.js';
import type { HttpClient, HttpResponse } from '../kit/http/client.js';
import { listPath, type Filters } from './path.js';
import { rowsOf } from './rows.js';

/** What JazzHR gives; it can't be asked for more or less (airbyte-source-jazzhr, jazzhr_tap, .NET SDK). */
const PER_PAGE = 100;

/** A page of a list, as JazzHR answered it. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly next: Cursor | null;
  readonly headers: HttpResponse['headers'];
}

/**
 * Reads a page of a list. There is neither a total nor a link to the next page: a page that isn't full is
 * the last one. A cursor is the number of a page, and a digest of the page before, so that a JazzHR that
 * gives the same page for every number isn't read for ever.
 */
export async function readPage<Row>(
  client: HttpClient,
  resource: string,
  filters: Filters,
  cursor: Cursor | null,
): Promise<ListPage<Row>> {
  const [number = '1', before] = cursor?.split('.') ?? [];
  if (!/^[1-9]\d{0,8}$/.test(number)) throw invalidCursor();
  const page = Number(number);
  const { body, headers } = await client.send({ method: 'GET', path: listPath(resource, filters, page) });
  const request = `GET ${resource}, page ${page}`;
  const rows = rowsOf<Row>(body, request);
  if (rows.length < PER_PAGE) return { rows, next: null, headers };
  const digest = createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 16);
  if (digest === before) {
    throw new RetryableError('JazzHR gives the same page again as the next one.', {
      code: 'cursor_repeated',
      detail: `${request}: the same ${rows.length} records as on page ${page - 1}`,
    });
  }
  return { rows, next: `${page + 1}.${digest}`, headers };
}

/** The first row of each id: a list may name an applicant once for each of his jobs (unverified). */
export function oncePerId<Row extends { id?: string | null }>(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ id }) => {
    if (typeof id !== 'string') return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
