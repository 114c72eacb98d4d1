import type { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import type { HttpClient } from '../../kit/http/client.js';
import { greenhouseApi } from '../api.js';
import type { GreenhouseCredentials } from '../credentials.js';
import { changesOf } from './changes.js';
import { complete } from './complete.js';
import { ADD_ENDPOINTS, EDIT_ENDPOINTS, FIND_ENDPOINTS } from './endpoints.js';
import { fieldsToWrite } from './fields.js';
import { GreenhouseCandidateItem } from './item.js';
import { locateHeld } from './locate.js';
import { GreenhouseUpdateProfilesParameters } from './parameters.js';
import { checkTarget, harvestOf } from './target.js';

/**
 * Updates candidates that Greenhouse holds: reads each, sends what differs, and adds the educations,
 * employments and the résumé it lacks. What wouldn't change is not written, so that an update doesn't come
 * back from Greenhouse as news. Between reading and writing, another writer's change to the same list can be
 * overwritten; Harvest offers nothing to prevent that.
 *
 * Harvest can't change an education or an employment. One whose end has become known stays as it is.
 */
export const updateCandidates: Writer<
  GreenhouseCredentials,
  typeof GreenhouseUpdateProfilesParameters,
  GreenhouseCandidateItem
> = {
  api: greenhouseApi,
  endpoints: [...FIND_ENDPOINTS, ...EDIT_ENDPOINTS, ...ADD_ENDPOINTS],
  parameters: GreenhouseUpdateProfilesParameters,
  // Look for it, change it, look at what v3 keeps in lists of their own, add something.
  requestsPerItem: 10,
  item: GreenhouseCandidateItem,
  check: checkTarget,
  push,
};

async function push(
  client: HttpClient,
  parameters: z.output<typeof GreenhouseUpdateProfilesParameters>,
  item: GreenhouseCandidateItem,
): Promise<PushOutcome> {
  const harvest = harvestOf(client, parameters.on_behalf_of);
  const held = await locateHeld(harvest, item, 'update');
  const changes = changesOf(held.fields, fieldsToWrite(item, parameters.tags));
  const differs = Object.keys(changes).length > 0;
  if (differs) await harvest.edit(held.id, changes);
  const added = await complete(client, harvest, held, item, parameters);
  return differs || added ? 'written' : 'unchanged';
}
