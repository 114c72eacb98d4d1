import type { FlatchrAccount } from './account.js';
import { dayFirst } from './dates.js';
import type { FlatchrApplicantRecord, FlatchrRow } from './records.js';

/** A line of the search (developers.flatchr.io, "Récupérer un candidat"). */
export function rowOf(account: FlatchrAccount, applicant: FlatchrApplicantRecord): FlatchrRow {
  const vacancy = account.vacancyOf(applicant);
  return {
    applicant: applicant.id,
    vacancy: vacancy?.title ?? '',
    column: applicant.column,
    vacancy_id: Number(vacancy?.vacancy_id ?? 0),
    external_id: '',
    status: applicant.archived ? 0 : 1,
    score: 0,
    hired: applicant.hired,
    firstname: applicant.firstname,
    lastname: applicant.lastname,
    email: applicant.email,
    phone: applicant.phone,
    created_at: dayFirst(applicant.createdAtMs),
    updated_at: dayFirst(applicant.updatedAtMs),
    source: applicant.source,
    ...applicant.row,
  };
}

/**
 * An applicant alone, as a move, an archiving or the details route of 2020 answers it. Here `created_at` is in
 * unix seconds, and `vacancy_id` the opaque one.
 */
export function applicantOf(account: FlatchrAccount, applicant: FlatchrApplicantRecord) {
  const { columns } = account;
  return {
    id: applicant.id,
    vacancy_id: account.vacancyOf(applicant)?.id ?? null,
    column_id: columns.find(({ title }) => title === applicant.column)?.id ?? null,
    score: 0,
    comment: applicant.comment,
    created_at: Math.floor(applicant.createdAtMs / 1000),
    updated_at: Math.floor(applicant.updatedAtMs / 1000),
    status: applicant.archived ? 0 : 1,
    view: true,
    anonym: false,
    external_id: null,
    candidate: {
      id: applicant.candidateId,
      email: applicant.email,
      firstname: applicant.firstname,
      lastname: applicant.lastname,
      urls: applicant.linkedin === null ? {} : { linkedin: applicant.linkedin },
      created_at: new Date(applicant.createdAtMs).toISOString(),
      phone: applicant.phone,
      consent: true,
      ...cvOf(applicant),
    },
    column: {},
    vacancy: {},
    foreigner: false,
  };
}

const STORAGE = 'flatchr.s3.eu-west-1.amazonaws.com';

/** How a candidate shows its CV: with `aws` (2022), as the webhook's object, by an address, or not at all. */
function cvOf({ cv, cvShape }: FlatchrApplicantRecord): object {
  if (cv === null || cvShape === 'hidden') return {};
  const { key, extension, createdAtMs } = cv;
  const address = `${STORAGE}/${encodeURI(key)}.${extension}`;
  if (cvShape === 'address') return { cv: `http://${address}` };
  const dates = {
    created_at: new Date(createdAtMs).toISOString(),
    updated_at: new Date(createdAtMs).toISOString(),
  };
  if (cvShape === 'aws')
    return { cv: `http://${address}`, aws: { key, extension, signature: `${address}?X-Amz-Expires=0` } };
  return { cv: { fileable_type: 'candidates', url: address, key, type: 'CV', ...dates, extension } };
}

/** An applicant's media (docs of 2020, "Récupérer des médias"). */
export function mediaOf({ cv, createdAtMs }: FlatchrApplicantRecord) {
  if (cv === null) return [];
  const created_at = new Date(createdAtMs).toISOString();
  const url = `${STORAGE}/${encodeURI(cv.key)}.${cv.extension}`;
  const name = `${cv.key.split('/').at(-1)}.${cv.extension}`;
  return [{ tag: 'CV', created_by: null, created_at, attachment: { id: 'media', name, url, created_at } }];
}
