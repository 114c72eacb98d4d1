import type {
  BreezyhrBehaviour,
  BreezyhrCandidateRecord,
  BreezyhrPeriod,
  BreezyhrPositionRecord,
} from './records.js';

/** Where answers' addresses lead. */
export interface Addresses {
  /** The API's base as the client wrote it: `http://127.0.0.1:4010/breezyhr/v3`. */
  readonly api: string;
  readonly files: string;
  readonly companyId: string;
}

/** A position as lists and single answers show it. */
export function showPosition(position: BreezyhrPositionRecord, { namesAs }: BreezyhrBehaviour): object {
  if (namesAs === 'objects') return position;
  const { type, category, experience } = position;
  return {
    ...position,
    type: type.name,
    category: category?.name ?? null,
    experience: experience?.name ?? null,
  };
}

/** A candidate as lists show it (developer.breezy.hr, "Candidates"). */
export function showSummary(
  candidate: BreezyhrCandidateRecord,
  behaviour: BreezyhrBehaviour,
  addresses: Addresses,
): object {
  const { position_id, resume, ...rest } = candidate;
  const { summary: _s, address: _a, social_profiles: _p, work_history: _w, education: _e, ...brief } = rest;
  const { cover_letter: _c, custom_attributes: _u, overall_score: _o, ...listed } = brief;
  return {
    ...listed,
    initial: candidate.name.charAt(0),
    profile_photo_url: null,
    ...showResume(position_id, candidate._id, resume, behaviour, addresses),
  };
}

/** A candidate by itself: histories and what else lists leave out. */
export function showCandidate(
  candidate: BreezyhrCandidateRecord,
  behaviour: BreezyhrBehaviour,
  addresses: Addresses,
): object {
  const { summary, address, cover_letter, custom_attributes, overall_score, social_profiles } = candidate;
  const profiles = Object.entries(social_profiles).map(([type, url]) => ({ type, url }));
  return {
    ...showSummary(candidate, behaviour, addresses),
    summary,
    address,
    cover_letter,
    custom_attributes,
    overall_score,
    social_profiles: behaviour.socialProfilesAs === 'list' ? profiles : social_profiles,
    work_history: candidate.work_history.map((entry) => showPeriod(entry, behaviour)),
    education: candidate.education.map((entry) => showPeriod(entry, behaviour)),
  };
}

function showResume(
  positionId: string,
  id: string,
  resume: BreezyhrCandidateRecord['resume'],
  { resumeAt }: BreezyhrBehaviour,
  { api, files, companyId }: Addresses,
): object {
  if (resume === undefined) return {};
  if (resume === null) return { resume: null };
  const own = `${api}/company/${companyId}/position/${positionId}/candidate/${id}/resume`;
  const url =
    resumeAt === 'api' ? own : `${files}/resume/${Number.parseInt(id.slice(0, 6), 16)}.pdf?X-Amz-Signature=x`;
  return { resume: { file_name: resume.file_name, url, pdf_url: url } };
}

function showPeriod(entry: BreezyhrPeriod, { periodsAs }: BreezyhrBehaviour): object {
  if (periodsAs === 'numbers') return entry;
  const { start_year, start_month, end_year, end_month, ...rest } = entry;
  return { ...rest, start_date: date(start_year, start_month), end_date: date(end_year, end_month) };
}

function date(year: number | null | undefined, month: number | null | undefined): object | null {
  return year === null || year === undefined ? null : { year, month: month ?? null, day: null };
}
