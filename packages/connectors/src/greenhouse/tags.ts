import type { GreenhouseApplication, GreenhouseCandidate } from './candidate.js';
import { customFieldsOf } from './custom-fields.js';
import { present } from '../kit/present.js';

/** A tag of an HrFlow profile. Values are texts, so that HrFlow gives them back as they were sent. */
export type Tag = { name: string; value: string };

/**
 * What HrFlow's profile has no attribute for. Names start with `greenhouse_`, because the tags of a name
 * are replaced as a whole: nobody else's may be among them.
 */
export function tagsOf(candidate: GreenhouseCandidate): Tag[] {
  const applications = present(candidate.applications);
  const values = (pick: (application: GreenhouseApplication) => unknown) => applications.map(pick);
  return [
    ...tags('tag', candidate.tags),
    ...tags('company', candidate.company),
    ...tags('title', candidate.title),
    ...tags('recruiter', candidate.recruiter?.name),
    ...tags('coordinator', candidate.coordinator?.name),
    ...tags('is_private', candidate.is_private),
    ...tags('can_email', candidate.can_email),
    ...tags(
      'source',
      values((application) => application.source?.public_name),
    ),
    ...tags(
      'application_status',
      values((application) => application.status),
    ),
    ...tags(
      'application_stage',
      values((application) => application.current_stage?.name),
    ),
    ...tags(
      'application_job',
      applications.flatMap((application) => present(application.jobs).map((job) => job.name)),
    ),
    ...customFields(candidate),
  ];
}

/** Tags of one name, each text once. */
export function tags(name: string, value: unknown): Tag[] {
  const texts = (Array.isArray(value) ? value : [value]).map(textOf);
  return [...new Set(texts)].flatMap((text) => (text ? [{ name: `greenhouse_${name}`, value: text }] : []));
}

function customFields(candidate: GreenhouseCandidate): Tag[] {
  return customFieldsOf(candidate).flatMap(([key, value]) => tags(`custom_field_${key}`, value));
}

/**
 * A custom field's value as text. Besides plain values there are users (`name`), currencies (`value`,
 * `unit`) and ranges (`min_value`, `max_value`, `unit`) (Harvest v1 docs, "Custom fields").
 */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, value: amount, min_value, max_value, unit } = value as Record<string, unknown>;
  if (typeof name === 'string') return name.trim();
  const range = [min_value, max_value].map(textOf).filter(Boolean).join(' - ');
  const text = [textOf(amount) ?? range, textOf(unit)].filter(Boolean).join(' ');
  return text || JSON.stringify(value);
}
