import { z } from 'zod';
import { location, namedList, skills, text } from '../fields.js';
import { reference } from '../reference.js';

/** What experiences and educations have in common. */
const period = {
  key: text,
  title: text,
  description: text,
  location: location.nullish(),
  date_start: text,
  date_end: text,
  skills,
  languages: namedList,
  certifications: namedList,
  courses: namedList,
  tasks: namedList,
  interests: namedList,
};

const resume = z.looseObject({
  /** Where the file can be fetched without credentials. */
  url: text,
  /** The file itself in base64, when there is no URL. */
  raw: text,
  content_type: text,
  file_name: text,
  /** When the origin got the file; saves downloading it when HrFlow's copy is newer. ISO 8601. */
  created_at: text,
});

/**
 * A profile as an item to write: HrFlow's profile schema (developers.hrflow.ai, "The Profile Object"),
 * with `resume` for a file to parse. Attributes it doesn't name pass through. A missing or empty value
 * leaves what HrFlow holds.
 */
export const HrflowProfile = z.looseObject({
  reference,
  info: z
    .looseObject({
      full_name: text,
      first_name: text,
      last_name: text,
      email: text,
      phone: text,
      date_birth: text,
      gender: text,
      picture: text,
      summary: text,
      driving_license: text,
      location: location.nullish(),
      urls: z.array(z.looseObject({ type: text, url: text })).nullish(),
    })
    .nullish(),
  text,
  text_language: text,
  created_at: text,
  updated_at: text,
  experiences_duration: z.number().nullish(),
  educations_duration: z.number().nullish(),
  experiences: z.array(z.looseObject({ ...period, company: text })).nullish(),
  educations: z.array(z.looseObject({ ...period, school: text })).nullish(),
  skills,
  languages: namedList,
  certifications: namedList,
  courses: namedList,
  tasks: namedList,
  interests: namedList,
  tags: namedList,
  metadatas: namedList,
  labels: z.array(z.looseObject({})).nullish(),
  resume: resume.nullish(),
});
export type HrflowProfile = z.output<typeof HrflowProfile>;

/** A file to parse into the profile: by URL or in base64. */
export type HrflowResume = z.output<typeof resume>;
