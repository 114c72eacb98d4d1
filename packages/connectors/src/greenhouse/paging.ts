import { RetryableError } from '../kit/errors.js';
import type { HttpClient, HttpRequest, HttpResponse } from '../kit/http/client.js';
import { linkTo } from '../kit/http/link.js';
import { senderNow } from '../kit/http/retry-after.js';
import { parseInstant } from '../kit/time.js';

/**
 * How far a token lies before the start of the read it was taken from. Covers edits that were under
 * way then, and a Greenhouse whose servers' clocks differ. What is read twice is pushed unchanged.
 */
const TOKEN_OVERLAP_MS = 5 * 60 * 1000;

/** One answer to a list's request. */
export interface Listed<Item> {
  readonly items: Item[];
  /** Query string of the next page; `null` after the last one. */
  readonly next: string | null;
  /** When it was answered, by Greenhouse's own clock where it shows one. Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * Reads one page of a list. Both versions answer a bare array and say in the `Link` header where the next
 * page is; no header, or no `next` in it, is the last page (Harvest v1 and v3 docs, "Pagination").
 * @param query of the first page, or the query string that the page before named: it is sent as it came
 */
export async function readList<Item>(
  client: HttpClient,
  path: string,
  query: NonNullable<HttpRequest['query']>,
): Promise<Listed<Item>> {
  const response = await client.send({ method: 'GET', path, query });
  return {
    items: itemsOf(response, path),
    next: nextQuery(response, path, query),
    atMs: senderNow({ now: client.now(), date: response.headers['date'] }),
  };
}

/** Anything but an array is no page, and must not pass for an empty one. */
function itemsOf<Item>({ body, status }: HttpResponse, path: string): Item[] {
  if (Array.isArray(body)) return body as Item[];
  throw new RetryableError(`Greenhouse answered something else than a list of ${named(path)}.`, {
    code: 'unexpected_answer',
    detail: `GET ${path}: ${status}, expected an array, got ${body === null ? 'nothing' : typeof body}`,
  });
}

/** The next page's query string. Only that: credentials go to our own base, wherever a link points to. */
function nextQuery(
  { headers }: HttpResponse,
  path: string,
  current: NonNullable<HttpRequest['query']>,
): string | null {
  const target = linkTo('next', headers['link']);
  if (target === undefined) return null;
  const url = URL.canParse(target, 'https://relative') ? new URL(target, 'https://relative') : undefined;
  if (url === undefined || !url.pathname.endsWith(`/${path}`) || url.search === '') {
    throw new RetryableError(`Greenhouse names a next page that is not a page of ${named(path)}.`, {
      code: 'unexpected_next_link',
      detail: `GET ${path}: next page at ${url?.pathname ?? 'something that is not a URL'}`,
    });
  }
  const next = url.search.slice(1);
  if (next === current) throw repeated(path);
  return next;
}

/** The list would never end. */
export function repeated(path: string): RetryableError {
  return new RetryableError('Greenhouse names the same page again as the next one.', {
    code: 'cursor_repeated',
    detail: `GET ${path}: the link to the next page leads to one that was read`,
  });
}

/** `candidate_educations` as people write it. */
function named(path: string): string {
  return (path.split('/').at(-1) ?? path).replaceAll('_', ' ');
}

/**
 * The incremental token of a read: its start by Greenhouse's own clock, less an overlap. A read that leaves out
 * recent updates (`updated_before`) has seen nothing after them.
 */
export function tokenOf(
  startMs: number,
  updatedBefore: string | null,
  overlapMs: number = TOKEN_OVERLAP_MS,
): string {
  const end = updatedBefore === null ? Infinity : (parseInstant(updatedBefore) ?? Infinity);
  return new Date(Math.min(startMs - overlapMs, end)).toISOString();
}
