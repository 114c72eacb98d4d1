import { z } from 'zod';
import { isSegment } from './path.js';

const text = z.string().nullish();

/**
 * An applicant as JazzHR takes it (`POST /applicants`: apify/startupjobs2jazzHR, hrflow-connectors). Its names
 * aren't those under which JazzHR gives applicants back. Other fields that JazzHR knows pass through.
 */
export const JazzhrNewApplicant = z.looseObject({
  first_name: text,
  /** JazzHR takes no applicant without one. */
  last_name: z
    .string({ error: 'is missing, and JazzHR takes no applicant without a last name' })
    .refine((name) => name.trim() !== '', {
      error: 'is empty, and JazzHR takes no applicant without a last name',
      abort: true,
    })
    .refine(isSegment, { error: 'is no name that JazzHR can be searched for' }),
  email: text,
  phone: text,
  address: text,
  city: text,
  state: text,
  postal: text,
  /** `YYYY-MM-DD`. JazzHR takes today where there is none. */
  apply_date: text,
  source: text,
  linkedin: text,
  twitter: text,
  website: text,
  coverletter: text,
  resumetext: text,
  /** Where the résumé can be fetched without credentials. Becomes `base64-resume`. */
  resume: z.looseObject({ url: text }).nullish(),
});
export type JazzhrNewApplicant = z.output<typeof JazzhrNewApplicant>;
