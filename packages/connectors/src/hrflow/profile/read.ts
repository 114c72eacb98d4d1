import { z } from 'zod';
import type { Reader } from '../../kit/entity.js';
import { ConfigurationError, RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { hrflowOriginApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { storedIn } from '../stored.js';
import type { HrflowStoredProfile } from './stored.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowProfilesParameters = z.strictObject({
  source_key: z.string().min(1).describe('HrFlow.ai source key'),
  profile_key: z.string().min(1).describe('HrFlow.ai profile key'),
});
type Parameters = z.output<typeof HrflowProfilesParameters>;

/**
 * Reads one profile of HrFlow by its key: the origin of outbound actions. A profile that isn't there is a
 * mistake in the parameters, never an empty success.
 */
export const hrflowProfiles: Reader<HrflowCredentials, typeof HrflowProfilesParameters, HrflowStoredProfile> =
  {
    api: hrflowOriginApi,
    endpoints: [ENDPOINTS.getProfile('Read the profile by its key.')],
    parameters: HrflowProfilesParameters,
    async check(client, parameters) {
      await read(client, parameters);
    },
    async pull(client, parameters) {
      return { items: [await read(client, parameters)], next: null };
    },
    identify: ({ reference, key }) => reference ?? key ?? undefined,
  };

async function read(
  client: HttpClient,
  { source_key, profile_key }: Parameters,
): Promise<HrflowStoredProfile> {
  const request = {
    method: 'GET',
    path: 'profile/indexing',
    query: { source_key, key: profile_key },
  } as const;
  try {
    const { body } = await client.send(request);
    return storedIn(body, 'GET profile/indexing', 'profile');
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    // Nothing but the parameters can be at fault: there is no item yet.
    const { message, code, detail } = error;
    throw new ConfigurationError(message, {
      code,
      detail,
      path: 'pullParameters.profile_key',
      cause: error,
    });
  }
}
