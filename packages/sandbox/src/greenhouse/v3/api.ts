import { json, type Answer } from '../../http/answer.js';
import type { Api } from '../../http/api.js';
import type { Call } from '../../http/call.js';
import type { RateLimit } from '../../http/rate-limit.js';
import { jobItem, type ItemLedger } from '../../records/items.js';
import { decodeCursor, encodeCursor, type Position } from './cursor.js';
import { LISTS, readListQuery, type ListQuery } from './lists.js';
import type { Entry, V3Records } from './records.js';
import type { Tokens } from './tokens.js';
import type { V3Writes } from '../writes/v3.js';

/** The limit that Harvest v3's docs show as an example. The sandbox enforces one only when it is asked to. */
export const GREENHOUSE_V3_RATE_LIMIT: RateLimit = { requests: 75, perMs: 30_000 };

/**
 * Greenhouse Harvest v3; what it writes is in {@link V3Writes}. Documented: paths, paging, filters, the 422 of a cursor
 * in company. Seen in Airbyte's tests: the bodies of 401, 403 and 429. Unverified: the words of other 422s.
 */
export class GreenhouseV3Api implements Api {
  readonly name = 'greenhouse_v3';
  readonly base = '/greenhouse/v3/';
  readonly showsRateLimit = true;

  constructor(
    private readonly tokens: Tokens,
    private readonly records: V3Records,
    private readonly ledger: ItemLedger,
    private readonly writes: V3Writes,
  ) {}

  handle(call: Call): Answer {
    const [, bearer = ''] = /^Bearer (.+)$/.exec(call.headers.authorization ?? '') ?? [];
    const grant = this.tokens.find(bearer, Date.now());
    if (grant === undefined) return this.failure(401);
    const written = this.writes.handle(call, grant.scopes);
    if (written) return written;
    // There is no `candidates/{id}`: one is asked for by `ids`.
    if (call.method !== 'GET' || !Object.hasOwn(LISTS, call.path)) return this.failure(404);
    if (grant.scopes && !grant.scopes.has(`harvest:${call.path}:list`)) return this.failure(403);
    return this.#list(call);
  }

  referenceOf(): undefined {
    return undefined;
  }

  tooManyRequests(retryAfter?: string, resetAtSeconds?: number): Answer {
    return json(429, MESSAGES[429], {
      ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
      ...(resetAtSeconds !== undefined && { 'X-RateLimit-Reset': String(resetAtSeconds) }),
    });
  }

  failure(status: number): Answer {
    return json(status, MESSAGES[status] ?? { message: 'Internal Server Error' });
  }

  #list(call: Call): Answer {
    const position = positionOf(call);
    if (position === undefined) return unprocessable(CURSOR_INVALID);
    if (position === 'accompanied') return unprocessable(CURSOR_ACCOMPANIED);
    const query = readListQuery(call.path, new URLSearchParams(position.query));
    if ('errors' in query) return unprocessable(...query.errors);
    const found = this.#find(call.path, query, position.below);
    const page = found.slice(0, query.perPage);
    this.#count(call.path, page);
    const items = page.map(({ row, shown }) => shown ?? query.trim(withoutPrivate(row)));
    const last = page.at(-1);
    if (last === undefined || found.length <= query.perPage) return json(200, items);
    const cursor = encodeCursor({ ...position, below: last.id });
    const url = `${call.origin}/greenhouse/v3/${call.path}?cursor=${encodeURIComponent(cursor)}`;
    return json(200, items, { Link: `<${url}>; rel="next"` });
  }

  /** One more than a page holds, where there are so many. */
  #find(list: string, query: ListQuery, below: number): Entry[] {
    const found: Entry[] = [];
    for (const entry of this.records.entries(list, query.parameters, below)) {
      if (query.passes(entry.row)) found.push(entry);
      if (found.length > query.perPage) break;
    }
    return found;
  }

  #count(list: string, page: readonly Entry[]): void {
    if (list !== 'candidates' && list !== 'jobs') return;
    for (const { id, shown } of page) {
      if (!shown) this.ledger.add(list === 'jobs' ? jobItem(String(id)) : String(id), 'served');
    }
  }
}

function positionOf(call: Call): Position | 'accompanied' | undefined {
  const cursor = call.query.get('cursor');
  if (cursor === null) return { list: call.path, query: call.query.toString(), below: Infinity };
  if (call.query.size > 1) return 'accompanied';
  return decodeCursor(call.path, cursor);
}

/** What a filter needs and the answer doesn't have. */
function withoutPrivate({ custom_field_key: _key, ...row }: Readonly<Record<string, unknown>>) {
  return row;
}

const CURSOR_ACCOMPANIED = 'When passing a cursor, do not include other query params.';
const CURSOR_INVALID = 'Invalid cursor.';

function unprocessable(...errors: readonly string[]): Answer {
  return json(422, { errors });
}

const MESSAGES: Readonly<Record<number, { readonly message: string }>> = {
  401: { message: 'Unauthorized' },
  403: { message: 'Forbidden' },
  404: { message: 'Not Found' },
  429: { message: 'Too Many Requests' },
};
