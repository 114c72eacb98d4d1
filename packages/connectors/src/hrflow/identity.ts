import { folded, isObject, type JsonObject } from '../kit/json.js';

/** Whether two entries of a list are about the same thing. */
type Same = (a: JsonObject, b: JsonObject) => boolean;

/** From the surest to the loosest: a looser one only decides about what the surer ones left over. */
export type Identity = readonly Same[];

/** Whether all these texts are equal. Two entries that have none of them have nothing in common. */
function byText(a: JsonObject, b: JsonObject, ...names: readonly string[]): boolean {
  const equal = names.every((name) => folded(a[name]) === folded(b[name]));
  return equal && names.some((name) => folded(a[name]) !== '');
}

const byName: Same = (a, b) => byText(a, b, 'name');

/** A parsed skill has a type, one from an ATS seldom does: a missing type fits any. */
const bySkill: Identity = [
  (a, b) => byName(a, b) && folded(a['type']) === folded(b['type']),
  (a, b) => byName(a, b) && (folded(a['type']) === '' || folded(b['type']) === ''),
];

/**
 * HrFlow gives each stored entry a key; what comes from elsewhere is known by title, place and first day.
 * At the same place from the same day on, "Master" and "Master, Physics" are one.
 */
const byPeriod = (place: 'company' | 'school'): Identity => {
  const samePlaceAndDay: Same = (a, b) =>
    folded(a[place]) === folded(b[place]) && startDay(a) === startDay(b);
  const keyed: Same = (a, b) => Boolean(a['key'] && b['key']);
  return [
    (a, b) => keyed(a, b) && a['key'] === b['key'],
    (a, b) => !keyed(a, b) && startDay(a) === startDay(b) && byText(a, b, place, 'title'),
    (a, b) => {
      if (keyed(a, b) || !samePlaceAndDay(a, b) || folded(a[place]) === '' || startDay(a) === '')
        return false;
      const [titleA, titleB] = [folded(a['title']), folded(b['title'])];
      return titleA.includes(titleB) || titleB.includes(titleA);
    },
  ];
};

const startDay = (entry: JsonObject): string => folded(entry['date_start']).slice(0, 'YYYY-MM-DD'.length);

const byUrl: Identity = [(a, b) => bareUrl(a['url']) !== '' && bareUrl(a['url']) === bareUrl(b['url'])];

/** `https://www.example.com/` and `example.com` are one address. */
function bareUrl(url: unknown): string {
  return folded(url)
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/+$/, '');
}

/** A label is the profile's standing for one job. */
const byJob: Identity = [
  (a, b) =>
    a['job_key'] || b['job_key']
      ? a['job_key'] === b['job_key']
      : folded(a['board_key']) === folded(b['board_key']) && byText(a, b, 'job_reference'),
];

/** Formats name the sections they make; a title may be edited at the origin. */
const bySection: Identity = [(a, b) => byText(a, b, 'name', 'title'), byName];

/** What identifies the entries of each list of a profile or a job, by attribute name, at any depth. */
const IDENTITIES: Readonly<Record<string, Identity>> = {
  experiences: byPeriod('company'),
  educations: byPeriod('school'),
  skills: bySkill,
  languages: [byName],
  certifications: [byName],
  courses: [byName],
  tasks: [byName],
  interests: [byName],
  urls: byUrl,
  labels: byJob,
  sections: bySection,
  ranges_float: [byName],
  ranges_date: [byName],
};

/** What identifies the entries of a list; nothing where all are kept. Its name comes from outside: `constructor`. */
export function identityOf(list: string): Identity {
  return (Object.hasOwn(IDENTITIES, list) ? IDENTITIES[list] : undefined) ?? [];
}

/**
 * Whether a stored location and an item's are the same place as far as texts tell: equal, or the
 * item's address names the city that HrFlow found in its own.
 */
export function samePlace(stored: JsonObject, item: JsonObject): boolean {
  const [known, said] = [folded(stored['text']), folded(item['text'])];
  if (known === '' || said === '' || known === said) return true;
  const fields = stored['fields'];
  const city = isObject(fields) ? folded(fields['city']) : '';
  return city !== '' && said.includes(city);
}
