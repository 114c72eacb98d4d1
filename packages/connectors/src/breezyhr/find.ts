import { RejectedItemError } from '../kit/errors.js';
import { segment } from '../kit/http/address.js';
import type { HttpClient } from '../kit/http/client.js';
import { textOrNull } from '../kit/present.js';
import { listOf, objectOf } from './answer.js';
import type { BreezyhrCandidate } from './candidate.js';
import type { BreezyhrCandidateInput } from './candidate-input.js';
import { companyPath } from './company.js';

/**
 * What a search gives. Breezy's prose promises id, name and position, its schema the fields of the list
 * (w6w's Breezy app); so neither position nor e-mail is counted on.
 */
interface Hit {
  _id: string;
  email_address?: string | null;
  position?: { _id?: string | null } | null;
  position_id?: string | null;
}

/** A candidate as it stands on a position, and the path it is written at. */
export interface StandingCandidate {
  readonly path: string;
  readonly candidate: BreezyhrCandidate;
}

/** A position's path below the base. */
export async function positionPath(client: HttpClient, positionId: string): Promise<string> {
  return `${await companyPath(client)}/position/${segment(positionId)}`;
}

/**
 * The candidate of a position with this e-mail address, or nothing. The search is exact, over all positions,
 * and sees what was written a moment ago (w6w's Breezy app, quoting Breezy's reference).
 * @throws {@link RejectedItemError} `candidate_ambiguous` when there are several
 */
export async function findOnPosition(
  client: HttpClient,
  positionId: string,
  email: string,
): Promise<StandingCandidate | undefined> {
  const path = `${await companyPath(client)}/candidates/search`;
  const response = await client.send({ method: 'GET', path, query: { email_address: email } });
  const hits = listOf<Hit>(response, 'GET candidates/search').filter((hit) => isAbout(hit, email));
  const found: StandingCandidate[] = [];
  for (const hit of hits) {
    const position = textOrNull(hit.position?._id) ?? textOrNull(hit.position_id);
    if (position !== null && position !== positionId) continue;
    const standing = await fetchStanding(client, positionId, hit._id, position === null);
    if (standing) found.push(standing);
  }
  if (found.length < 2) return found[0];
  throw new RejectedItemError(
    `Breezy HR has ${found.length} candidates with this e-mail on the position, so it can not be told which one is ` +
      'meant. Merge them in Breezy HR, then retry.',
    { code: 'candidate_ambiguous', path: 'email_address' },
  );
}

function isAbout({ email_address }: Hit, email: string): boolean {
  const known = textOrNull(email_address);
  return known === null || known.toLowerCase() === email.toLowerCase();
}

/** @param guessed that the candidate is on this position is a try: that it is not there is no error */
async function fetchStanding(
  client: HttpClient,
  positionId: string,
  id: string,
  guessed: boolean,
): Promise<StandingCandidate | undefined> {
  try {
    return await standingOf(client, positionId, id);
  } catch (error) {
    if (guessed && error instanceof RejectedItemError) return undefined;
    throw error;
  }
}

/** A candidate with all Breezy knows of it. */
export async function standingOf(
  client: HttpClient,
  positionId: string,
  id: string,
): Promise<StandingCandidate> {
  const path = `${await positionPath(client, positionId)}/candidate/${segment(id)}`;
  const response = await client.send({ method: 'GET', path });
  return { path, candidate: objectOf(response, 'GET candidate') as BreezyhrCandidate };
}

/**
 * The e-mail an item is known by.
 * @throws {@link RejectedItemError} `email_missing`
 */
export function emailOf({ email_address }: BreezyhrCandidateInput): string {
  const email = textOrNull(email_address);
  if (email !== null) return email;
  throw new RejectedItemError(
    'The profile has no e-mail, and nothing else tells Breezy HR whether it has this candidate: a push repeated would ' +
      'make a second one. Give the profile info.email in HrFlow, or mend the format.',
    { code: 'email_missing', path: 'email_address' },
  );
}
