import type {
  HrflowStoredEducation,
  HrflowStoredExperience,
  HrflowStoredProfile,
} from '../hrflow/profile/stored.js';
import { present, textOrNull } from '../kit/present.js';
import type { BreezyhrCandidateInput, BreezyhrEducationInput, BreezyhrWorkInput } from './candidate-input.js';
import { dateInText } from './dates.js';

/**
 * A profile as a candidate for Breezy. Pure, and total for what HrFlow may hold. As in hrflow-connectors,
 * skills become tags, and a place without a name is called "Undefined", because Breezy insists on one.
 */
export function formatBreezyhrProfile(profile: HrflowStoredProfile): BreezyhrCandidateInput {
  const { info } = profile;
  const resume = resumeOf(profile);
  return {
    name: nameOf(info),
    email_address: textOrNull(info?.email),
    phone_number: textOrNull(info?.phone),
    address: textOrNull(info?.location?.text),
    summary: textOrNull(info?.summary),
    tags: [...new Set(present(present(profile.skills).map(({ name }) => textOrNull(name))))],
    work_history: present(profile.experiences).flatMap(workOf),
    education: present(profile.educations).flatMap(educationOf),
    social_profiles: socialProfilesOf(info),
    ...(resume && { resume }),
  };
}

type Info = HrflowStoredProfile['info'];

function nameOf(info: Info): string | null {
  const names = present([textOrNull(info?.first_name), textOrNull(info?.last_name)]);
  return textOrNull(info?.full_name) ?? (names.join(' ') || null);
}

const NO_NAME = 'Undefined';

function workOf(experience: HrflowStoredExperience): BreezyhrWorkInput[] {
  const [company, title] = [textOrNull(experience.company), textOrNull(experience.title)];
  const summary = textOrNull(experience.description);
  if (company === null && title === null && summary === null) return [];
  const [start, end] = [dateOf(experience.date_start), dateOf(experience.date_end)];
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
function educationOf(education: HrflowStoredEducation): BreezyhrEducationInput[] {
  const [school, title] = [textOrNull(education.school), textOrNull(education.title)];
  if (school === null && title === null) return [];
  const [start, end] = [dateOf(education.date_start), dateOf(education.date_end)];
  return [
    {
      school_name: school ?? NO_NAME,
      ...(title !== null && { field_of_study: title }),
      ...(start && { start_year: start.year }),
      ...(end && { end_year: end.year }),
    },
  ];
}

function dateOf(date: string | null | undefined) {
  return typeof date === 'string' ? dateInText(date) : undefined;
}

/** Addresses of networks. What HrFlow merely found in a résumé is of no network it knows. */
function socialProfilesOf(info: Info): Record<string, string> {
  const urls = present(info?.urls).flatMap(({ type, url }) => {
    const [network, address] = [textOrNull(type), textOrNull(url)];
    if (network === null || network === 'from_resume' || address === null) return [];
    return URL.canParse(address) ? [[network, address] as const] : [];
  });
  return Object.fromEntries(urls);
}

/** The newest of the résumés HrFlow keeps, with where anybody can fetch it. */
function resumeOf({ attachments }: HrflowStoredProfile): BreezyhrCandidateInput['resume'] {
  const files = present(attachments).filter(
    ({ type, public_url }) => type === 'resume' && textOrNull(public_url) !== null,
  );
  const created = ({ created_at }: (typeof files)[number]): string => textOrNull(created_at) ?? '';
  const [newest] = files.toSorted((a, b) => created(b).localeCompare(created(a)));
  if (newest === undefined) return undefined;
  const name = textOrNull(newest.original_file_name) ?? textOrNull(newest.file_name) ?? 'resume';
  const extension = textOrNull(newest.extension) ?? '.pdf';
  const file_name = name.toLowerCase().endsWith(extension.toLowerCase()) ? name : `${name}${extension}`;
  return { url: textOrNull(newest.public_url), file_name };
}
