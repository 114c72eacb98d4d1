import type { Page, Reader } from '../kit/entity.js';
import { RejectedItemError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { isLater, later } from '../kit/time.js';
import { apiVersionGone, greenhouseApi, greenhouseV3Api } from './api.js';
import type { GreenhouseCandidate } from './candidate.js';
import { GreenhouseCandidatesParameters, type CandidatesParameters } from './candidate-parameters.js';
import type { GreenhouseCredentials } from './credentials.js';
import { readList, tokenOf } from './paging.js';
import { isRejected } from './rejected.js';
import { pullCandidates, REQUESTS_PER_PAGE } from './v3/candidates.js';

/** The most that Harvest v1 gives (Harvest v1 docs, "Pagination"). */
const PER_PAGE = 500;

type CandidateReader = Reader<
  GreenhouseCredentials,
  typeof GreenhouseCandidatesParameters,
  GreenhouseCandidate
>;

const BLIND_SPOTS =
  'Reads what Greenhouse counts as an update of the candidate (updated_at), from 5 minutes before the last run ' +
  'started. It does not see candidates that were deleted or hidden from the credentials, nor changes that leave ' +
  'updated_at alone. Harvest v1 pages by number, so a candidate that moves to an earlier page while a run reads can ' +
  'be missed until its next update; a run with incremental off reads everything. Harvest v3 pages by cursor and ' +
  'misses nobody; a candidate it was still working on is read by the next run, which starts two days earlier for ' +
  'it. A token is only right for the filters it was made with: after widening job_id, email, candidate_ids or a ' +
  'created_* filter, run once with incremental off.';

/**
 * Lists candidates in the order Harvest gives them: 500 a page over v1; over v3 100 a page, joined with the
 * lists that hold their applications, educations, employments and résumés.
 */
export const greenhouseCandidates: CandidateReader = {
  api: greenhouseApi,
  endpoints: [
    {
      name: 'List candidates',
      url: 'https://developers.greenhouse.io/harvest.html#get-list-candidates',
      description: 'Retrieve candidates, page by page, filtered by dates, job, e-mail or ids.',
    },
    {
      name: 'List candidates (v3)',
      url: 'https://harvestdocs.greenhouse.io/reference/get_v3-candidates',
      description:
        'The same over Harvest v3, with the `applications`, `candidate_educations`, `candidate_employments`, `attachments` and `custom_field_options` of each page. Each list takes a scope such as `harvest:candidates:list`; those of `jobs` and `sources` may be missing, and then their names are.',
    },
  ],
  parameters: GreenhouseCandidatesParameters,
  requestsPerPage: ({ version }) => (version === greenhouseV3Api.version ? REQUESTS_PER_PAGE.whole : 1),
  check: (client) => checkList(client, 'candidates'),
  pull: (client, parameters, cursor) => pull(client, parameters, cursor, 'whole'),
  identify: (candidate) => candidate?.id?.toString(),
  incremental: {
    resume: (parameters, token) => ({
      ...parameters,
      updated_after: later(parameters.updated_after, token),
    }),
    isAfter: isLater,
    blindSpots: BLIND_SPOTS,
  },
};

/**
 * Lists the candidates to archive: {@link isRejected} says who. Over v3 they come without educations,
 * employments and attachments, which archiving doesn't need.
 */
export const greenhouseRejectedCandidates: CandidateReader = {
  ...greenhouseCandidates,
  endpoints: [
    greenhouseCandidates.endpoints[0]!,
    {
      ...greenhouseCandidates.endpoints[1]!,
      description:
        'The same over Harvest v3, with the `applications` of each page. Each list takes a scope such as `harvest:candidates:list`; those of `jobs` and `sources` may be missing, and then their names are.',
    },
  ],
  requestsPerPage: ({ version }) =>
    version === greenhouseV3Api.version ? REQUESTS_PER_PAGE.applications : 1,
  async pull(client, parameters, cursor) {
    const page = await pull(client, parameters, cursor, 'applications');
    return { ...page, items: page.items.filter(isRejected) };
  },
  incremental: {
    ...greenhouseCandidates.incremental!,
    blindSpots: `${BLIND_SPOTS} Should a rejection leave the candidate's own updated_at alone, only a run with incremental off sees it.`,
  },
};

/**
 * Asks for one entry. A list that isn't there at all is Harvest v1 being gone, as far as v1 goes: nothing was
 * asked for that could be missing.
 */
export async function checkList(client: HttpClient, path: string): Promise<void> {
  const isV1 = client.version === greenhouseApi.version;
  try {
    await client.send({ method: 'GET', path, query: { per_page: 1, skip_count: isV1 ? true : null } });
  } catch (error) {
    const gone = error instanceof RejectedItemError && error.code === 'not_found';
    if (gone && isV1) throw apiVersionGone(error.detail, error);
    throw error;
  }
}

function pull(
  client: HttpClient,
  parameters: CandidatesParameters,
  cursor: string | null,
  depth: 'whole' | 'applications',
): Promise<Page<GreenhouseCandidate>> {
  if (client.version === greenhouseV3Api.version) return pullCandidates(client, parameters, cursor, depth);
  return pullV1(client, parameters, cursor);
}

async function pullV1(
  client: HttpClient,
  parameters: CandidatesParameters,
  cursor: string | null,
): Promise<Page<GreenhouseCandidate>> {
  const query = cursor ?? { per_page: PER_PAGE, ...parameters };
  const { items, next, atMs } = await readList<GreenhouseCandidate>(client, 'candidates', query);
  if (cursor !== null) return { items, next };
  return { items, next, token: tokenOf(atMs, parameters.updated_before) };
}
