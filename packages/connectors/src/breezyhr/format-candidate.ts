import type { HrflowProfile } from '../hrflow/profile/schema.js';
import { present, textOrNull } from '../kit/present.js';
import type { BreezyhrCandidate, BreezyhrEducation, BreezyhrWork } from './candidate.js';
import { dateIn, hrflowDate } from './dates.js';
import { attributeTags, nameOf, tags } from './tags.js';

/**
 * A candidate as a profile for HrFlow. Pure, and total for whatever may be missing. It leaves out `text`,
 * `gender` and everything else that only a résumé tells, so that HrFlow keeps what it parsed.
 */
export function formatBreezyhrCandidate(candidate: BreezyhrCandidate): HrflowProfile {
  const resume = resumeOf(candidate);
  return {
    reference: textOrNull(candidate._id),
    created_at: textOrNull(candidate.creation_date),
    updated_at: textOrNull(candidate.updated_date),
    info: {
      ...namesOf(candidate),
      email: textOrNull(candidate.email_address),
      phone: textOrNull(candidate.phone_number),
      date_birth: null,
      gender: null,
      location: { text: addressOf(candidate), lat: null, lng: null },
      urls: urlsOf(candidate),
      picture: textOrNull(candidate.profile_photo_url),
      summary: textOrNull(candidate.summary),
    },
    experiences: present(candidate.work_history).map(experience),
    educations: present(candidate.education).map(education),
    tags: tagsOf(candidate),
    metadatas: letterOf(candidate),
    ...(resume && { resume }),
  };
}

/** Breezy has one name. Where it has several words, the first is taken for the first name, the rest for the last. */
function namesOf({ name }: BreezyhrCandidate) {
  const full = textOrNull(name);
  const [first = '', ...rest] = full?.split(/\s+/) ?? [];
  return { full_name: full, first_name: first || null, last_name: rest.join(' ') || null };
}

function addressOf({ address }: BreezyhrCandidate): string | null {
  return textOrNull(typeof address === 'object' ? address?.name : address);
}

/** HrFlow's types; `from_resume` is its type for all others. */
const URL_TYPES = ['linkedin', 'twitter', 'facebook', 'github'];

function urlsOf({ social_profiles }: BreezyhrCandidate) {
  const profiles = Array.isArray(social_profiles)
    ? present(social_profiles)
    : Object.entries(social_profiles ?? {}).map(([type, url]) => ({ type, url }));
  return profiles.flatMap(({ type, url }) => {
    const [network, address] = [textOrNull(type)?.toLowerCase() ?? '', textOrNull(url)];
    return address === null
      ? []
      : [{ type: URL_TYPES.includes(network) ? network : 'from_resume', url: address }];
  });
}

function experience(work: BreezyhrWork) {
  return {
    title: textOrNull(work.title),
    company: textOrNull(work.company_name),
    description: textOrNull(work.summary),
    ...datesOf(work),
  };
}

function education(studies: BreezyhrEducation) {
  return { title: studiesTitle(studies), school: textOrNull(studies.school_name), ...datesOf(studies) };
}

/** Degree and field of study in one, as HrFlow has them. */
export function studiesTitle({ degree, field_of_study }: BreezyhrEducation): string | null {
  return present([textOrNull(degree), textOrNull(field_of_study)]).join(', ') || null;
}

function datesOf(period: BreezyhrWork | BreezyhrEducation) {
  return {
    date_start: hrflowDate(dateIn(period.start_date, period.start_year, period.start_month)),
    date_end: hrflowDate(dateIn(period.end_date, period.end_year, period.end_month)),
  };
}

/** What HrFlow's profile has no attribute for. `meta_id` is the person's, whatever position he applied to. */
function tagsOf(candidate: BreezyhrCandidate) {
  const { stage, position } = candidate;
  return [
    ...tags('meta_id', candidate.meta_id),
    ...tags('position_id', position?._id),
    ...tags('position', position?.name),
    ...tags('tag', ...present(candidate.tags)),
    ...tags('headline', candidate.headline),
    ...tags('origin', candidate.origin),
    ...tags('source', nameOf(candidate.source)),
    ...tags('sourced_by', candidate.sourced_by),
    ...tags('stage', nameOf(stage ?? null)),
    ...tags('stage_type', nameOf(stage?.type)),
    ...tags('overall_score', candidate.overall_score?.average_score),
    ...attributeTags(candidate.custom_attributes),
  ];
}

/** Too long for a tag, and nothing to search by. */
function letterOf({ cover_letter }: BreezyhrCandidate) {
  const value = textOrNull(cover_letter);
  return value === null ? [] : [{ name: 'breezyhr_cover_letter', value }];
}

/** The file, or its address where it could not be had: then the push finds out why, and says so. */
function resumeOf({ resume, resume_file }: BreezyhrCandidate): HrflowProfile['resume'] {
  if (resume_file) return resume_file;
  const url = textOrNull(resume?.url) ?? textOrNull(resume?.pdf_url);
  return url === null ? undefined : { url, file_name: textOrNull(resume?.file_name) };
}
