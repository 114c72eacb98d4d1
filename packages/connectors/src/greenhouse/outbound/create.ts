import type { PushOutcome, Writer } from '../../kit/entity.js';
import { RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { greenhouseApi } from '../api.js';
import type { GreenhouseCredentials } from '../credentials.js';
import { textOrNull } from '../../kit/present.js';
import { complete, hasMore } from './complete.js';
import { ADD_ENDPOINTS, CREATE_ENDPOINTS, FIND_ENDPOINTS } from './endpoints.js';
import { fieldsToWrite } from './fields.js';
import type { GreenhouseFields, Harvest, HeldCandidate } from './harvest.js';
import { GreenhouseCandidateItem } from './item.js';
import { locate } from './locate.js';
import { GreenhouseCreateProfilesParameters } from './parameters.js';
import { checkTarget, harvestOf } from './target.js';
import type { z } from 'zod';

type Parameters = z.output<typeof GreenhouseCreateProfilesParameters>;

/**
 * Until when a candidate just created has to be readable. Greenhouse recommends to look every 30 seconds
 * (Harvest v1 docs, "POST: Add Candidate"); the first looks are for the usual case.
 */
const POLL_DELAYS_MS = [0, 1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000];

/**
 * Creates candidates. One that Greenhouse holds already, as its e-mail address tells, is not created again and
 * keeps its attributes; it gets what it lacks of the application, the educations, the employments and the
 * résumé, because an earlier try may have been cut off in between. So a push repeated leaves one candidate.
 *
 * What can't be prevented: Harvest has no key by which it would know a repeated request. When the answer to
 * the creation is lost, and Greenhouse still doesn't show the candidate when the push is tried again, there
 * will be two.
 */
export const createCandidates: Writer<
  GreenhouseCredentials,
  typeof GreenhouseCreateProfilesParameters,
  GreenhouseCandidateItem
> = {
  api: greenhouseApi,
  endpoints: [...FIND_ENDPOINTS, ...CREATE_ENDPOINTS, ...ADD_ENDPOINTS],
  parameters: GreenhouseCreateProfilesParameters,
  // Look for it, create it, look at it, add an education, an employment and a résumé.
  requestsPerItem: 10,
  item: GreenhouseCandidateItem,
  check: checkTarget,
  push,
};

async function push(
  client: HttpClient,
  parameters: Parameters,
  item: GreenhouseCandidateItem,
): Promise<PushOutcome> {
  const harvest = harvestOf(client, parameters.on_behalf_of);
  const held = await locate(harvest, item);
  if (held) {
    const applied = await applyOnce(harvest, held, parameters.job_id);
    const added = await complete(client, harvest, held, item, parameters);
    return applied || added ? 'written' : 'unchanged';
  }
  const id = await harvest.create(named(fieldsToWrite(item, parameters.tags)), parameters.job_id);
  if (hasMore(item)) {
    const created = await awaitCandidate(client, harvest, id);
    await complete(client, harvest, created, item, parameters);
  }
  return 'written';
}

/** Applies for a candidate that Greenhouse holds, unless it did so before, however that ended. */
async function applyOnce(harvest: Harvest, held: HeldCandidate, jobId: string | null): Promise<boolean> {
  if (jobId === null) return false;
  const applications = await held.applications();
  if (applications.some(({ jobIds }) => jobIds.includes(jobId))) return false;
  await harvest.apply(held.id, jobId);
  return true;
}

function named(fields: GreenhouseFields): GreenhouseFields {
  const lacking = (['first_name', 'last_name'] as const).find((name) => textOrNull(fields[name]) === null);
  if (lacking === undefined) return fields;
  throw new RejectedItemError(
    `The profile has no ${lacking.replace('_', ' ')}, without which Greenhouse creates no candidate. Fill in the ` +
      `profile's info.${lacking}, or set ${lacking} in a format.`,
    { code: 'name_missing', path: lacking },
  );
}

/**
 * Waits until a new candidate can be read. It doesn't fail as something to try again: who tries again would
 * look for the candidate, not find it, and create it once more.
 */
async function awaitCandidate(client: HttpClient, harvest: Harvest, id: number): Promise<HeldCandidate> {
  for (const delayMs of POLL_DELAYS_MS) {
    if (delayMs > 0) await client.sleep(delayMs);
    const candidate = await harvest.find(String(id));
    if (candidate) return candidate;
  }
  throw new RejectedItemError(
    `Greenhouse has created candidate ${id} but does not show it yet, so its educations, employments and résumé were ` +
      'not added. Retry when Greenhouse shows it: it is not created again then.',
    { code: 'candidate_pending', detail: `candidate ${id}: not readable two minutes after its creation` },
  );
}
