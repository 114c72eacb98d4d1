import { z } from 'zod';
import { parseInstant } from '../../kit/time.js';

const text = z.string().nullish();
const filled = z.string().trim().min(1, 'expected a text, got an empty one');

/** A value with one of the types Harvest gives values of its kind. */
const typed = <const Types extends readonly [string, ...string[]]>(types: Types) =>
  z.array(z.strictObject({ value: filled, type: z.enum(types) })).nullish();

const date = z
  .string()
  .refine((value) => parseInstant(value) !== undefined, {
    error: ({ input }) => `expected a date such as 2026-01-31, got "${String(input)}"`,
  })
  .nullish();

const education = z.strictObject({
  school_name: filled,
  degree: text,
  discipline: text,
  start_date: date,
  end_date: date,
});

/** Harvest requires company, title and start of an employment; one without an end is the current one. */
const employment = z.strictObject({
  company_name: filled,
  title: filled,
  start_date: date.unwrap().unwrap(),
  end_date: date,
});

const resume = z.strictObject({
  /** Where the file can be fetched without credentials. */
  url: filled,
  /** Should tell one content from another: a candidate who has a résumé of this name gets no second one. */
  filename: filled,
  content_type: text,
  /** When the file came to be. A résumé that Greenhouse got since is not replaced by it. ISO 8601. */
  created_at: text,
  /** Lengths in bytes of this file and of those that hold the same. */
  sizes: z.array(z.number()).nullish(),
});

/** Who is meant: what finds a candidate in Greenhouse. */
const identity = {
  /** The profile's reference in HrFlow, for messages. */
  reference: text,
  /** The candidate's id in Greenhouse, where it is certain. Otherwise the e-mail addresses decide. */
  candidate_id: z
    .string()
    .regex(/^\d{1,15}$/, "expected a candidate's id in digits, such as 53883394")
    .nullish(),
  email_addresses: typed(['personal', 'work', 'other']),
};

/** A candidate to find in Greenhouse. */
export const GreenhouseCandidateIdentity = z.strictObject(identity);
export type GreenhouseCandidateIdentity = z.output<typeof GreenhouseCandidateIdentity>;

/**
 * A candidate as an item to write to Greenhouse, the same for Harvest v1 and v3. Names, types and what is
 * required are those of "POST: Add Candidate" and "PATCH: Edit Candidate" (Harvest v1 docs). A value that
 * is missing leaves what Greenhouse holds.
 */
export const GreenhouseCandidateItem = z.strictObject({
  ...identity,
  first_name: text,
  last_name: text,
  company: text,
  title: text,
  is_private: z.boolean().nullish(),
  phone_numbers: typed(['mobile', 'home', 'work', 'skype', 'other']),
  addresses: typed(['home', 'work', 'other']),
  website_addresses: typed(['personal', 'company', 'portfolio', 'blog', 'other']),
  social_media_addresses: z.array(z.strictObject({ value: filled })).nullish(),
  tags: z.array(filled).nullish(),
  educations: z.array(education).nullish(),
  employments: z.array(employment).nullish(),
  resume: resume.nullish(),
});
export type GreenhouseCandidateItem = z.output<typeof GreenhouseCandidateItem>;
export type GreenhouseEducationItem = z.output<typeof education>;
export type GreenhouseEmploymentItem = z.output<typeof employment>;
export type GreenhouseResumeItem = z.output<typeof resume>;
