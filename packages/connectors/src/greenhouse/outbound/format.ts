import { folded, isObject, type JsonObject } from '../../kit/json.js';
import type { HrflowStoredProfile } from '../../hrflow/profile/stored.js';
import { parseInstant } from '../../kit/time.js';
import { resumeOf } from './file.js';
import type {
  GreenhouseCandidateIdentity,
  GreenhouseCandidateItem,
  GreenhouseEducationItem,
  GreenhouseEmploymentItem,
} from './item.js';
import { namesOf, objectsOf, textOf } from './names.js';

/** What our own inbound format calls a candidate's tags in HrFlow. */
const GREENHOUSE_TAG = 'greenhouse_tag';
/** How the names of all tags start that a candidate brought along from Greenhouse. */
const FROM_GREENHOUSE = 'greenhouse_';
/** HrFlow's types of social networks; every other URL is a website. */
const SOCIAL_TYPES: ReadonlySet<string> = new Set(['linkedin', 'twitter', 'facebook', 'github']);
const SOCIAL = /^@|^(?:https?:\/\/)?(?:[\w-]+\.)*(?:linkedin|twitter|x|facebook|github)\.com(?:[/?#:]|$)/i;

/**
 * An HrFlow profile as a candidate for Greenhouse. Pure, and total: whatever is missing or of another type
 * than HrFlow's documentation says is left out.
 *
 * Left out on purpose: experiences without company, title or start, and educations without a school, for
 * which Harvest has no place; skills, languages, text and the like, for which it has none either; tags other
 * than those that came from Greenhouse, because Greenhouse keeps one list of tags for the whole organization.
 */
export function greenhouseCandidateOf(profile: HrflowStoredProfile): GreenhouseCandidateItem {
  const whole: JsonObject = isObject(profile) ? profile : {};
  const info = isObject(whole['info']) ? whole['info'] : {};
  const experiences = objectsOf(whole['experiences']).map(withoutMadeUpEnd(whole));
  const current = experiences.filter(isCurrent).toSorted(byStart).at(-1) ?? {};
  return {
    ...identityOf(whole),
    ...namesOf(whole),
    company: textOf(current['company']),
    title: textOf(current['title']),
    phone_numbers: valuesOf(info['phone']).map((value) => ({ value, type: 'mobile' })),
    addresses: addressesOf(info['location']),
    ...urlsOf(info['urls']),
    tags: tagsOf(whole),
    educations: objectsOf(whole['educations']).flatMap(educationOf),
    employments: experiences.flatMap(employmentOf),
    resume: resumeOf(whole),
  };
}

/** What of a profile tells which candidate of Greenhouse it is. */
export function greenhouseIdentityOf(profile: HrflowStoredProfile): GreenhouseCandidateIdentity {
  return identityOf(isObject(profile) ? profile : {});
}

/**
 * A profile that came from Greenhouse has the candidate's id for a reference. Only then: in HrFlow, the
 * reference of a profile from elsewhere can be the same number, and would lead to a stranger.
 */
function identityOf(profile: JsonObject): GreenhouseCandidateIdentity {
  const reference = textOf(profile['reference']);
  const isOurs = objectsOf(profile['tags']).some(({ name }) => folded(name).startsWith(FROM_GREENHOUSE));
  const info = isObject(profile['info']) ? profile['info'] : {};
  return {
    reference,
    candidate_id: isOurs && reference !== null && /^\d{1,15}$/.test(reference) ? reference : null,
    email_addresses: valuesOf(info['email']).map((value) => ({ value, type: 'personal' })),
  };
}

const valuesOf = (value: unknown): string[] => [textOf(value)].filter((text) => text !== null);

/** The address as a text; a parsed one may have only its parts. */
function addressesOf(location: unknown): GreenhouseCandidateItem['addresses'] {
  if (!isObject(location)) return [];
  const fields = isObject(location['fields']) ? location['fields'] : {};
  const parts = [fields['city'], fields['state'], fields['country']].map(textOf).filter(Boolean);
  const value = textOf(location['text']) ?? textOf(fields['text']) ?? textOf(parts.join(', '));
  return value === null ? [] : [{ value, type: 'home' }];
}

function urlsOf(
  urls: unknown,
): Pick<GreenhouseCandidateItem, 'website_addresses' | 'social_media_addresses'> {
  const all = objectsOf(urls).flatMap(({ type, url }) => {
    const value = textOf(url);
    return value === null ? [] : [{ value, social: SOCIAL_TYPES.has(folded(type)) || SOCIAL.test(value) }];
  });
  return {
    website_addresses: all
      .filter(({ social }) => !social)
      .map(({ value }) => ({ value, type: 'personal' as const })),
    social_media_addresses: all.filter(({ social }) => social).map(({ value }) => ({ value })),
  };
}

function tagsOf(profile: JsonObject): string[] {
  const own = objectsOf(profile['tags']).filter(({ name }) => folded(name) === GREENHOUSE_TAG);
  return own.flatMap(({ value }) => valuesOf(value));
}

/** Our inbound format writes `degree, discipline`; which of the two a single name is, the lists will tell. */
function educationOf(entry: JsonObject): GreenhouseEducationItem[] {
  const school_name = textOf(entry['school']);
  if (school_name === null) return [];
  const [degree, ...discipline] = (textOf(entry['title']) ?? '').split(',');
  const [start_date, end_date] = [dayOf(entry['date_start']), dayOf(entry['date_end'])];
  return [
    { school_name, degree: textOf(degree), discipline: textOf(discipline.join(',')), start_date, end_date },
  ];
}

function employmentOf(entry: JsonObject): GreenhouseEmploymentItem[] {
  const [company_name, title] = [textOf(entry['company']), textOf(entry['title'])];
  const start_date = dayOf(entry['date_start']);
  if (company_name === null || title === null || start_date === null) return [];
  return [{ company_name, title, start_date, end_date: dayOf(entry['date_end']) }];
}

/** `2012-08-15` of any date or timestamp HrFlow writes, and of nothing else. */
function dayOf(value: unknown): string | null {
  const instant = typeof value === 'string' ? parseInstant(value.trim()) : undefined;
  return instant === undefined ? null : new Date(instant).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/**
 * HrFlow's parser gives an experience that still lasts the day of the parsing for an end, as its example of a
 * parsed profile shows (Python SDK, notebooks; not documented). Such an end is none.
 */
function withoutMadeUpEnd(profile: JsonObject): (entry: JsonObject) => JsonObject {
  const files = objectsOf(profile['attachments']).map(({ created_at }) => dayOf(created_at));
  const parsed = new Set([dayOf(profile['created_at']), ...files]);
  return (entry) => {
    const end = dayOf(entry['date_end']);
    return end !== null && parsed.has(end) ? { ...entry, date_end: null } : entry;
  };
}

/** Company and title of a candidate are the current ones: one that ended must not take their place. */
function isCurrent(entry: JsonObject): boolean {
  return dayOf(entry['date_start']) !== null && textOf(entry['date_end']) === null;
}

function byStart(a: JsonObject, b: JsonObject): number {
  return (dayOf(a['date_start']) ?? '').localeCompare(dayOf(b['date_start']) ?? '');
}
