import type { HrflowProfile, HrflowResume } from '../hrflow/profile/schema.js';
import { parseInstant } from '../kit/time.js';
import type {
  GreenhouseAddress,
  GreenhouseAttachment,
  GreenhouseCandidate,
  GreenhouseEducation,
  GreenhouseEmployment,
} from './candidate.js';
import { present, textOrNull } from '../kit/present.js';
import { tagsOf } from './tags.js';

/** Of several e-mails the private one: it outlives the job the candidate wants to leave. */
const EMAIL_ORDER = ['personal', 'other', 'work'];
/** The number a person carries along. A Skype name is no number. */
const PHONE_ORDER = ['mobile', 'home', 'other', 'work'];
const ADDRESS_ORDER = ['home', 'other', 'work'];

/**
 * A candidate as a profile for HrFlow. Pure, and total for what Harvest's docs allow. It leaves out
 * `text`, `gender` and everything else that only a résumé tells, so that HrFlow keeps what it parsed.
 */
export function formatCandidate(candidate: GreenhouseCandidate): HrflowProfile {
  const { id, first_name, last_name, created_at, updated_at } = candidate;
  const names = [textOrNull(first_name), textOrNull(last_name)].filter((name) => name !== null);
  const resume = resumeOf(candidate);
  return {
    reference: identityOf(id),
    created_at: created_at ?? null,
    updated_at: updated_at ?? null,
    info: {
      full_name: names.join(' ') || null,
      first_name: textOrNull(first_name),
      last_name: textOrNull(last_name),
      email: preferred(candidate.email_addresses, EMAIL_ORDER),
      phone: preferred(candidate.phone_numbers, PHONE_ORDER, ['skype']),
      date_birth: null,
      gender: null,
      location: { text: addressOf(candidate), lat: null, lng: null },
      urls: urlsOf(candidate),
      picture: textOrNull(candidate.photo_url),
      summary: null,
    },
    experiences: present(candidate.employments).map(experience),
    educations: present(candidate.educations).map(education),
    tags: tagsOf(candidate),
    ...(resume && { resume }),
  };
}

/** A reference is always a text, and a candidate without an id has none rather than "undefined". */
function identityOf(id: number | null | undefined): string | null {
  return id === null || id === undefined ? null : String(id);
}

/** The first value of the type that comes first in `order`; types it doesn't name come last. */
function preferred(
  addresses: readonly (GreenhouseAddress | null)[] | null | undefined,
  order: readonly string[],
  never: readonly string[] = [],
): string | null {
  const rank = ({ type }: GreenhouseAddress) => {
    const at = order.indexOf(type ?? '');
    return at === -1 ? order.length : at;
  };
  const usable = present(addresses).filter(
    ({ type, value }) => textOrNull(value) && !never.includes(type ?? ''),
  );
  const [best] = usable.toSorted((a, b) => rank(a) - rank(b));
  return textOrNull(best?.value);
}

/** The address on file, else where the candidate said to live when applying. */
function addressOf({ addresses, applications }: GreenhouseCandidate): string | null {
  const applied = present(applications).map(({ location }) => textOrNull(location?.address));
  return preferred(addresses, ADDRESS_ORDER) ?? applied.find((address) => address !== null) ?? null;
}

function urlsOf({ social_media_addresses, website_addresses }: GreenhouseCandidate) {
  const addresses = [...present(social_media_addresses), ...present(website_addresses)];
  const urls = addresses.map(({ value }) => textOrNull(value)).filter((url) => url !== null);
  return [...new Set(urls)].map((url) => ({ type: urlType(url), url }));
}

/** HrFlow's types for hosts it knows; `from_resume` is its type for all others. */
const URL_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:https?:\/\/)?(?:[\w-]+\.)*linkedin\.com(?:[/?#:]|$)/i, 'linkedin'],
  [/^(?:https?:\/\/)?(?:[\w-]+\.)*(?:twitter|x)\.com(?:[/?#:]|$)/i, 'twitter'],
  [/^(?:https?:\/\/)?(?:[\w-]+\.)*facebook\.com(?:[/?#:]|$)/i, 'facebook'],
  [/^(?:https?:\/\/)?(?:[\w-]+\.)*github\.com(?:[/?#:]|$)/i, 'github'],
];

function urlType(url: string): string {
  return URL_TYPES.find(([pattern]) => pattern.test(url))?.[1] ?? 'from_resume';
}

function experience({ company_name, title, start_date, end_date }: GreenhouseEmployment) {
  return {
    title: textOrNull(title),
    company: textOrNull(company_name),
    date_start: dateOf(start_date),
    date_end: dateOf(end_date),
  };
}

function education({ school_name, degree, discipline, start_date, end_date }: GreenhouseEducation) {
  return {
    title: [textOrNull(degree), textOrNull(discipline)].filter(Boolean).join(', ') || null,
    school: textOrNull(school_name),
    date_start: dateOf(start_date),
    date_end: dateOf(end_date),
  };
}

/** HrFlow's dates in experiences and educations carry no offset: `2012-08-15T00:00:00`. */
function dateOf(text: string | null | undefined): string | null {
  const instant = text ? parseInstant(text) : undefined;
  return instant === undefined
    ? null
    : new Date(instant).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
}

/** The newest résumé. Those of the applications count only where the candidate has none. */
function resumeOf({ attachments, applications }: GreenhouseCandidate): HrflowResume | undefined {
  const all = present(applications).flatMap((application) => present(application.attachments));
  const [newest] = [...resumes(present(attachments)), ...resumes(all)];
  if (!newest?.url) return undefined;
  const { url, filename, created_at } = newest;
  return { url, file_name: textOrNull(filename), created_at: created_at ?? null };
}

/** Newest first. Without dates, the later in the list counts as newer. */
function resumes(attachments: readonly GreenhouseAttachment[]): GreenhouseAttachment[] {
  const uploaded = ({ created_at }: GreenhouseAttachment) => (created_at && parseInstant(created_at)) || 0;
  return attachments
    .filter(({ type, url }) => type === 'resume' && textOrNull(url))
    .toReversed()
    .sort((a, b) => uploaded(b) - uploaded(a));
}
