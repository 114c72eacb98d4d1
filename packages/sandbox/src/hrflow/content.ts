import { Refusal } from './envelope.js';
import { LIST_FIELDS, type Location, type Period, type ProfileContent, type ProfileInfo } from './profile.js';

type Fields = Readonly<Record<string, unknown>>;

/** POST keeps a list that is null; PUT turns it into an empty one, and `location.fields` with it. */
type Write = 'post' | 'put';

const NO_CONSENT = {
  parsing: false,
  revealing: false,
  embedding: false,
  searching: false,
  scoring: false,
  reasoning: false,
};
const DEFAULT_CONSENT = { owner: NO_CONSENT, controller: NO_CONSENT };

const EMPTY_INFO: ProfileInfo = {
  full_name: null,
  first_name: null,
  last_name: null,
  email: null,
  phone: null,
  date_birth: null,
  location: null,
  urls: [],
  picture: null,
  gender: null,
  summary: null,
};

/**
 * What HrFlow stores of a written profile. The double is strict where sources contradict each other: a
 * PUT replaces everything, attachments too, and both writes need `info` and `text`. What a profile
 * doesn't have is dropped.
 * @throws {Refusal} 400 for a missing field or a date with an offset, 422 for a wrong type; the words are
 *   unverified
 */
export function contentOf(body: Fields, write: Write): ProfileContent {
  const missing = ['info', 'text'].filter((field) => body[field] === undefined || body[field] === null);
  if (missing.length > 0) throw new Refusal(400, `Invalid parameters. Missing fields: ${missing.join(', ')}`);
  if (!isObject(body['info'])) throw new Refusal(422, 'Invalid parameters. info: must be an object');
  if (typeof body['text'] !== 'string') throw new Refusal(422, 'Invalid parameters. text: must be a string');
  const lists = Object.fromEntries(LIST_FIELDS.map((field) => [field, listOf(body, field, write)]));
  return {
    consent_algorithmic: body['consent_algorithmic'] ?? DEFAULT_CONSENT,
    info: infoOf(body['info'], write),
    text_language: (body['text_language'] ?? null) as string | null,
    text: body['text'],
    experiences_duration: (body['experiences_duration'] ?? null) as number | null,
    educations_duration: (body['educations_duration'] ?? null) as number | null,
    ...(lists as Pick<ProfileContent, (typeof LIST_FIELDS)[number]>),
  };
}

function infoOf(info: Fields, write: Write): ProfileInfo {
  const full = { ...EMPTY_INFO, ...info };
  return { ...full, location: locationOf(full.location, write), urls: full.urls ?? [] };
}

function listOf(body: Fields, field: (typeof LIST_FIELDS)[number], write: Write): unknown {
  const list = body[field];
  if (list === undefined || list === null) return write === 'put' ? [] : null;
  if (!Array.isArray(list) || !list.every(isObject)) {
    throw new Refusal(422, `Invalid parameters. ${field}: must be a list of objects`);
  }
  if (field !== 'experiences' && field !== 'educations') return list;
  return (list as unknown as Period[]).map((period) => periodOf(period, field, write));
}

function periodOf(period: Period, field: string, write: Write): Period {
  for (const name of ['date_start', 'date_end']) {
    const date = period[name];
    if (typeof date === 'string' && date.endsWith('+0000')) {
      throw new Refusal(400, `Invalid parameters. ${field}.${name}: must not have an offset`);
    }
  }
  if (period.location === undefined || period.location === null) return period;
  return { ...period, location: locationOf(period.location, write) as Location };
}

function locationOf(location: Location | readonly never[] | null, write: Write): ProfileInfo['location'] {
  if (write === 'post' || location === null || Array.isArray(location)) return location;
  const place = location as Location;
  return place.fields === null ? { ...place, fields: [] } : place;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
