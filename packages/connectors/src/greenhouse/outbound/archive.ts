import type { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import type { HttpClient } from '../../kit/http/client.js';
import { greenhouseApi } from '../api.js';
import type { GreenhouseCredentials } from '../credentials.js';
import { ARCHIVE_ENDPOINTS, FIND_ENDPOINTS } from './endpoints.js';
import { GreenhouseCandidateIdentity } from './item.js';
import { locateHeld } from './locate.js';
import { GreenhouseArchiveProfilesParameters } from './parameters.js';
import { checkTarget, harvestOf } from './target.js';

/**
 * Archives candidates: rejects their active applications, prospects' included, which is what Greenhouse's
 * own "archive" comes to. A hired candidate stays hired. Harvest could only delete the person besides, with
 * everything that ever happened to it, and that can't be undone.
 *
 * One without an active application is archived already. Rejecting sends no e-mail to anybody.
 */
export const archiveCandidates: Writer<
  GreenhouseCredentials,
  typeof GreenhouseArchiveProfilesParameters,
  GreenhouseCandidateIdentity
> = {
  api: greenhouseApi,
  endpoints: [...FIND_ENDPOINTS, ...ARCHIVE_ENDPOINTS],
  parameters: GreenhouseArchiveProfilesParameters,
  // Look for it, look at its applications, reject one or two.
  requestsPerItem: 4,
  item: GreenhouseCandidateIdentity,
  check: checkTarget,
  push,
};

async function push(
  client: HttpClient,
  { on_behalf_of, rejection_reason_id }: z.output<typeof GreenhouseArchiveProfilesParameters>,
  item: GreenhouseCandidateIdentity,
): Promise<PushOutcome> {
  const harvest = harvestOf(client, on_behalf_of);
  const held = await locateHeld(harvest, item, 'archive');
  const active = (await held.applications()).filter((application) => application.active);
  for (const { id } of active) await harvest.reject(id, rejection_reason_id);
  return active.length > 0 ? 'written' : 'unchanged';
}
