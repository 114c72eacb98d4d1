import { z } from 'zod';
import { location, namedList, skills, text } from '../fields.js';
import { reference } from '../reference.js';

/**
 * A job as an item to write: HrFlow's job schema (developers.hrflow.ai, "The Job Object"). Attributes it
 * doesn't name pass through. A missing or empty value leaves what HrFlow holds.
 */
export const HrflowJob = z.looseObject({
  reference,
  name: text,
  url: text,
  picture: text,
  /** May be HTML. */
  summary: text,
  location: location.nullish(),
  /** Parts of the description. Each `name` once: an update finds a section by it. */
  sections: z.array(z.looseObject({ name: text, title: text, description: text })).nullish(),
  culture: text,
  responsibilities: text,
  requirements: text,
  benefits: text,
  interviews: text,
  skills,
  languages: namedList,
  certifications: namedList,
  courses: namedList,
  tasks: namedList,
  interests: namedList,
  tags: namedList,
  metadatas: namedList,
  /** Such as a salary. */
  ranges_float: z
    .array(
      z.looseObject({
        name: text,
        value_min: z.number().nullish(),
        value_max: z.number().nullish(),
        unit: text,
      }),
    )
    .nullish(),
  /** Such as the dates of interviews. ISO 8601. */
  ranges_date: z.array(z.looseObject({ name: text, value_min: text, value_max: text })).nullish(),
  created_at: text,
  updated_at: text,
});
export type HrflowJob = z.output<typeof HrflowJob>;
