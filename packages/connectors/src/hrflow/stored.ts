import { RetryableError } from '../kit/errors.js';
import { refuseHostileShape } from '../kit/hostile.js';
import { isObject, type JsonObject } from '../kit/json.js';

/**
 * Takes a profile or job out of an answer's `data`, in a shape that can be written back.
 * @throws {@link RetryableError} when there is none: to write over what we couldn't read would lose it;
 * {@link RejectedItemError} when it can't be handled whole
 */
export function storedIn(body: unknown, request: string, entity: 'profile' | 'job'): JsonObject {
  const data = isObject(body) ? body['data'] : undefined;
  if (isObject(data) && (data['key'] !== undefined || data['reference'] !== undefined)) {
    refuseHostileShape(data);
    return entity === 'profile' ? writableProfile(data) : withLocation(data);
  }
  throw new RetryableError(`HrFlow answered without the ${entity} that was asked for.`, {
    code: 'unexpected_answer',
    detail: `${request}: no ${entity} in the answer's data`,
  });
}

/** HrFlow gives back empty objects as `[]` and takes no `null` for a text; both are put right. */
function writableProfile(profile: JsonObject): JsonObject {
  const fixed: JsonObject = { ...profile, text: profile['text'] ?? '' };
  const { info, experiences, educations } = profile;
  if (isObject(info)) fixed['info'] = withLocation(info);
  if (Array.isArray(experiences)) fixed['experiences'] = experiences.map(mended);
  if (Array.isArray(educations)) fixed['educations'] = educations.map(mended);
  return fixed;
}

const mended = (part: unknown): unknown => (isObject(part) ? withLocation(part) : part);

function withLocation(part: JsonObject): JsonObject {
  const { location } = part;
  if (Array.isArray(location)) return { ...part, location: null };
  if (!isObject(location) || !Array.isArray(location['fields'])) return part;
  return { ...part, location: { ...location, fields: null } };
}
