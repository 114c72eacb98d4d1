import { z } from 'zod';

const text = z.string().nullish();
const number = z.int().nullish();

const work = z.looseObject({
  company_name: z.string().min(1),
  title: text,
  summary: text,
  start_month: number,
  start_year: number,
  end_month: number,
  end_year: number,
});

const education = z.looseObject({
  school_name: z.string().min(1),
  field_of_study: text,
  start_year: number,
  end_year: number,
});

/**
 * A candidate as an item to write: the body that Breezy takes (w6w's Breezy app, quoting developer.breezy.hr
 * "Add candidate"), with `resume` for a file to attach. Attributes it doesn't name pass through. A missing or
 * empty value leaves what Breezy holds.
 */
export const BreezyhrCandidateInput = z.looseObject({
  name: text,
  /** By it a candidate is known again. */
  email_address: text,
  phone_number: text,
  address: text,
  headline: text,
  summary: text,
  cover_letter: text,
  source: text,
  tags: z.array(z.string()).nullish(),
  work_history: z.array(work).nullish(),
  education: z.array(education).nullish(),
  /** By network: `{linkedin: 'https://…'}`. */
  social_profiles: z.record(z.string(), z.string()).nullish(),
  custom_attributes: z
    .array(z.looseObject({ name: z.string(), value: z.unknown(), secure: z.boolean().nullish() }))
    .nullish(),
  resume: z
    .looseObject({
      /** Where the file can be fetched without credentials. */
      url: text,
      file_name: text,
    })
    .nullish(),
});
export type BreezyhrCandidateInput = z.output<typeof BreezyhrCandidateInput>;
export type BreezyhrWorkInput = z.output<typeof work>;
export type BreezyhrEducationInput = z.output<typeof education>;
