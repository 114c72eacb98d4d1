import { RetryableError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { isObject, type JsonObject } from './json.js';

/**
 * The profile HrFlow holds under a reference, in a shape that can be written back.
 * @throws {@link RejectedItemError} `profile_not_found`
 */
export async function fetchProfile(
  client: HttpClient,
  sourceKey: string,
  reference: string,
): Promise<JsonObject> {
  const { body } = await client.send({
    method: 'GET',
    path: 'profile/indexing',
    query: { source_key: sourceKey, reference },
  });
  return profileIn(body, 'GET profile/indexing');
}

/**
 * Takes the profile out of an answer's `data`.
 * @throws {@link RetryableError} when there is none: to write over what we couldn't read would lose it
 */
export function profileIn(body: unknown, request: string): JsonObject {
  const data = isObject(body) ? body['data'] : undefined;
  if (isObject(data) && (data['key'] !== undefined || data['reference'] !== undefined)) return writable(data);
  throw new RetryableError('HrFlow answered without the profile that was asked for.', {
    code: 'unexpected_answer',
    detail: `${request}: no profile in the answer's data`,
  });
}

/** HrFlow gives back empty objects as `[]` and takes no `null` for a text; both are put right. */
function writable(profile: JsonObject): JsonObject {
  const fixed: JsonObject = { ...profile, text: profile['text'] ?? '' };
  const { info, experiences, educations } = profile;
  if (isObject(info)) fixed['info'] = withLocation(info);
  if (Array.isArray(experiences)) fixed['experiences'] = experiences.map(withLocation);
  if (Array.isArray(educations)) fixed['educations'] = educations.map(withLocation);
  return fixed;
}

function withLocation(part: unknown): unknown {
  if (!isObject(part)) return part;
  const { location } = part;
  if (Array.isArray(location)) return { ...part, location: null };
  if (!isObject(location) || !Array.isArray(location['fields'])) return part;
  return { ...part, location: { ...location, fields: null } };
}
