import type { HrflowStoredProfile } from '../hrflow/profile/stored.js';
import type { JazzhrNewApplicant } from './new-applicant.js';
import { textOf } from './value.js';

/** The file as uploaded may be of any kind, and JazzHR is told no name; HrFlow's own copy is a PDF. */
const RESUME_ORDER = ['resume', 'original'];

/** A profile of HrFlow's as an applicant for JazzHR. Pure, and total for whatever HrFlow may hold. */
export function formatJazzhrNewApplicant(profile: HrflowStoredProfile): JazzhrNewApplicant {
  const { info, text, source, attachments } = profile;
  const place = info?.location;
  const urls = (info?.urls ?? []).map((entry) => ({ type: entry?.type, url: textOf(entry?.url) }));
  const urlOf = (type: string) => urls.find((entry) => entry.type === type && entry.url)?.url ?? null;
  const resume = RESUME_ORDER.flatMap((type) =>
    (attachments ?? []).filter((file) => file?.type === type && textOf(file.public_url)),
  )[0];
  return {
    ...namesOf(info),
    email: textOf(info?.email),
    phone: textOf(info?.phone),
    address: textOf(place?.text),
    city: textOf(place?.fields?.['city']),
    state: textOf(place?.fields?.['state']),
    postal: textOf(place?.fields?.['postcode']),
    source: textOf(source?.name) ?? 'HrFlow',
    linkedin: urlOf('linkedin'),
    twitter: urlOf('twitter'),
    website: urlOf('from_resume') ?? urlOf('github'),
    resumetext: textOf(text),
    resume: resume ? { url: textOf(resume.public_url) } : null,
  };
}

/** The names; of a full name alone, the last word is the last name. Without any, it is left empty. */
function namesOf(info: HrflowStoredProfile['info']): { first_name: string | null; last_name: string } {
  const [first, last] = [textOf(info?.first_name), textOf(info?.last_name)];
  if (last !== null) return { first_name: first, last_name: last };
  const words = (textOf(info?.full_name) ?? '').split(/\s+/);
  const rest = words.slice(0, -1).join(' ');
  if (first === null) return { first_name: rest || null, last_name: words.at(-1) ?? '' };
  // A full name that repeats the first name alone tells no more than that.
  const full = words.join(' ');
  const beyond = full.startsWith(`${first} `) ? full.slice(first.length + 1) : '';
  return { first_name: first, last_name: beyond };
}
