import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import type { RateLimit } from '../http/rate-limit.js';
import { jobItem, type ItemLedger } from '../records/items.js';
import type { Candidate } from './candidate.js';
import type { Jobs } from './jobs/population.js';
import { readJobQuery } from './jobs/query.js';
import { linkHeader } from './link.js';
import type { Population } from './population.js';
import { readCandidateQuery, type PagingQuery } from './query.js';
import type { People } from './writes/people.js';
import type { V1Writes } from './writes/v1.js';

/**
 * The limit Harvest v1 documents as its example. The sandbox enforces a limit only when it is asked to.
 * @see https://github.com/grnhse/greenhouse-api-docs source/includes/harvest/_introduction.md, "Throttling"
 */
export const GREENHOUSE_RATE_LIMIT: RateLimit = { requests: 50, perMs: 10_000 };

const ONE_JOB = /^jobs\/(\d{1,15})(\/job_posts)?$/;
const ONE_CANDIDATE = /^candidates\/(\d{1,15})$/;
/** A candidate, or something that belongs to it. */
const OF_CANDIDATE = /^candidates\/(\d{1,15})(?:\/|$)/;

/**
 * Greenhouse Harvest v1; what it writes is in {@link V1Writes}. Documented: paths, paging, filters, the 404 and
 * 422 envelopes, statuses. Unverified: the exact bodies of 401, 403 and 429.
 */
export class GreenhouseApi implements Api {
  readonly name = 'greenhouse';
  readonly base = '/greenhouse/v1/';
  readonly showsRateLimit = true;
  readonly #authorization: string;

  constructor(
    apiKey: string,
    private readonly population: Population,
    private readonly jobs: Jobs,
    private readonly ledger: ItemLedger,
    private readonly people: People,
    private readonly writes: V1Writes,
  ) {
    // The key is the user name and the password is empty; `key::`, with a colon for a password, is refused.
    this.#authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`;
  }

  handle(call: Call): Answer {
    if (call.headers.authorization !== this.#authorization) return json(401, MESSAGES[401]);
    if (call.method === 'GET' && call.hasBody) return json(403, MESSAGES[403]);
    const written = this.writes.handle(call);
    if (written) return written;
    if (call.method !== 'GET') return json(404, MESSAGES[404]);
    if (call.path === 'candidates') return this.#list(call);
    const id = ONE_CANDIDATE.exec(call.path)?.[1];
    return id === undefined ? this.#handleJobs(call) : this.#retrieve(Number(id));
  }

  referenceOf(call: Call): string | undefined {
    const job = ONE_JOB.exec(call.path)?.[1];
    return job === undefined ? OF_CANDIDATE.exec(call.path)?.[1] : jobItem(job);
  }

  tooManyRequests(retryAfter?: string, resetAtSeconds?: number): Answer {
    return json(429, MESSAGES[429], {
      ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
      ...(resetAtSeconds !== undefined && { 'X-RateLimit-Reset': String(resetAtSeconds) }),
    });
  }

  failure(status: number): Answer {
    return json(status, { message: MESSAGES[status]?.message ?? 'Internal server error' });
  }

  #list(call: Call): Answer {
    const query = readCandidateQuery(call.query);
    if ('errors' in query) return json(422, { message: 'Validation error', errors: query.errors });
    const { page, perPage, filter } = query;
    const { total, candidates } = this.population.slice(filter, (page - 1) * perPage, perPage);
    const ready = candidates.filter(({ id }) => !this.people.isHidden(id));
    this.#served(ready);
    return pageOf(call, ready, total, query);
  }

  #handleJobs(call: Call): Answer {
    if (call.path === 'jobs') return this.#listJobs(call);
    const [, id, posts] = ONE_JOB.exec(call.path) ?? [];
    const job = id === undefined ? undefined : this.jobs.find(Number(id));
    if (job === undefined) return json(404, MESSAGES[404]);
    if (posts !== undefined) return json(200, this.jobs.posts(job.id));
    this.ledger.add(jobItem(String(job.id)), 'served');
    return json(200, job);
  }

  #listJobs(call: Call): Answer {
    const query = readJobQuery(call.query);
    if ('errors' in query) return json(422, { message: 'Validation error', errors: query.errors });
    const selected = [...this.jobs].filter((job) => query.selects(job));
    const start = (query.page - 1) * query.perPage;
    const listed = selected.slice(start, start + query.perPage);
    for (const { id } of listed) this.ledger.add(jobItem(String(id)), 'served');
    return pageOf(call, listed, selected.length, query);
  }

  #retrieve(id: number): Answer {
    const candidate = this.population.find(id);
    if (candidate === undefined || !this.people.isReady(id)) return json(404, MESSAGES[404]);
    this.#served([candidate]);
    return json(200, candidate);
  }

  #served(candidates: readonly Candidate[]): void {
    for (const { id } of candidates) this.ledger.add(String(id), 'served');
  }
}

/** One page of a list, and the links to others. */
function pageOf(call: Call, items: readonly unknown[], total: number, query: PagingQuery): Answer {
  const { page, perPage, skipCount } = query;
  const position = { page, skipCount, lastPage: Math.max(1, Math.ceil(total / perPage)) };
  const link = linkHeader(`${call.origin}/greenhouse/v1/${call.path}`, call.query, perPage, position);
  return json(200, items, link === undefined ? undefined : { Link: link });
}

const MESSAGES: Readonly<Record<number, { readonly message: string }>> = {
  401: { message: 'Invalid Basic Auth credentials' },
  403: { message: 'Forbidden' },
  404: { message: 'Resource not found' },
  429: { message: 'Too Many Requests' },
};
