import { RetryableError } from '../kit/errors.js';
import { segment } from '../kit/http/address.js';
import type { HttpClient } from '../kit/http/client.js';
import { textOrNull } from '../kit/present.js';
import { parseInstant } from '../kit/time.js';
import { listOf } from './answer.js';
import type { BreezyhrCandidateSummary } from './candidate.js';
import { companyPath } from './company.js';
import { cursorOf, marksOf, placeOf, statesFrom, type Place } from './place.js';
import type { BreezyhrPositionState } from './position.js';
import { fetchPosition, listPositions } from './positions.js';

/** The most that Breezy gives (developer.breezy.hr, "Candidates"). */
const PAGE_SIZE = 50;

/** Which candidates are listed. */
export interface Listing {
  /** `null` lists those of all positions, whatever their state. */
  readonly position_id: string | null;
  /** Leaves out who was updated before this timestamp. */
  readonly updated_after: string | null;
}

export interface ListedPage {
  readonly items: readonly BreezyhrCandidateSummary[];
  readonly next: string | null;
  /** The `Date` of the first answer of all; only known where the read begins. */
  readonly date: string | undefined;
}

/** The page of candidates at a cursor. Once a position is read, the next one is looked for. */
export async function listCandidates(
  client: HttpClient,
  listing: Listing,
  cursor: string | null,
): Promise<ListedPage> {
  const { place, date } = cursor === null ? await start(client, listing) : { place: placeOf(cursor) };
  if (place === undefined) return { items: [], next: null, date };
  const answer = await requestPage(client, listing, place);
  const candidates = listOf<BreezyhrCandidateSummary>(answer, 'GET candidates');
  refuseRepetition(place, candidates);
  const next = isLastPage(candidates, listing)
    ? await nextPosition(client, place)
    : { ...place, page: place.page + 1, before: marksOf(candidates) };
  const { position } = place;
  const items = candidates.filter((candidate) => isWanted(candidate, listing));
  return {
    items: items.map((candidate) => ({ ...candidate, position })),
    next: next === undefined ? null : cursorOf(next),
    date,
  };
}

/** Where a read begins, and when it did. */
interface Start {
  readonly place: Place | undefined;
  readonly date: string | undefined;
}

async function start(client: HttpClient, { position_id }: Listing): Promise<Start> {
  if (position_id === null) return findPosition(client, undefined, '');
  const { position, response } = await fetchPosition(client, position_id);
  return { place: firstPage(null, position_id, position.name), date: response.headers['date'] };
}

/** The first position behind an id in a state, or of a later state. */
async function findPosition(
  client: HttpClient,
  from: BreezyhrPositionState | undefined,
  id: string,
): Promise<Start> {
  let date: string | undefined;
  for (const state of statesFrom(from)) {
    const { positions, response } = await listPositions(client, state);
    date ??= response.headers['date'];
    const position = positions.find(({ _id }) => state !== from || _id > id);
    if (position) return { place: firstPage(state, position._id, position.name), date };
  }
  return { place: undefined, date };
}

async function nextPosition(client: HttpClient, { state, position }: Place): Promise<Place | undefined> {
  return state === null ? undefined : (await findPosition(client, state, position._id)).place;
}

function firstPage(state: Place['state'], id: string, name: string | null | undefined): Place {
  return { state, position: { _id: id, name: textOrNull(name) }, page: 1, before: '' };
}

/**
 * The page size's name is `page_size` in developer.breezy.hr's "Candidates" and `pageSize` in its newer
 * reference, without which everything is said to come at once; so both are sent. Sorted by creation, nobody
 * changes his place while we read. A read since a timestamp needs the latest updates first.
 */
async function requestPage(client: HttpClient, listing: Listing, { position, page }: Place) {
  const path = `${await companyPath(client)}/position/${segment(position._id)}/candidates`;
  const sort = listing.updated_after === null ? 'created' : 'updated';
  const query = { page_size: PAGE_SIZE, pageSize: PAGE_SIZE, page, sort };
  return client.send({ method: 'GET', path, query });
}

/** There is no link to follow and no total to compare with, so a page that comes twice is all that tells of a loop. */
function refuseRepetition({ page, before }: Place, candidates: readonly BreezyhrCandidateSummary[]): void {
  const marks = marksOf(candidates);
  if (marks === '' || marks !== before) return;
  throw new RetryableError('Breezy HR gives the same page of candidates again as the next one.', {
    code: 'cursor_repeated',
    detail: `GET candidates: page ${page} is the page before`,
  });
}

/**
 * There are no more pages after a short one, an empty one, or one that is too long: then Breezy doesn't page
 * at all. And no more that matter once a page sorted as it should be ends before the timestamp.
 */
function isLastPage(candidates: readonly BreezyhrCandidateSummary[], { updated_after }: Listing): boolean {
  if (candidates.length !== PAGE_SIZE) return true;
  const since = updated_after === null ? undefined : parseInstant(updated_after);
  return since !== undefined && endsBefore(candidates, since);
}

/**
 * Whether a page goes from newer to older, and ends with one older than `since`. That `sort=updated` gives the
 * newest first is not documented. On a page that doesn't show it (another order, a date missing, all dates
 * equal) nothing is assumed, and reading goes on to the last page.
 */
function endsBefore(candidates: readonly BreezyhrCandidateSummary[], since: number): boolean {
  const times = candidates.map(updatedAt);
  const falls = times.every((time, index) => time !== undefined && !(time > (times[index - 1] ?? Infinity)));
  const [first, last] = [times[0], times.at(-1)];
  return falls && first !== undefined && last !== undefined && first > last && last < since;
}

/** Who has no date may have been updated at any time. */
function isWanted(candidate: BreezyhrCandidateSummary, { updated_after }: Listing): boolean {
  const since = updated_after === null ? undefined : parseInstant(updated_after);
  return since === undefined || (updatedAt(candidate) ?? Infinity) >= since;
}

function updatedAt({ updated_date }: BreezyhrCandidateSummary): number | undefined {
  return typeof updated_date === 'string' ? parseInstant(updated_date) : undefined;
}
