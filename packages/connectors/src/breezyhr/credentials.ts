import { z } from 'zod';
import { optionalText } from '../kit/parameters.js';

/** How personal access tokens start (Breezy: My Settings > API Keys; Airbyte's `source-breezy-hr` manifest). */
const PERSONAL_TOKEN = 'breezy_pat_';

/** An id of Breezy's as a path can hold it. Those seen are 12 to 14 hexadecimal digits. */
export const BREEZYHR_ID = /^[\w-]+$/;
export const NO_ID = 'expected an id as Breezy HR has them, such as 5d9f3c0b1a2e';

/**
 * Names and descriptions are those of hrflow-connectors. `password` also takes a personal access token
 * (`breezy_pat_…`), which is then sent as it is, with no sign-in: it doesn't end when somebody signs out, so
 * prefer it. `email` is then only a name for it.
 */
export const BreezyhrCredentials = z
  .strictObject({
    email: z.string().min(1).describe('email'),
    password: z.string().min(1).describe('password'),
    company_id: z
      .string()
      .regex(BREEZYHR_ID, NO_ID)
      .nullable()
      .default(null)
      .describe(
        'ID of company to pull jobs from in Breezy HR database associated with the authenticated user',
      ),
    company_name: optionalText(
      '[⚠️ Requiered if company_id is not specified], the company associated with the authenticated user',
    ),
  })
  .refine(({ company_id, company_name }) => company_id !== null || company_name !== null, {
    path: ['company_name'],
    error: 'required where company_id is not given: the name of the company as Breezy HR shows it',
  });
/** As a workflow gives them: the company's id or its name may be left out. */
export type BreezyhrCredentials = z.input<typeof BreezyhrCredentials>;

/** Whether the password is a personal access token. */
export function hasPersonalToken({ password }: BreezyhrCredentials): boolean {
  return password.startsWith(PERSONAL_TOKEN);
}
