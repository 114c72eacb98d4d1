import { RejectedItemError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import type { JazzhrApplicant, JazzhrApplicantSummary } from './applicant.js';
import { applicantIn } from './detail.js';
import type { JazzhrNewApplicant } from './new-applicant.js';
import { readPage, type ListPage } from './pages.js';
import { recordPath } from './path.js';
import { textOf } from './value.js';

/**
 * Whether somebody has applied already: to the job, or to any where there is none.
 *
 * The list is searched by the last name, because it is a substring of itself whether JazzHR compares its
 * filter with each name or with both together (unverified). It has no e-mails, so each namesake is looked
 * at alone.
 */
export async function hasApplied(
  client: HttpClient,
  person: JazzhrNewApplicant,
  jobId: string | null,
): Promise<boolean> {
  const filters = { name: person.last_name.trim(), job_id: jobId };
  const compared = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: ListPage<JazzhrApplicantSummary> = await readPage(client, 'applicants', filters, cursor);
    for (const row of page.rows.filter((each) => isNamesake(each, person))) {
      if (compared.has(row.id)) continue;
      compared.add(row.id);
      const applicant = await fetchNamesake(client, row.id);
      if (applicant && isSame(applicant, person) && isFor(jobId, row, applicant)) return true;
    }
    cursor = page.next;
  } while (cursor !== null);
  return false;
}

function isNamesake(row: JazzhrApplicantSummary, person: JazzhrNewApplicant): boolean {
  return (
    typeof row.id === 'string' &&
    folded(row.last_name) === folded(person.last_name) &&
    folded(row.first_name) === folded(person.first_name)
  );
}

/** Somebody deleted in the meantime is nobody to compare with. */
async function fetchNamesake(client: HttpClient, id: string): Promise<JazzhrApplicant | undefined> {
  try {
    const { body } = await client.send({ method: 'GET', path: recordPath('applicants', id) });
    return applicantIn(body, id);
  } catch (error) {
    if (error instanceof RejectedItemError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Of two namesakes, the e-mail tells whether they are one; else the phone. */
function isSame(applicant: JazzhrApplicant, person: JazzhrNewApplicant): boolean {
  const emails = [folded(applicant.email), folded(person.email)];
  if (!emails.includes('')) return emails[0] === emails[1];
  const phones = [digits(applicant.phone), digits(person.phone)];
  return phones[0] !== '' && phones[0] === phones[1];
}

function isFor(jobId: string | null, row: JazzhrApplicantSummary, { jobs }: JazzhrApplicant): boolean {
  return jobId === null || row.job_id === jobId || (jobs ?? []).some(({ job_id }) => job_id === jobId);
}

function folded(text: unknown): string {
  return (textOf(text) ?? '').normalize('NFC').replace(/\s+/g, ' ').toLowerCase();
}

function digits(phone: unknown): string {
  return (textOf(phone) ?? '').replace(/\D/g, '');
}
