import { present } from '../../kit/present.js';
import type { GreenhouseFields } from './harvest.js';
import type { GreenhouseCandidateItem } from './item.js';

/** A candidate's own attributes. What is left says who it is, or is added to it. */
const FIELDS = [
  'first_name',
  'last_name',
  'company',
  'title',
  'is_private',
  'email_addresses',
  'phone_numbers',
  'addresses',
  'website_addresses',
  'social_media_addresses',
] as const;

/** The attributes an item has a value for, with the tags that all candidates get. */
export function fieldsToWrite(
  item: GreenhouseCandidateItem,
  moreTags: readonly string[] | null,
): GreenhouseFields {
  const tags = [...new Set([...present(item.tags), ...(moreTags ?? [])])];
  const values = [...FIELDS.map((name) => [name, item[name]] as const), ['tags', tags] as const];
  return Object.fromEntries(values.filter(([, value]) => !isNothing(value))) as GreenhouseFields;
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
