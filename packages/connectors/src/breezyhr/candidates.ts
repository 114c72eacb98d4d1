import { z } from 'zod';
import type { Endpoint, Page, Reader } from '../kit/entity.js';
import { SyncError } from '../kit/errors.js';
import { segment } from '../kit/http/address.js';
import type { Download, HttpClient } from '../kit/http/client.js';
import { senderNow } from '../kit/http/retry-after.js';
import { textOrNull } from '../kit/present.js';
import { optionalTimestamp } from '../kit/parameters.js';
import { isLater, later } from '../kit/time.js';
import { objectOf } from './answer.js';
import { breezyhrApi } from './api.js';
import type { BreezyhrCandidate, BreezyhrCandidateSummary } from './candidate.js';
import { checkCompany, companyPath } from './company.js';
import { BREEZYHR_ID, NO_ID, type BreezyhrCredentials } from './credentials.js';
import { ENDPOINTS } from './endpoints.js';
import { listCandidates } from './listing.js';
import { checkPosition } from './positions.js';

/** Larger files are no résumés. */
const RESUME_LIMITS = { maxBytes: 25 * 1024 * 1024, timeoutMs: 60_000 };
/**
 * How far a token lies before the start of the read it was taken from. Covers edits that were under way then,
 * and a Breezy whose servers' clocks differ. What is read twice is pushed unchanged.
 */
const TOKEN_OVERLAP_MS = 5 * 60 * 1000;

/** The one position to read. The description is that of hrflow-connectors. */
export const positionToRead = z
  .string()
  .regex(BREEZYHR_ID, NO_ID)
  .nullable()
  .default(null)
  .describe('Id of the position to create a new candidate for');

/** `position_id` is that of hrflow-connectors; `updated_after` is ours, for runs that go on where one ended. */
export const BreezyhrCandidatesParameters = z.strictObject({
  position_id: positionToRead,
  updated_after: optionalTimestamp(
    'Return only candidates that were updated at or after this timestamp. Timestamp must be in ISO-8601 format.',
  ),
});
type Parameters = z.output<typeof BreezyhrCandidatesParameters>;

/** What reading lists takes. */
export const LIST_ENDPOINTS: readonly Endpoint[] = [
  ENDPOINTS.candidates('List the candidates of a position, page by page.'),
  ENDPOINTS.positions('List all positions, in every state, unless one is named.'),
  ENDPOINTS.position('Read the one position that is named.'),
  ENDPOINTS.companies,
  ENDPOINTS.signIn,
];

/** Lists candidates of one position, or of all, and reads each with its histories and its résumé. */
export const breezyhrCandidates: Reader<
  BreezyhrCredentials,
  typeof BreezyhrCandidatesParameters,
  BreezyhrCandidate,
  BreezyhrCandidateSummary
> = {
  api: breezyhrApi,
  endpoints: [
    ...LIST_ENDPOINTS,
    ENDPOINTS.candidate('Read one candidate, with work history, education and social profiles.'),
    ENDPOINTS.resume("Fetch the candidate's résumé, where there is one."),
  ],
  parameters: BreezyhrCandidatesParameters,
  // A page of candidates; before or after it, the positions.
  requestsPerPage: 2,
  // The candidate, then the résumé.
  requestsPerDetail: 2,
  check: checkReading,
  pull,
  detail,
  identify: (candidate) => candidate?._id,
  incremental: {
    resume: (parameters, token) => ({
      ...parameters,
      updated_after: later(parameters.updated_after, token),
    }),
    isAfter: isLater,
    blindSpots:
      'Reads candidates whose updated_date is not before the start of the last run, less 5 minutes. Breezy HR has no ' +
      'filter for it: the candidates of each position are listed with the latest update first, up to the first that is ' +
      'older; should Breezy list them in another order, all are listed and the older ones are left out. It does not see ' +
      'candidates that were removed, nor changes that leave updated_date alone (which do is not documented). Breezy HR ' +
      'pages by number, so a candidate can be missed, until its next update, when others leave the position while a run ' +
      'reads it; a run with incremental off reads everything. A position that is reopened while a run reads can be missed ' +
      'by that run. A token is only right for the position_id it was ' +
      'made with: after widening it, run once with incremental off.',
  },
};

/**
 * @throws {@link ConfigurationError} for token, company or position
 */
export async function checkReading(
  client: HttpClient,
  { position_id }: { position_id: string | null },
): Promise<void> {
  await checkCompany(client);
  if (position_id !== null) await checkPosition(client, position_id, 'pullParameters.position_id');
}

async function pull(
  client: HttpClient,
  parameters: Parameters,
  cursor: string | null,
): Promise<Page<BreezyhrCandidateSummary>> {
  const { items, next, date } = await listCandidates(client, parameters, cursor);
  return cursor === null ? { items, next, token: tokenOf(date, client) } : { items, next };
}

/** The start of the read by Breezy's own clock, less an overlap. */
function tokenOf(date: string | undefined, client: HttpClient): string {
  return new Date(senderNow({ now: client.now(), date }) - TOKEN_OVERLAP_MS).toISOString();
}

async function detail(
  client: HttpClient,
  _parameters: Parameters,
  { _id, position }: BreezyhrCandidateSummary,
): Promise<BreezyhrCandidate> {
  const path = `${await companyPath(client)}/position/${segment(position._id)}/candidate/${segment(_id)}`;
  const response = await client.send({ method: 'GET', path });
  const candidate = objectOf(response, 'GET candidate') as BreezyhrCandidate;
  const resume_file = await resumeOf(client, candidate, path);
  return { ...candidate, position, ...(resume_file && { resume_file }) };
}

/**
 * The résumé's file. When Breezy won't give it out, the candidate keeps its address alone: the push then
 * writes the profile, finds that the file can't be had, and counts the item as one that failed.
 */
async function resumeOf(
  client: HttpClient,
  { resume }: BreezyhrCandidate,
  path: string,
): Promise<BreezyhrCandidate['resume_file']> {
  const url = textOrNull(resume?.url) ?? textOrNull(resume?.pdf_url);
  if (url === null) return null;
  try {
    const { bytes, contentType } = await fetchResume(client, url, path);
    const raw = Buffer.from(bytes).toString('base64');
    return {
      raw,
      content_type: contentType ?? null,
      file_name: textOrNull(resume?.file_name) ?? 'resume.pdf',
    };
  } catch (error) {
    if (error instanceof SyncError && error.recovery === 'reject') return null;
    throw error;
  }
}

/** `…/company/{}/position/{}/candidate/{}/resume`: the route whose answers only the token opens. */
const OWN_ROUTE = /\/company\/[^/]+\/position\/[^/]+\/candidate\/[^/]+\/resume\/?$/;

/** The token goes to our own base alone, whatever host an address names. */
function fetchResume(client: HttpClient, url: string, path: string): Promise<Download> {
  const isOwn = URL.canParse(url) && OWN_ROUTE.test(new URL(url).pathname);
  return isOwn
    ? client.fetchFile({ path: `${path}/resume` }, RESUME_LIMITS)
    : client.download(url, RESUME_LIMITS);
}
