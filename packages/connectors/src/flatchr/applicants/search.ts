import { ConfigurationError, RetryableError, SyncError } from '../../kit/errors.js';
import type { HttpClient, HttpResponse } from '../../kit/http/client.js';
import { senderNow } from '../../kit/http/retry-after.js';
import { companyPath } from '../path.js';
import { objectsIn } from '../value.js';
import type { FlatchrApplicantRow } from './applicant.js';
import { FILTERS, type Filters } from './parameters.js';

export interface SearchResult {
  readonly rows: readonly FlatchrApplicantRow[];
  /** When Flatchr answered, by its own clock where it tells. Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * Searches applicants: an array of all that match, without pages. No filter finds everybody [unverified: the
 * page shows no empty body].
 * Source: developers.flatchr.io, "Récupérer un candidat".
 */
export async function searchApplicants(client: HttpClient, filters: Partial<Filters>): Promise<SearchResult> {
  const started = client.now();
  const { body, headers, status } = await send(client, given(filters));
  if (!Array.isArray(body)) {
    throw new RetryableError('Flatchr answered a search with something else than a list of candidates.', {
      code: 'unexpected_answer',
      detail: `POST search/applicants: ${status}, expected an array, got ${body === null ? 'nothing' : typeof body}`,
    });
  }
  const atMs = Math.min(started, senderNow({ now: started, date: headers['date'] }));
  return { rows: objectsIn(body), atMs };
}

/** A filter that says nothing isn't sent: what `null` would find isn't documented. */
function given(filters: Partial<Filters>): Record<string, unknown> {
  const said = FILTERS.map((name) => [name, filters[name]] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== null && value !== undefined));
}

async function send(client: HttpClient, json: Record<string, unknown>): Promise<HttpResponse> {
  try {
    return await client.send({ method: 'POST', path: companyPath(client, 'search', 'applicants'), json });
  } catch (error) {
    if (!(error instanceof SyncError && error.code === 'response_too_large')) throw error;
    throw new ConfigurationError(
      'Flatchr gives all candidates that match in one answer, and it is too large. Read fewer at a time: set ' +
        'pullParameters.start and pullParameters.end, e.g. a year apart.',
      { code: 'response_too_large', path: 'pullParameters.start', detail: error.detail, cause: error },
    );
  }
}
