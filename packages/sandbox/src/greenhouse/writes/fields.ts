import type { CandidatePatch, TypedValue } from '../candidate.js';
import type { Body } from './body.js';

/** What a candidate's own attributes are called in bodies of both versions. */
export const FIELDS = [
  'first_name',
  'last_name',
  'company',
  'title',
  'is_private',
  'phone_numbers',
  'addresses',
  'email_addresses',
  'website_addresses',
  'social_media_addresses',
  'tags',
] as const;

/** The types of each list's entries (Harvest v1 docs, "The candidate object"). */
const TYPES = {
  phone_numbers: ['home', 'work', 'mobile', 'skype', 'other'],
  addresses: ['home', 'work', 'other'],
  email_addresses: ['personal', 'work', 'other'],
  website_addresses: ['personal', 'company', 'portfolio', 'blog', 'other'],
} as const;

/** The attributes a body names; a list it names takes the old one's place, also when it is empty. */
export function readFields(body: Body): CandidatePatch {
  const texts = (['first_name', 'last_name', 'company', 'title'] as const).filter((name) => body.has(name));
  const isPrivate = body.boolean('is_private');
  const typed = (Object.keys(TYPES) as (keyof typeof TYPES)[]).filter((name) => body.has(name));
  return {
    ...Object.fromEntries(texts.map((name) => [name, body.text(name) || null])),
    ...(isPrivate !== null && { is_private: isPrivate }),
    ...Object.fromEntries(typed.map((name) => [name, typedValues(body, name)])),
    ...(body.has('social_media_addresses') && { social_media_addresses: socialValues(body) }),
    ...(body.has('tags') && { tags: tagsOf(body) }),
  };
}

function typedValues(body: Body, name: keyof typeof TYPES): TypedValue[] {
  const types: readonly string[] = TYPES[name];
  return entriesOf(body, name).map(({ value, type }) => {
    if (typeof type !== 'string' || !types.includes(type)) {
      body.refuse('type', `Must be one of: ${types.join(', ')}`);
    }
    return { value: valueOf(body, value), type: String(type) };
  });
}

/** Social media addresses have no type (Harvest v1 docs, "The candidate object"). */
function socialValues(body: Body): { value: string }[] {
  return entriesOf(body, 'social_media_addresses').map(({ value, type }) => {
    if (type !== undefined) body.refuse('type', 'Unknown parameter');
    return { value: valueOf(body, value) };
  });
}

function tagsOf(body: Body): string[] {
  return [...new Set((body.list('tags') ?? []).map((tag) => valueOf(body, tag)))].sort();
}

function entriesOf(body: Body, name: string): { value?: unknown; type?: unknown }[] {
  return (body.list(name) ?? []).flatMap((entry) => {
    if (typeof entry === 'object' && entry !== null) return [entry];
    body.refuse(name, 'Must be an array of objects');
    return [];
  });
}

function valueOf(body: Body, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  body.refuse('value', "can't be blank");
  return '';
}
