import { RetryableError } from '../../kit/errors.js';
import type { HttpClient, HttpRequest, HttpResponse } from '../../kit/http/client.js';
import { linkTo } from '../../kit/http/link.js';

/** More than the longest of the lists read whole: the schools of an organization, 500 a page. */
const MAX_PAGES = 200;

/**
 * Reads a list to its end, however many pages it has. Both versions of Harvest name the next page in the
 * `Link` header; none is the last page (Harvest v1 docs, "Pagination"; v3, "Pagination"). Only its query
 * is used, and nothing besides: v3 takes nothing else together with its cursor.
 */
export async function readAll<Entry>(
  client: HttpClient,
  path: string,
  query: HttpRequest['query'],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let next: HttpRequest['query'] = query;
  for (let page = 0; page < MAX_PAGES; page++) {
    const response = await client.send({ method: 'GET', path, query: next });
    entries.push(...listOf<Entry>(response, path));
    const following = nextQuery(response, path);
    if (following === undefined) return entries;
    if (following === next) break;
    next = following;
  }
  throw new RetryableError('Greenhouse names the same page again as the next one.', {
    code: 'cursor_repeated',
    detail: `GET ${path}: the list has no end`,
  });
}

/** Harvest answers a bare array. Anything else is no list, and must not pass for an empty one. */
function listOf<Entry>({ body, status }: HttpResponse, path: string): Entry[] {
  if (Array.isArray(body)) return body as Entry[];
  throw new RetryableError('Greenhouse answered something else than a list.', {
    code: 'unexpected_answer',
    detail: `GET ${path}: ${status}, expected an array`,
  });
}

function nextQuery({ headers }: HttpResponse, path: string): string | undefined {
  const target = linkTo('next', headers['link']);
  if (target === undefined) return undefined;
  const url = URL.canParse(target, 'https://relative') ? new URL(target, 'https://relative') : undefined;
  if (url !== undefined && url.pathname.endsWith(`/${path}`) && url.search !== '') return url.search.slice(1);
  throw new RetryableError('Greenhouse names a next page that is not a page of the same list.', {
    code: 'unexpected_next_link',
    detail: `GET ${path}: next page at ${url?.pathname ?? 'something that is not a URL'}`,
  });
}
