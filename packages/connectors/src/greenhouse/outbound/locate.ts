import { folded } from '../../kit/json.js';
import { RejectedItemError } from '../../kit/errors.js';
import { present } from '../../kit/present.js';
import type { Harvest, HeldCandidate } from './harvest.js';
import type { GreenhouseCandidateIdentity } from './item.js';

/**
 * The candidate a profile is about: the one with its `candidate_id`, or else the only one with one of its
 * e-mail addresses. Greenhouse keeps no reference of ours, so there is nothing else to know a candidate by.
 * One who was merged into another is found by e-mail, as the id is gone then.
 * @throws {@link RejectedItemError} `candidate_ambiguous`, `email_missing`
 */
export async function locate(
  harvest: Harvest,
  item: GreenhouseCandidateIdentity,
): Promise<HeldCandidate | undefined> {
  const { candidate_id: id } = item;
  const known = id ? await harvest.find(id) : undefined;
  if (known) return known;
  // Whether Greenhouse minds the case of an address it is asked for is unverified.
  const spellings = present(item.email_addresses).flatMap(({ value }) => [value.trim(), folded(value)]);
  const emails = [...new Set(spellings)];
  if (emails.length === 0) throw withoutIdentity();
  const found = new Map<number, HeldCandidate>();
  for (const email of emails) {
    for (const candidate of await harvest.findByEmail(email)) found.set(candidate.id, candidate);
  }
  if (found.size > 1) throw ambiguous([...found.keys()]);
  return [...found.values()][0];
}

/**
 * As {@link locate}, for actions that need somebody to be there.
 * @throws {@link RejectedItemError} `candidate_not_found` besides
 */
export async function locateHeld(
  harvest: Harvest,
  item: GreenhouseCandidateIdentity,
  purpose: 'update' | 'archive',
): Promise<HeldCandidate> {
  const candidate = await locate(harvest, item);
  if (candidate) return candidate;
  throw new RejectedItemError(
    `Greenhouse has no candidate with the profile's e-mail address, so there is nothing to ${purpose}. ` +
      "Create it first, or check the profile's info.email.",
    { code: 'candidate_not_found', path: 'email_addresses' },
  );
}

/** Whether one of a candidate's addresses is this one. */
export function hasEmail(fields: HeldCandidate['fields'], email: string): boolean {
  return present(fields.email_addresses).some(({ value }) => folded(value) === folded(email));
}

function withoutIdentity(): RejectedItemError {
  return new RejectedItemError(
    'The profile has no e-mail address, and did not come from Greenhouse either, so Greenhouse can not be asked ' +
      "whether it holds the candidate. Fill in the profile's info.email, or set candidate_id in a format.",
    { code: 'email_missing', path: 'email_addresses' },
  );
}

function ambiguous(ids: readonly number[]): RejectedItemError {
  return new RejectedItemError(
    `Greenhouse has ${ids.length} candidates with the profile's e-mail address (${ids.join(', ')}), so it can not ` +
      'be told which one is meant. Merge them in Greenhouse, or set candidate_id in a format.',
    { code: 'candidate_ambiguous', path: 'email_addresses' },
  );
}
