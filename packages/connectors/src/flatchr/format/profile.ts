import type { HrflowProfile } from '../../hrflow/profile/schema.js';
import type { FlatchrApplicant, FlatchrCandidate } from '../applicants/applicant.js';
import { momentOf } from '../dates.js';
import { isObject } from '../../kit/json.js';
import { idOf, tagsOf, textOf } from '../value.js';

/**
 * An applicant as a profile for HrFlow. Pure, and total for whatever Flatchr gives. Its reference is the
 * applicant's id: the person's own is nowhere to be read. Someone who applied twice is two profiles.
 */
export function formatFlatchrApplicant(applicant: FlatchrApplicant): HrflowProfile {
  const details = isObject(applicant.details) ? applicant.details : undefined;
  const candidate: FlatchrCandidate = isObject(details?.candidate) ? details.candidate : {};
  const first_name = textOf(applicant.firstname) ?? textOf(candidate.firstname);
  const last_name = textOf(applicant.lastname) ?? textOf(candidate.lastname);
  return {
    reference: idOf(applicant.applicant),
    created_at: momentOf(details?.created_at) ?? momentOf(applicant.created_at),
    updated_at: momentOf(details?.updated_at) ?? momentOf(applicant.updated_at),
    info: {
      full_name: [first_name, last_name].filter((name) => name !== null).join(' ') || null,
      first_name,
      last_name,
      email: textOf(applicant.email) ?? textOf(candidate.email),
      phone: textOf(applicant.phone) ?? textOf(candidate.phone),
      date_birth: null,
      gender: null,
      location: { text: null, lat: null, lng: null },
      urls: urlsOf(candidate),
      picture: null,
      summary: textOf(candidate.summary),
    },
    experiences: [],
    educations: [],
    tags: tagsOf({
      applicant_id: applicant.applicant,
      candidate_id: candidate.id,
      vacancy: applicant.vacancy,
      vacancy_id: applicant.vacancy_id,
      column: applicant.column,
      status: applicant.status ?? details?.status,
      hired: applicant.hired,
      score: applicant.score ?? details?.score,
      source: applicant.source,
      external_id: applicant.external_id,
      comment: details?.comment,
    }),
    ...(isObject(applicant.resume) && { resume: applicant.resume }),
  };
}

/** Flatchr's names for addresses that HrFlow has a type for; `from_resume` is HrFlow's type for all others. */
const URL_TYPES: readonly string[] = ['linkedin', 'twitter', 'facebook'];

function urlsOf({ urls }: FlatchrCandidate): { type: string; url: string }[] {
  if (!isObject(urls)) return [];
  return Object.entries(urls).flatMap(([name, value]) => {
    const url = textOf(value);
    return url === null ? [] : [{ type: URL_TYPES.includes(name) ? name : 'from_resume', url }];
  });
}

/** An archived applicant's profile. */
export function formatArchivedApplicant({ applicant }: FlatchrApplicant): { reference: string } {
  return { reference: idOf(applicant) ?? '' };
}
