import { z } from 'zod';
import type { PushOutcome, Writer } from '../kit/entity.js';
import { RejectedItemError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { present, textOrNull } from '../kit/present.js';
import { breezyhrApi } from './api.js';
import type { BreezyhrCandidate } from './candidate.js';
import { BreezyhrCandidateInput } from './candidate-input.js';
import { completeCandidate } from './complete.js';
import { checkWriting, positionToWrite, withoutBlanks, WRITE_ENDPOINTS } from './create.js';
import type { BreezyhrCredentials } from './credentials.js';
import { ENDPOINTS } from './endpoints.js';
import { emailOf, findOnPosition } from './find.js';

/** Names and descriptions are those of hrflow-connectors. */
export const BreezyhrUpdateProfilesParameters = z.strictObject({ position_id: positionToWrite });
type Parameters = z.output<typeof BreezyhrUpdateProfilesParameters>;

/**
 * Updates candidates that are on a position already, known by e-mail. What the profile says is merged into
 * what Breezy holds, because a PUT replaces what it is sent; entries of histories are added or changed, and a
 * résumé is attached where there is none. A candidate who wouldn't change is written all the same: a push
 * repeated after a crash must count as the first one did. Between reading and writing, another writer's change
 * to the same attribute can be overwritten; Breezy offers nothing to prevent that.
 */
export const updateBreezyhrCandidates: Writer<
  BreezyhrCredentials,
  typeof BreezyhrUpdateProfilesParameters,
  BreezyhrCandidateInput
> = {
  api: breezyhrApi,
  endpoints: [ENDPOINTS.updateCandidate('Write the merged candidate.'), ...WRITE_ENDPOINTS],
  parameters: BreezyhrUpdateProfilesParameters,
  // Search, read, write.
  requestsPerItem: 3,
  item: BreezyhrCandidateInput,
  check: checkWriting,
  push,
};

async function push(
  client: HttpClient,
  { position_id }: Parameters,
  item: BreezyhrCandidateInput,
): Promise<PushOutcome> {
  const known = await findOnPosition(client, position_id, emailOf(item));
  if (known === undefined) throw notFound();
  const json = mergeCandidate(known.candidate, item);
  await client.send({ method: 'PUT', path: known.path, json, ignoreBody: true });
  await completeCandidate(client, known, item);
  return 'written';
}

function notFound(): RejectedItemError {
  return new RejectedItemError(
    'Breezy HR has no candidate with this e-mail on the position, so there is nothing to update. Create it first, or ' +
      'check pushParameters.position_id.',
    { code: 'candidate_not_found', path: 'email_address' },
  );
}

/** What a PUT takes (w6w's Breezy app, quoting developer.breezy.hr); histories and files have routes of their own. */
const SCALARS = [
  'name',
  'email_address',
  'phone_number',
  'summary',
  'headline',
  'address',
  'cover_letter',
  'source',
] as const;

/**
 * The attributes to write: what the item says, and of lists what Breezy holds besides. Blank values are not
 * sent, so that Breezy keeps its own.
 */
function mergeCandidate(stored: BreezyhrCandidate, item: BreezyhrCandidateInput): Record<string, unknown> {
  const scalars = Object.fromEntries(SCALARS.map((name) => [name, item[name]]));
  return withoutBlanks({
    ...scalars,
    tags: uniteTags(stored, item),
    social_profiles: uniteProfiles(stored, item),
  });
}

/** Of two spellings of a tag, Breezy's is kept. */
function uniteTags({ tags: held }: BreezyhrCandidate, { tags: said }: BreezyhrCandidateInput): string[] {
  const known = present(held);
  const folded = new Set(known.map((tag) => tag.toLowerCase()));
  return [...known, ...present(said).filter((tag) => !folded.has(tag.toLowerCase()))];
}

/** Sent by network, whatever way Breezy gave them; of two addresses for one network, the item's. */
function uniteProfiles(
  { social_profiles: held }: BreezyhrCandidate,
  { social_profiles: said }: BreezyhrCandidateInput,
): Record<string, string> {
  const known = Array.isArray(held)
    ? present(held).map(({ type, url }) => [type, url] as const)
    : Object.entries(held ?? {});
  const kept = known.flatMap(([type, url]) => {
    const [network, address] = [textOrNull(type), textOrNull(url)];
    return network === null || address === null ? [] : [[network, address] as const];
  });
  return { ...Object.fromEntries(kept), ...said };
}
