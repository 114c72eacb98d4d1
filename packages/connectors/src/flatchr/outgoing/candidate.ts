import { z } from 'zod';

const text = z.string().nullish();
const required = (what: string) =>
  z
    .string({ error: `Flatchr requires the candidate's ${what}` })
    .trim()
    .min(1, `Flatchr requires the candidate's ${what}`);

/** Only for messages and dead letters; never sent. */
const reference = text;

/**
 * A candidate to create (developers.flatchr.io, "Créer un candidat"). Fields it doesn't name are sent along.
 * `vacancy`, `token` and `type` are not the item's to say.
 */
export const FlatchrNewCandidate = z.looseObject({
  reference,
  firstname: required('first name'),
  lastname: required('last name'),
  email: text,
  phone: text,
  comment: text,
  /** Flatchr requires it: where it can fetch the file without credentials, or the file itself in base64. */
  resume: z
    .union([
      z.string().regex(/^https?:\/\//i, 'expected the address of a file'),
      z.looseObject({
        data: z.base64('expected a file in base64').min(1),
        fileName: z.string().min(1),
        contentType: text,
      }),
    ])
    .nullish(),
  urls: z.looseObject({ facebook: text, linkedin: text, twitter: text, other: text }).nullish(),
  /** Integer of the source the candidate came by. */
  offerer_id: z.number().int().nullish(),
  answers: z.array(z.looseObject({ question: text, value: z.unknown() })).nullish(),
});
export type FlatchrNewCandidate = z.output<typeof FlatchrNewCandidate>;

/** What is to be changed of a candidate who is known by e-mail. */
export const FlatchrCandidateUpdate = z.looseObject({
  reference,
  email: text,
  firstname: text,
  lastname: text,
  /** The applicant meant, where the profile came from Flatchr. */
  applicant_id: text,
  /** Stored as the candidate's meta information. */
  value: z.record(z.string(), z.unknown()),
});
export type FlatchrCandidateUpdate = z.output<typeof FlatchrCandidateUpdate>;

/** A candidate to archive, known by e-mail. */
export const FlatchrCandidateReference = z.looseObject({
  reference,
  email: text,
  /** The applicant meant, where the profile came from Flatchr. */
  applicant_id: text,
});
export type FlatchrCandidateReference = z.output<typeof FlatchrCandidateReference>;
