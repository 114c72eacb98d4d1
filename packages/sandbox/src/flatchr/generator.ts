import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { datesOf } from '../greenhouse/dates.js';
import { Draw } from '../greenhouse/draw.js';
import { personOf } from '../greenhouse/person.js';
import type {
  FlatchrApplicantRecord,
  FlatchrColumn,
  FlatchrCvShape,
  FlatchrVacancyRecord,
} from './records.js';

const APPLICANT = 21;
const VACANCY = 22;

/** The vacancy of Flatchr's own docs: generated ones keep its keys and their order. */
const SAMPLE = Object.freeze(
  JSON.parse(
    readFileSync(new URL('../../fixtures/flatchr-vacancy.json', import.meta.url), 'utf8'),
  ) as FlatchrVacancyRecord,
);

/** Two columns share a title, as nothing forbids. */
export const COLUMNS: readonly FlatchrColumn[] = [
  'Nouveau',
  'Entretien RH',
  'Entretien RH',
  'Recruté',
  'Refusé',
].map((title, position) => ({
  id: 1313 + position,
  title,
  position,
  hired: title === 'Recruté',
  visible: title !== 'Refusé',
}));

/** Of a column that was deleted while applicants were in it. */
const DELETED_COLUMN = 'Test technique';

const SOURCES = ["L'Apec", 'Indeed', 'Site carrière', 'Cooptation'];
const TITLES = [
  'Ingénieur Développement  H/F ',
  'Administrateur réseaux - Paris - CDI ',
  'Technicien H/F',
  'Account Executive ',
  'Chargée de paie (H/F)',
];
const SHAPES: readonly FlatchrCvShape[] = ['aws', 'object', 'address'];

/** An opaque id: 16 letters and digits, as Flatchr's are. */
function opaqueId(seed: number, kind: string, index: number): string {
  return hash('sha256', `${seed} ${kind} ${index}`, 'base64').replace(/[+/=]/g, '').slice(0, 16);
}

export function generateApplicant(seed: number, index: number, vacancies: number): FlatchrApplicantRecord {
  const draw = new Draw(seed, index, APPLICANT);
  const person = personOf(seed, index, 100_000 + index);
  const { createdAtMs, updatedAtMs } = datesOf(seed, index);
  const column = draw.chance(10) ? DELETED_COLUMN : draw.pick(COLUMNS).title;
  const uuid = hash('sha1', `${seed} cv ${index}`).slice(0, 12);
  const name = `cv ${person.lastName.toLowerCase().replaceAll(/[^a-z]/g, '') || 'x'} ${index}`;
  const key = `candidates/2024/01/${uuid}/${draw.chance(30) ? name : name.replaceAll(' ', '-')}`;
  return {
    id: opaqueId(seed, 'applicant', index),
    candidateId: opaqueId(seed, 'candidate', index),
    vacancy: vacancies === 0 ? 0 : draw.below(vacancies),
    column,
    firstname: person.firstName,
    lastname: person.lastName,
    email: person.emails[0]?.value ?? null,
    phone: person.phones[0]?.value ?? null,
    source: draw.chance(70) ? draw.pick(SOURCES) : null,
    comment: '',
    linkedin: draw.chance(30) ? `https://www.linkedin.com/in/candidate-${index}` : null,
    hired: column === 'Recruté',
    archived: draw.chance(20),
    createdAtMs,
    updatedAtMs,
    cv: draw.chance(40) ? { key, extension: 'pdf', createdAtMs } : null,
    cvShape: draw.pick(SHAPES),
  };
}

export function generateVacancy(seed: number, index: number): FlatchrVacancyRecord {
  const draw = new Draw(seed, index, VACANCY);
  const { createdAtMs, updatedAtMs } = datesOf(seed, index);
  const id = opaqueId(seed, 'vacancy', index);
  const culture = personOf(seed, index, index).culture;
  const title = draw.pick(TITLES);
  const words = title
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const archived = draw.chance(25);
  return {
    ...SAMPLE,
    id,
    // An integer in the sample, a text by the table of fields.
    vacancy_id: draw.chance(80) ? 84_512 + index : String(84_512 + index),
    slug: `${id.toLowerCase()}-${words}`,
    reference: `${words}-${index}`,
    title,
    salary: draw.chance(50) ? '0' : 30_000 + draw.below(40) * 1000,
    status: archived ? 0 : 1,
    remote: draw.chance(50) ? draw.pick(['notime', 'parttime', 'fulltime']) : draw.chance(50),
    options: draw.chance(50) ? null : SAMPLE['options'],
    created_at: new Date(createdAtMs).toISOString(),
    updated_at: new Date(updatedAtMs).toISOString(),
    end_date: archived && draw.chance(50) ? new Date(updatedAtMs).toISOString() : null,
    address: {
      location_lat: culture.latitude,
      location_lng: String(culture.longitude),
      postal_code: draw.chance(50) ? 75_016 : '42000',
      route: 'Rue du Port',
      street_number: 10,
      locality: culture.city,
      administrative_area_level_1: culture.region,
      administrative_area_level_2: null,
      formated_address: `10 Rue du Port, ${culture.city}, ${culture.country}`,
      country: culture.country,
    },
    tags: draw.chance(50) ? [{ id: opaqueId(seed, 'tag', index), tag_id: 1174, value: 'Service IT' }] : [],
  };
}
