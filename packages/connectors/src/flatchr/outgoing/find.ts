import { RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import type { FlatchrApplicantRow } from '../applicants/applicant.js';
import { searchApplicants } from '../applicants/search.js';
import { folded, idOf } from '../value.js';
import type { FlatchrVacancy } from '../vacancies/vacancy.js';

/** Who an outgoing item is about. */
export interface Wanted {
  readonly email: string;
  /** The opaque id of a vacancy, to look nowhere else. */
  readonly vacancy?: string | undefined;
}

/**
 * The applications of a person, by e-mail: the one thing HrFlow and Flatchr both know someone by. Whether
 * Flatchr's filter takes parts of an address isn't documented, so only equal ones count.
 */
export async function findApplicants(
  client: HttpClient,
  { email, vacancy }: Wanted,
): Promise<FlatchrApplicantRow[]> {
  const { rows } = await searchApplicants(client, vacancy === undefined ? { email } : { email, vacancy });
  return rows.filter((row) => idOf(row.applicant) !== null && folded(row.email) === folded(email));
}

/**
 * Whether an applicant belongs to a vacancy. A search names it by its integer, the list by an opaque id as
 * well; rows of 2022 have its title alone.
 */
export function isIn(row: FlatchrApplicantRow, vacancy: FlatchrVacancy): boolean {
  const id = idOf(row.vacancy_id);
  if (id !== null) return id === idOf(vacancy.vacancy_id) || id === idOf(vacancy.id);
  return folded(row.vacancy) === folded(vacancy.title);
}

/** @throws {@link RejectedItemError} `email_missing` */
export function emailOf({ email }: { readonly email?: string | null | undefined }): string {
  if (email?.trim()) return email.trim();
  throw new RejectedItemError(
    'The profile has no e-mail address, by which Flatchr could find its candidate. Add info.email in HrFlow, then retry.',
    { code: 'email_missing', path: 'email' },
  );
}

/** @throws {@link RejectedItemError} `applicant_not_found` */
export function notFound(where: string): RejectedItemError {
  return new RejectedItemError(
    `Flatchr has no candidate with the profile's e-mail address${where}. Create it first.`,
    { code: 'applicant_not_found', path: 'email' },
  );
}
