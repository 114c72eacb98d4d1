import { isObject } from './content.js';
import { Refusal } from './envelope.js';
import type { Location, NamedValue, Skill } from './profile.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a client writes of a job. */
export interface JobContent {
  readonly name: string;
  readonly url: string | null;
  readonly picture: string | null;
  readonly summary: string | null;
  readonly location: Location;
  readonly sections: readonly Fields[] | null;
  readonly culture: string | null;
  readonly responsibilities: string | null;
  readonly requirements: string | null;
  readonly benefits: string | null;
  readonly interviews: string | null;
  readonly skills: readonly Skill[] | null;
  readonly languages: readonly NamedValue[] | null;
  readonly certifications: readonly NamedValue[] | null;
  readonly courses: readonly NamedValue[] | null;
  readonly tasks: readonly NamedValue[] | null;
  readonly interests: readonly NamedValue[] | null;
  readonly tags: readonly NamedValue[] | null;
  readonly metadatas: readonly NamedValue[] | null;
  readonly ranges_float: readonly Fields[] | null;
  readonly ranges_date: readonly Fields[] | null;
}

/** A job as HrFlow answers it. */
export interface Job extends JobContent {
  readonly id: number;
  readonly key: string;
  readonly reference: string | null;
  readonly board_key: string;
  readonly board: unknown;
  readonly archive: string | null;
  readonly archived_at: string | null;
  readonly updated_at: string;
  readonly created_at: string;
}

const TEXTS = [
  'url',
  'picture',
  'summary',
  'culture',
  'responsibilities',
  'requirements',
  'benefits',
  'interviews',
] as const;

const LISTS = [
  'sections',
  'skills',
  'languages',
  'certifications',
  'courses',
  'tasks',
  'interests',
  'tags',
  'metadatas',
  'ranges_float',
  'ranges_date',
] as const;

/**
 * What HrFlow stores of a written job. Strict where sources contradict each other: a PUT replaces everything,
 * and both writes need `name`, `location` and `sections` (the notebooks call these mandatory, the current
 * documents deprecate them). What a job doesn't have is dropped. A list that is null stays so on POST and is
 * empty after PUT, and so is `location.fields`: both are in the notebooks.
 * @throws {Refusal} 400 for a missing field, 422 for a wrong type; the words are unverified
 */
export function jobContentOf(body: Fields, write: 'post' | 'put'): JobContent {
  const missing = ['name', 'location', 'sections'].filter(
    (field) => body[field] === undefined || body[field] === null,
  );
  if (missing.length > 0) throw new Refusal(400, `Invalid parameters. Missing fields: ${missing.join(', ')}`);
  if (typeof body['name'] !== 'string') throw new Refusal(422, 'Invalid parameters. name: must be a string');
  if (!isObject(body['location'])) throw new Refusal(422, 'Invalid parameters. location: must be an object');
  const texts = Object.fromEntries(TEXTS.map((field) => [field, textOf(body, field)]));
  const lists = Object.fromEntries(LISTS.map((field) => [field, listOf(body, field, write)]));
  return {
    name: body['name'],
    location: locationOf(body['location'], write),
    ...(texts as Pick<JobContent, (typeof TEXTS)[number]>),
    ...(lists as Pick<JobContent, (typeof LISTS)[number]>),
  };
}

function textOf(body: Fields, field: string): string | null {
  const text = body[field] ?? null;
  if (text === null || typeof text === 'string') return text;
  throw new Refusal(422, `Invalid parameters. ${field}: must be a string`);
}

function listOf(body: Fields, field: string, write: 'post' | 'put'): unknown {
  const list = body[field] ?? null;
  if (list === null) return write === 'put' ? [] : null;
  if (Array.isArray(list) && list.every(isObject)) return list;
  throw new Refusal(422, `Invalid parameters. ${field}: must be a list of objects`);
}

function locationOf(location: Fields, write: 'post' | 'put'): Location {
  const { text = null, lat = null, lng = null, gmaps = null } = location;
  const fields = location['fields'] ?? (write === 'put' ? [] : null);
  return { text, lat, lng, gmaps, fields } as Location;
}
