import type {
  HrflowStoredName,
  HrflowStoredProfile,
  HrflowStoredSkill,
} from '../../hrflow/profile/stored.js';
import type {
  FlatchrCandidateReference,
  FlatchrCandidateUpdate,
  FlatchrNewCandidate,
} from '../outgoing/candidate.js';
import { isObject } from '../../kit/json.js';
import { folded, objectsIn, textOf } from '../value.js';

/** A profile as a candidate to create. Its résumé is the link HrFlow has to it. */
export function formatNewCandidate(profile: HrflowStoredProfile): FlatchrNewCandidate {
  const { firstname, lastname } = namesOf(profile);
  const { email, phone } = contactOf(profile);
  const urls = urlsOf(profile);
  return {
    reference: textOf(profile.reference) ?? textOf(profile.key),
    // Where HrFlow has none the writer's schema says so.
    firstname: firstname ?? '',
    lastname: lastname ?? '',
    email,
    phone,
    resume: resumeOf(profile),
    ...(Object.keys(urls).length > 0 && { urls }),
  };
}

/** A profile as an update of the candidate with its e-mail. */
export function formatCandidateUpdate(profile: HrflowStoredProfile): FlatchrCandidateUpdate {
  const { firstname, lastname } = namesOf(profile);
  return { ...formatCandidateReference(profile), firstname, lastname, value: valueOf(profile) };
}

/** A profile as the candidate to archive. */
export function formatCandidateReference(profile: HrflowStoredProfile): FlatchrCandidateReference {
  return {
    reference: textOf(profile.reference) ?? textOf(profile.key),
    email: contactOf(profile).email,
    applicant_id: applicantOf(profile),
  };
}

function infoOf({ info }: HrflowStoredProfile) {
  return isObject(info) ? info : {};
}

function contactOf(profile: HrflowStoredProfile) {
  const { email, phone } = infoOf(profile);
  return { email: textOf(email), phone: textOf(phone) };
}

/** Of a full name alone, the first word is taken for the first name. */
function namesOf(profile: HrflowStoredProfile) {
  const { first_name, last_name, full_name } = infoOf(profile);
  const words = (textOf(full_name) ?? '').split(/\s+/);
  const rest = words.slice(1).join(' ');
  return { firstname: textOf(first_name) ?? textOf(words[0]), lastname: textOf(last_name) ?? textOf(rest) };
}

/** Flatchr wants one object. Of two addresses of a kind the first is taken, and the first of all others is `other`. */
function urlsOf(profile: HrflowStoredProfile): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const { type, url } of objectsIn(infoOf(profile).urls)) {
    const [name, address] = [folded(type), textOf(url)];
    if (address !== null)
      urls[['linkedin', 'facebook', 'twitter'].includes(name) ? name : 'other'] ??= address;
  }
  return urls;
}

/** HrFlow's PDF of the résumé, else the file as it was uploaded. */
function resumeOf({ attachments }: HrflowStoredProfile): string | null {
  const files = objectsIn(attachments);
  const links = ['resume', 'original'].flatMap((type) =>
    files.filter((file) => folded(file['type']) === type).map((file) => textOf(file['public_url'])),
  );
  return links.find((link) => link !== null && /^https?:\/\//i.test(link)) ?? null;
}

/** The tag that {@link formatFlatchrApplicant} left, or hrflow-connectors. */
function applicantOf({ tags }: HrflowStoredProfile): string | null {
  const tag = objectsIn(tags).find(({ name }) => name === 'flatchr_applicant_id' || name === 'applicant_id');
  return textOf(tag?.['value']);
}

/**
 * What HrFlow knows and Flatchr has no field for. What says nothing is left out, and so are age and gender:
 * nobody should be chosen by them.
 */
function valueOf(profile: HrflowStoredProfile): Record<string, unknown> {
  const { summary, location } = infoOf(profile);
  const value = {
    ...contactOf(profile),
    summary: textOf(summary),
    location: isObject(location) ? textOf(location['text']) : null,
    urls: urlsOf(profile),
    experiences: objectsIn(profile.experiences).map((each) => periodOf(each, 'company')),
    educations: objectsIn(profile.educations).map((each) => periodOf(each, 'school')),
    skills: namesIn(profile.skills),
    languages: namesIn(profile.languages),
    certifications: namesIn(profile.certifications),
    courses: namesIn(profile.courses),
    interests: namesIn(profile.interests),
  };
  return withoutBlanks(value);
}

function periodOf(period: Readonly<Record<string, unknown>>, place: 'company' | 'school') {
  const { title, description, date_start, date_end } = period;
  return withoutBlanks({
    title: textOf(title),
    [place]: textOf(period[place]),
    description: textOf(description),
    date_start: textOf(date_start),
    date_end: textOf(date_end),
  });
}

function namesIn(list: readonly (HrflowStoredName | HrflowStoredSkill)[] | null | undefined): string[] {
  return objectsIn(list).flatMap(({ name }) => textOf(name) ?? []);
}

function withoutBlanks(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const says = (each: unknown) =>
    each !== null && !(typeof each === 'object' && Object.keys(each).length === 0);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => says(each)));
}
