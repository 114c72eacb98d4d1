import { hash } from 'node:crypto';
import { educationsOf } from '../greenhouse/background.js';
import { datesOf } from '../greenhouse/dates.js';
import { Draw } from '../greenhouse/draw.js';
import { idAt, indexOf } from '../greenhouse/generator.js';
import { personOf, type Person } from '../greenhouse/person.js';
import { COMPANIES, TITLES, type Culture } from '../greenhouse/vocabulary.js';
import {
  hrflowDate,
  type Location,
  type Period,
  type ProfileAttachment,
  type ProfileContent,
  type Skill,
} from './profile.js';

const PURPOSE = 8;

const CONSENT = {
  parsing: true,
  revealing: true,
  embedding: true,
  searching: true,
  scoring: true,
  reasoning: false,
};

const LOCATION_FIELDS = [
  'category',
  'city',
  'city_district',
  'country',
  'country_region',
  'entrance',
  'house',
  'house_number',
  'island',
  'level',
  'near',
  'po_box',
  'postcode',
  'road',
  'staircase',
  'state',
  'state_district',
  'suburb',
  'text',
  'unit',
  'world_region',
] as const;
const NO_FIELDS = Object.fromEntries(LOCATION_FIELDS.map((field) => [field, null]));

const SKILLS: readonly Skill[] = [
  { name: 'python', type: 'hard', value: null },
  { name: 'négociation', type: 'soft', value: null },
  { name: 'kubernetes', type: 'hard', value: 0.9 },
  { name: 'critical thinking', type: 'soft', value: null },
  { name: 'forklift', type: 'hard', value: null },
];

/**
 * The profiles HrFlow holds before a test begins: what it once parsed of each candidate's résumé. They
 * know things Harvest doesn't (skills, text, tasks, attachments), so that a client that loses them is
 * found out, and lack some that Harvest does. Each is made when it is asked for.
 */
export class HeldProfiles {
  /** @param count the first so many candidates are held */
  constructor(
    private readonly seed: number,
    private readonly count: number,
    private readonly sourceKey: string,
  ) {}

  /** Where in the generated population the owner of this reference stands, held or not. */
  indexOf(reference: string): number | undefined {
    return /^[1-9]\d{0,14}$/.test(reference) ? indexOf(Number(reference)) : undefined;
  }

  isHeld(index: number): boolean {
    return index < this.count;
  }

  *references(): Generator<string> {
    for (let index = 0; index < this.count; index += 1) yield String(idAt(index));
  }

  /** The key of a reference: 40 hex digits. A candidate's ends in its index, so that it can be read back. */
  keyOf(reference: string): string {
    const digest = hash('sha1', `${this.sourceKey} ${reference}`);
    const index = this.indexOf(reference);
    return index === undefined ? digest : digest.slice(0, 32) + index.toString(16).padStart(8, '0');
  }

  /** The candidate's reference behind a key, if a generated candidate has that key. */
  referenceOf(key: string): string | undefined {
    const index = Number.parseInt(key.slice(32), 16);
    if (Number.isNaN(index)) return undefined;
    const reference = String(idAt(index));
    return this.keyOf(reference) === key ? reference : undefined;
  }

  createdAtMs(index: number): number {
    return datesOf(this.seed, index).createdAtMs;
  }

  content(index: number): ProfileContent {
    const draw = new Draw(this.seed, index, PURPOSE);
    const id = idAt(index);
    const person = personOf(this.seed, index, id);
    const title = draw.pick(TITLES);
    const skills = SKILLS.slice(draw.below(SKILLS.length - 1));
    const name = `${person.firstName} ${person.lastName}`;
    return {
      consent_algorithmic: { owner: CONSENT, controller: CONSENT },
      info: {
        full_name: name,
        first_name: person.firstName,
        last_name: person.lastName,
        email: person.emails[0]?.value ?? null,
        phone: null,
        date_birth: null,
        location: locationOf(person.culture),
        urls: [{ type: 'from_resume', url: `https://portfolio.example.com/${id}` }],
        picture: null,
        gender: null,
        summary: `${title}, ${person.culture.city}`,
      },
      text_language: person.culture.language,
      text: `${name}\n${title}\n${skills.map((skill) => skill.name).join(', ')}\n`,
      experiences_duration: draw.below(300) / 10,
      educations_duration: draw.below(60) / 10,
      experiences: [this.#experience(draw, person, title, id)],
      educations: this.#educations(person, index, id),
      attachments: attachmentsOf(id, 90_000 + draw.below(50_000), hrflowDate(this.createdAtMs(index))),
      skills,
      languages: [{ name: person.culture.language, value: 'native' }],
      certifications: draw.chance(30) ? [{ name: 'First aid', value: '2024' }] : [],
      courses: [],
      tasks: [{ name: 'weekly reporting', value: null }],
      interests: draw.chance(30) ? [{ name: 'aïkido', value: null }] : [],
      labels: [],
      tags: [{ name: 'parsed_by', value: 'hrflow' }],
      metadatas: [{ name: 'batch', value: String(index % 7) }],
    };
  }

  #experience(draw: Draw, person: Person, title: string, id: number): Period {
    const start = 2008 + draw.below(10);
    return {
      ...NO_DETAILS,
      key: hash('sha1', `experience ${id}`),
      title,
      company: draw.pick(COMPANIES),
      description: 'Built and ran the team’s reporting.',
      location: locationOf(person.culture),
      date_start: `${start}-06-01T00:00:00`,
      date_end: `${start + 4}-06-20T00:00:00`,
      skills: SKILLS.slice(0, 1),
      tasks: [{ name: 'provided the initial concept', value: null }],
    };
  }

  #educations(person: Person, index: number, id: number): Period[] {
    return educationsOf(this.seed, index, id).map((education) => ({
      ...NO_DETAILS,
      key: hash('sha1', `education ${education.id}`),
      school: education.school_name,
      title: education.degree,
      description: education.discipline,
      location: locationOf(person.culture),
      date_start: education.start_date?.slice(0, 19) ?? null,
      date_end: education.end_date?.slice(0, 19) ?? null,
    }));
  }
}

const NO_DETAILS = {
  logo: null,
  skills: [],
  certifications: [],
  courses: [],
  tasks: [],
  languages: [],
  interests: [],
};

function locationOf(culture: Culture): Location {
  const { city, region, country, latitude, longitude } = culture;
  const text = `${city}, ${country}`;
  return {
    text,
    lat: latitude,
    lng: longitude,
    gmaps: null,
    fields: { ...NO_FIELDS, city, state: region, country, text },
  };
}

/** The two files HrFlow keeps of a parsed résumé. */
export function attachmentsOf(owner: number | string, size: number, date: string): ProfileAttachment[] {
  return (['original', 'resume'] as const).map((type) => ({
    type,
    alt: hash('sha1', `${type} ${owner}`),
    file_size: size,
    file_name: type,
    original_file_name: type,
    extension: '.pdf',
    public_url: `https://files.hrflow.example.com/${owner}/${type}.pdf`,
    updated_at: date,
    created_at: date,
  }));
}
