import { z } from 'zod';
import type { Page, Reader } from '../kit/entity.js';
import { RetryableError } from '../kit/errors.js';
import type { HttpClient, HttpResponse } from '../kit/http/client.js';
import { linkTo } from '../kit/http/link.js';
import { optionalText, optionalTimestamp } from '../kit/parameters.js';
import { isLater, later, parseInstant } from '../kit/time.js';
import { greenhouseApi } from './api.js';
import type { GreenhouseCandidate } from './candidate.js';
import type { GreenhouseCredentials } from './credentials.js';

/** The most that Harvest gives (Harvest v1 docs, "Pagination"). */
const PER_PAGE = 500;
/** "A maximum of 50 candidates can be returned this way" (Harvest v1 docs, "List candidates"). */
const MAX_CANDIDATE_IDS = 50;
/**
 * How far a token lies before the start of the read it was taken from. Covers edits that were under
 * way then, and a Greenhouse whose servers' clocks differ. What is read twice is pushed unchanged.
 */
const TOKEN_OVERLAP_MS = 5 * 60 * 1000;

/** Names and descriptions are those of hrflow-connectors. */
export const GreenhouseCandidatesParameters = z.strictObject({
  skip_count: z
    .boolean()
    .nullable()
    .default(null)
    .describe(
      'If true, the performance of retrieving candidates will improve. This will remove last from the link response header.',
    ),
  created_before: optionalTimestamp(
    'Return only candidates that were created before this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  created_after: optionalTimestamp(
    'Return only candidates that were created at or after this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  updated_before: optionalTimestamp(
    'Return only candidates that were updated before this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  updated_after: optionalTimestamp(
    'Return only candidates that were updated at or after this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  job_id: optionalText(
    'Only returns candidates who have applied to the specified job. Prospects on the job are not included.',
  ),
  email: optionalText(
    'If supplied, only return candidates who have a matching e-mail address. If supplied with job_id, only return a candidate with a matching e-mail with an application on the job. If email and candidate_ids are included, candidate_ids will be ignored.',
  ),
  candidate_ids: z
    .string()
    .regex(/^\s*\d+\s*(,\s*\d+\s*)*$/, 'expected ids separated by commas, such as 123,456,789')
    .refine((ids) => ids.split(',').length <= MAX_CANDIDATE_IDS, {
      error: `Greenhouse takes at most ${MAX_CANDIDATE_IDS} ids`,
    })
    .transform((ids) => ids.replace(/\s/g, ''))
    .nullable()
    .default(null)
    .describe(
      "If supplied, return only the candidates with the given ids. These are supplied as a comma separated string. e.g.: 'candidate_ids=123,456,789'. When combined with job_id, only return candidates with an application on the job. A maximum of 50 candidates can be returned this way.",
    ),
});
type Parameters = z.output<typeof GreenhouseCandidatesParameters>;

/** Lists candidates, 500 a page, in the order Harvest gives them. */
export const greenhouseCandidates: Reader<
  GreenhouseCredentials,
  typeof GreenhouseCandidatesParameters,
  GreenhouseCandidate
> = {
  api: greenhouseApi,
  endpoints: [
    {
      name: 'List candidates',
      url: 'https://developers.greenhouse.io/harvest.html#get-list-candidates',
      description: 'Retrieve candidates, page by page, filtered by dates, job, e-mail or ids.',
    },
  ],
  parameters: GreenhouseCandidatesParameters,
  async check(client) {
    await client.send({ method: 'GET', path: 'candidates', query: { per_page: 1, skip_count: true } });
  },
  pull,
  identify: (candidate) => candidate?.id?.toString(),
  incremental: {
    resume: (parameters, token) => ({
      ...parameters,
      updated_after: later(parameters.updated_after, token),
    }),
    isAfter: isLater,
    blindSpots:
      'Reads what Greenhouse counts as an update of the candidate (updated_at), from 5 minutes before the last run ' +
      'started. It does not see candidates that were deleted or hidden from the API key, nor changes that leave ' +
      'updated_at alone. Harvest pages by number, so a candidate that moves to an earlier page while a run reads can ' +
      'be missed until its next update; a run with incremental off reads everything. A token is only right for the ' +
      'filters it was made with: after widening job_id, email, candidate_ids or a created_* filter, run once with ' +
      'incremental off.',
  },
};

async function pull(
  client: HttpClient,
  parameters: Parameters,
  cursor: string | null,
): Promise<Page<GreenhouseCandidate>> {
  const query = cursor ?? { per_page: PER_PAGE, ...parameters };
  const response = await client.send({ method: 'GET', path: 'candidates', query });
  const items = candidatesOf(response);
  const next = nextCursor(response, cursor);
  return cursor === null ? { items, next, token: tokenOf(response, parameters, client) } : { items, next };
}

/** Harvest answers a bare array. Anything else is no page, and must not pass for an empty one. */
function candidatesOf({ body, status }: HttpResponse): GreenhouseCandidate[] {
  if (Array.isArray(body)) return body as GreenhouseCandidate[];
  throw new RetryableError('Greenhouse answered something else than a list of candidates.', {
    code: 'unexpected_answer',
    detail: `GET candidates: ${status}, expected an array, got ${body === null ? 'nothing' : typeof body}`,
  });
}

/**
 * The next page's query string. Only that: credentials go to our own base, wherever a link points to.
 * No `Link` header or no `next` in it is the last page (Harvest v1 docs, "Pagination").
 */
function nextCursor({ headers }: HttpResponse, cursor: string | null): string | null {
  const target = linkTo('next', headers['link']);
  if (target === undefined) return null;
  const url = URL.canParse(target, 'https://relative') ? new URL(target, 'https://relative') : undefined;
  if (url === undefined || !url.pathname.endsWith('/candidates') || url.search === '') {
    throw new RetryableError('Greenhouse names a next page that is not a page of candidates.', {
      code: 'unexpected_next_link',
      detail: `GET candidates: next page at ${url?.pathname ?? 'something that is not a URL'}`,
    });
  }
  const next = url.search.slice(1);
  if (next === cursor) {
    throw new RetryableError('Greenhouse names the same page again as the next one.', {
      code: 'cursor_repeated',
      detail: 'GET candidates: the link to the next page is the page itself',
    });
  }
  return next;
}

/**
 * The start of the read by Greenhouse's own clock, less an overlap. A read that leaves out recent
 * updates (`updated_before`) has seen nothing after them.
 */
function tokenOf({ headers }: HttpResponse, { updated_before }: Parameters, client: HttpClient): string {
  const theirs = Date.parse(headers['date'] ?? '');
  const start = (Number.isNaN(theirs) ? client.now() : theirs) - TOKEN_OVERLAP_MS;
  const end = updated_before === null ? Infinity : (parseInstant(updated_before) ?? Infinity);
  return new Date(Math.min(start, end)).toISOString();
}
