import type { HrflowStoredProfile } from '../hrflow/profile/read.js';
import { present, textOrNull } from '../kit/present.js';
import type { BreezyhrCandidateInput, BreezyhrEducationInput, BreezyhrWorkInput } from './candidate-input.js';
import { dateInText } from './dates.js';

/** What HrFlow gave back: any part may be missing, null, or an empty list in place of an object. */
type Part = Readonly<Record<string, unknown>>;

/**
 * A profile as a candidate for Breezy. Pure, and total for what HrFlow may hold. As in hrflow-connectors,
 * skills become tags, and a place without a name is called "Undefined", because Breezy insists on one.
 */
export function formatProfile(profile: HrflowStoredProfile): BreezyhrCandidateInput {
  const stored = partOf(profile);
  const info = partOf(stored['info']);
  const resume = resumeOf(stored);
  return {
    name: nameOf(info),
    email_address: textOrNull(info['email']),
    phone_number: textOrNull(info['phone']),
    address: textOrNull(partOf(info['location'])['text']),
    summary: textOrNull(info['summary']),
    tags: [...new Set(present(partsOf(stored['skills']).map(({ name }) => textOrNull(name))))],
    work_history: partsOf(stored['experiences']).flatMap(workOf),
    education: partsOf(stored['educations']).flatMap(educationOf),
    social_profiles: socialProfilesOf(info),
    ...(resume && { resume }),
  };
}

function nameOf(info: Part): string | null {
  const names = [textOrNull(info['first_name']), textOrNull(info['last_name'])];
  return textOrNull(info['full_name']) ?? (present(names).join(' ') || null);
}

const NO_NAME = 'Undefined';

function workOf(experience: Part): BreezyhrWorkInput[] {
  const [company, title] = [textOrNull(experience['company']), textOrNull(experience['title'])];
  const summary = textOrNull(experience['description']);
  if (company === null && title === null && summary === null) return [];
  const [start, end] = [dateOf(experience['date_start']), dateOf(experience['date_end'])];
  return [
    {
      company_name: company ?? NO_NAME,
      ...(title !== null && { title }),
      ...(summary !== null && { summary }),
      ...(start && { start_year: start.year }),
      ...(start?.month && { start_month: start.month }),
      ...(end && { end_year: end.year }),
      ...(end?.month && { end_month: end.month }),
    },
  ];
}

/** Breezy takes no degree: what HrFlow has for a title is the field of study, as in hrflow-connectors. */
function educationOf(education: Part): BreezyhrEducationInput[] {
  const [school, title] = [textOrNull(education['school']), textOrNull(education['title'])];
  if (school === null && title === null) return [];
  const [start, end] = [dateOf(education['date_start']), dateOf(education['date_end'])];
  return [
    {
      school_name: school ?? NO_NAME,
      ...(title !== null && { field_of_study: title }),
      ...(start && { start_year: start.year }),
      ...(end && { end_year: end.year }),
    },
  ];
}

function dateOf(date: unknown) {
  return typeof date === 'string' ? dateInText(date) : undefined;
}

/** Addresses of networks. What HrFlow merely found in a résumé is of no network it knows. */
function socialProfilesOf(info: Part): Record<string, string> {
  const urls = partsOf(info['urls']).flatMap(({ type, url }) => {
    const [network, address] = [textOrNull(type), textOrNull(url)];
    if (network === null || network === 'from_resume' || address === null) return [];
    return URL.canParse(address) ? [[network, address] as const] : [];
  });
  return Object.fromEntries(urls);
}

/** The newest of the résumés HrFlow keeps, with where anybody can fetch it. */
function resumeOf(stored: Part): BreezyhrCandidateInput['resume'] {
  const files = partsOf(stored['attachments']).filter(
    ({ type, public_url }) => type === 'resume' && textOrNull(public_url) !== null,
  );
  const [newest] = files.toSorted((a, b) => textOf(b['created_at']).localeCompare(textOf(a['created_at'])));
  if (newest === undefined) return undefined;
  const name = textOrNull(newest['original_file_name']) ?? textOrNull(newest['file_name']) ?? 'resume';
  const extension = textOrNull(newest['extension']) ?? '.pdf';
  const file_name = name.toLowerCase().endsWith(extension.toLowerCase()) ? name : `${name}${extension}`;
  return { url: textOrNull(newest['public_url']), file_name };
}

function textOf(value: unknown): string {
  return textOrNull(value) ?? '';
}

function partOf(value: unknown): Part {
  return typeof value === 'object' && value !== null ? (value as Part) : {};
}

function partsOf(list: unknown): Part[] {
  return present(Array.isArray(list) ? (list as unknown[]) : []).map(partOf);
}
