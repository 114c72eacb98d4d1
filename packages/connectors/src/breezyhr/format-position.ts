import type { HrflowJob } from '../hrflow/job/schema.js';
import type { HrflowReference } from '../hrflow/reference.js';
import { present, textOrNull } from '../kit/present.js';
import { htmlToText } from '../kit/html.js';
import type { BreezyhrLocation, BreezyhrPosition } from './position.js';
import { attributeTags, nameOf, tags } from './tags.js';

/** A position as a job for HrFlow. Pure, and total for whatever may be missing. */
export function formatBreezyhrPosition(position: BreezyhrPosition): HrflowJob {
  const summary = htmlToText(textOrNull(position.description) ?? '') || null;
  return {
    reference: textOrNull(position._id),
    name: textOrNull(position.name),
    url: null,
    picture: null,
    summary,
    location: locationOf(position.location),
    sections: sectionsOf(position, summary),
    skills: [],
    languages: [],
    certifications: [],
    courses: [],
    tasks: [],
    interests: [],
    tags: tagsOf(position),
    metadatas: [],
    ranges_float: salaryOf(position),
    ranges_date: [],
    created_at: textOrNull(position.creation_date),
    updated_at: textOrNull(position.updated_date),
  };
}

/** What archives a job, or a profile: its reference, as create and update have written it. */
export function formatBreezyhrReference({ _id }: { _id: string }): HrflowReference {
  return { reference: _id };
}

/** Coordinates and fields are HrFlow's to find, but for what Breezy knows by name. */
function locationOf(location: BreezyhrLocation | null | undefined) {
  const [city, state, country] = [
    textOrNull(location?.city),
    nameOf(location?.state),
    nameOf(location?.country),
  ];
  const place = present([city, state, country]).join(', ');
  const text = textOrNull(location?.streetAddress?.custom) ?? textOrNull(location?.name) ?? (place || null);
  return { text, lat: null, lng: null, fields: place === '' ? null : { city, state, country, text } };
}

/** Names and titles are those of hrflow-connectors; a section without a text is left out. */
function sectionsOf(position: BreezyhrPosition, description: string | null) {
  const sections = [
    { name: 'description', title: 'Description', description },
    { name: 'experience', title: 'Required Experience', description: nameOf(position.experience) },
    { name: 'education', title: 'Required Education', description: educationOf(position) },
    { name: 'category', title: 'Category', description: nameOf(position.category) },
    {
      name: 'remote',
      title: 'Remote Information',
      description: nameOf(position.location?.remote_details),
    },
  ];
  return sections.filter((section) => section.description !== null);
}

/** `unspecified` is Breezy's word for nothing. */
function educationOf({ education }: BreezyhrPosition): string | null {
  const name = nameOf(education);
  return name === 'unspecified' ? null : name;
}

function tagsOf(position: BreezyhrPosition) {
  const { location } = position;
  return [
    ...tags('type', nameOf(position.type)),
    ...tags('state', position.state),
    ...tags('experience', nameOf(position.experience)),
    ...tags('education', educationOf(position)),
    ...tags('department', nameOf(position.department)),
    ...tags('requisition_id', position.requisition_id),
    ...tags('category', nameOf(position.category)),
    ...tags('candidate_type', position.candidate_type === 'none' ? null : position.candidate_type),
    ...tags('is_remote', location?.is_remote),
    ...tags('remote_details', nameOf(location?.remote_details)),
    ...tags('org_type', position.org_type),
    ...tags('creator_id', position.creator_id),
    ...tags('tag', ...present(position.tags)),
    ...attributeTags(position.custom_attributes),
  ];
}

function salaryOf({ salary }: BreezyhrPosition) {
  const [from, to] = [numberOf(salary?.from), numberOf(salary?.to)];
  if (from === null && to === null) return [];
  const unit = present([textOrNull(salary?.currency), textOrNull(salary?.period)]).join(' per ') || null;
  return [{ name: 'salary', value_min: from, value_max: to, unit }];
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
