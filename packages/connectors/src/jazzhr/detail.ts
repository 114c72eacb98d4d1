import { RejectedItemError, RetryableError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import type { JazzhrApplicant, JazzhrApplicantSummary } from './applicant.js';
import { recordPath } from './path.js';
import { recordsOf, rowsOf } from './rows.js';

/** The attributes of an applicant that are lists. */
const LISTS = [
  'jobs',
  'categories',
  'comments',
  'feedback',
  'activities',
  'messages',
  'questionnaire',
  'evaluation',
] as const;

/** The whole applicant. One who was deleted since the list was read is a 404, hence a dead letter. */
export async function fetchApplicant(
  client: HttpClient,
  { id }: JazzhrApplicantSummary,
): Promise<JazzhrApplicant> {
  if (typeof id !== 'string' || id === '') {
    throw new RejectedItemError('JazzHR lists an applicant without an id, so it can not be read.', {
      code: 'reference_missing',
      path: 'id',
    });
  }
  const { body } = await client.send({ method: 'GET', path: recordPath('applicants', id) });
  return applicantIn(body, id);
}

/**
 * The applicant of an answer, with its lists made lists: JazzHR puts down a list of one without the list.
 * @param id of the applicant that was asked for
 * @throws {@link RetryableError} when there is none; one who applied just now may not be readable yet
 */
export function applicantIn(body: unknown, id: string): JazzhrApplicant {
  const [applicant] = rowsOf<JazzhrApplicant>(body, 'GET applicants/{id}');
  if (applicant === undefined || (applicant.id ?? id) !== id) {
    throw new RetryableError('JazzHR answered without the applicant that was asked for.', {
      code: 'unexpected_answer',
      detail: 'GET applicants/{id}: no such applicant in the answer',
    });
  }
  const lists = LISTS.map((name) => [name, recordsOf(applicant[name])] as const);
  return { ...applicant, ...Object.fromEntries(lists), id };
}
