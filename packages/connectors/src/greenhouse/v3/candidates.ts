import type { Page } from '../../kit/entity.js';
import type { HttpClient } from '../../kit/http/client.js';
import { parseInstant } from '../../kit/time.js';
import type { GreenhouseCandidate } from '../candidate.js';
import type { CandidatesParameters } from '../candidate-parameters.js';
import { tokenOf, type Listed } from '../paging.js';
import { folded } from '../../kit/json.js';
import { present } from '../../kit/present.js';
import { joinCandidates, type Depth } from './join.js';
import { dateFilter, MOST_IDS, readAbout, readPage } from './list.js';
import type { V3Application, V3Candidate } from './records.js';

/** Two batches of ids: their children take two requests for each list. */
const PER_PAGE = 2 * MOST_IDS;
/** Requests that a page of that size takes when the names in it are known: itself, and two for each list. */
export const REQUESTS_PER_PAGE: Readonly<Record<Depth, number>> = { whole: 9, applications: 3 };

/**
 * How far a token lies back once a read met a candidate whom Greenhouse was still working on. Longer than any
 * read and any such work takes; from then on an update of its own makes the candidate seen.
 */
const UNFINISHED_OVERLAP_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * Reads a page of candidates over v3. What its list can't do is done another way: a job's candidates are
 * found by its applications, and filters that don't go together (`created_at` and `updated_at`; e-mail or ids
 * with a job) are applied here to what was read. `skip_count` has no meaning: v3 counts nothing.
 *
 * An item that is a `message` alone stands for a candidate whom Greenhouse hasn't finished working on (Harvest
 * v3 docs, "List candidates"). It has no id, so there is nobody to count or to retry: it is left out, and the
 * token is held back far enough for the next run to read the candidate again.
 */
export async function pullCandidates(
  client: HttpClient,
  parameters: CandidatesParameters,
  cursor: string | null,
  depth: Depth,
): Promise<Page<GreenhouseCandidate>> {
  const byJob = parameters.job_id !== null && parameters.email === null && parameters.candidate_ids === null;
  const read = byJob ? readJob : readCandidates;
  const { items, next, atMs } = await read(client, parameters, cursor);
  const listed = present<Partial<V3Candidate>>(items);
  const finished = listed.filter((each): each is V3Candidate => typeof each.id === 'number');
  const wanted = finished.filter((each) => isWanted(each, parameters));
  const candidates = await joinCandidates(client, wanted, depth);
  const page = { items: candidates.filter((each) => isOnJob(each, parameters.job_id)), next };
  if (finished.length < listed.length) {
    return { ...page, token: tokenOf(atMs, parameters.updated_before, UNFINISHED_OVERLAP_MS) };
  }
  return cursor === null ? { ...page, token: tokenOf(atMs, parameters.updated_before) } : page;
}

function readCandidates(
  client: HttpClient,
  parameters: CandidatesParameters,
  cursor: string | null,
): Promise<Listed<V3Candidate>> {
  const { email, candidate_ids, created_after, created_before, updated_after, updated_before } = parameters;
  const updated_at = dateFilter(updated_after, updated_before);
  // The two dates are refused together (Airbyte's source-greenhouse, AGENTS.md), so the other one is ours to check.
  const created_at = updated_at === undefined ? dateFilter(created_after, created_before) : undefined;
  // "If email and candidate_ids are included, candidate_ids will be ignored."
  const ids = email === null ? candidate_ids : null;
  return readPage(client, 'candidates', cursor ?? { per_page: PER_PAGE, email, ids, created_at, updated_at });
}

/** A page of a job's applications, and who sent them. Someone on two pages is read twice, and pushed unchanged. */
async function readJob(
  client: HttpClient,
  { job_id }: CandidatesParameters,
  cursor: string | null,
): Promise<Listed<V3Candidate>> {
  const query = cursor ?? { per_page: PER_PAGE, job_ids: job_id, prospect: false };
  const page = await readPage<V3Application>(client, 'applications', query);
  const ids = present(page.items)
    .filter(({ prospect }) => prospect !== true)
    .map(({ candidate_id }) => candidate_id);
  const candidates = await readAbout<V3Candidate>(client, 'candidates', 'ids', [...new Set(present(ids))]);
  return { ...page, items: candidates };
}

/** The filters that the list was not asked for, and those it was. A date nobody gave can't keep anybody out. */
function isWanted(candidate: V3Candidate, parameters: CandidatesParameters): boolean {
  const { created_after, created_before, updated_after, updated_before, email } = parameters;
  return (
    isWithin(candidate.created_at, created_after, created_before) &&
    isWithin(candidate.updated_at, updated_after, updated_before) &&
    (email === null || hasEmail(candidate, email))
  );
}

/** At or after the one, before the other: v1's words. */
export function isWithin(
  text: string | null | undefined,
  after: string | null,
  before: string | null,
): boolean {
  const at = text ? parseInstant(text) : undefined;
  if (at === undefined) return true;
  const least = after === null ? -Infinity : (parseInstant(after) ?? -Infinity);
  const end = before === null ? Infinity : (parseInstant(before) ?? Infinity);
  return at >= least && at < end;
}

function hasEmail({ email_addresses }: V3Candidate, email: string): boolean {
  const wanted = folded(email);
  return wanted !== '' && present(email_addresses).some(({ value }) => folded(value) === wanted);
}

/** "Prospects on the job are not included." */
function isOnJob({ applications }: GreenhouseCandidate, jobId: string | null): boolean {
  if (jobId === null) return true;
  return present(applications).some(
    ({ prospect, jobs }) => prospect !== true && present(jobs).some(({ id }) => String(id) === jobId),
  );
}
