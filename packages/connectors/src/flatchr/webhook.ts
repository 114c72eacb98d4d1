import type { Caught } from '../kit/webhook/event.js';
import type { FlatchrApplicantRow } from './applicants/applicant.js';
import { isObject } from '../kit/json.js';
import { idOf } from './value.js';

/**
 * The applicant an event names, as a line of the search would have it; the rest is fetched. Flatchr signs no
 * events, so a workflow has to say how it knows that they are Flatchr's. Source: FlatchrDocs, `webhooks.md`, samples
 * of 2022: an event's own `applicant_id` is another kind of id than the search's.
 */
export function applicantEvent(event: unknown): Caught<never, never> | null {
  if (!isObject(event) || typeof event['event'] !== 'string') {
    throw new Error('expected "event", such as new_applicant');
  }
  if (!event['event'].endsWith('applicant')) return null;
  const data = isObject(event['data']) ? event['data'] : {};
  const { applicant, candidate, vacancy, cv } = data;
  const id = isObject(applicant) ? idOf(applicant['id']) : null;
  if (!isObject(applicant) || id === null) throw new Error('expected data.applicant.id');
  const person = isObject(candidate) ? candidate : {};
  const { firstname, lastname, email, phone } = person as FlatchrApplicantRow;
  const { status, score, external_id } = applicant as FlatchrApplicantRow;
  const post = isObject(vacancy) ? vacancy : {};
  const row: FlatchrApplicantRow = {
    applicant: id,
    vacancy: post['title'] as FlatchrApplicantRow['vacancy'],
    vacancy_id: post['id'] as FlatchrApplicantRow['vacancy_id'],
    status,
    score,
    external_id,
    firstname,
    lastname,
    email,
    phone,
    cv: isObject(cv) ? cv : null,
  };
  return { summaries: [row] };
}
