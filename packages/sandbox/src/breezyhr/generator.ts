import { hash } from 'node:crypto';
import { iso } from '../greenhouse/dates.js';
import { Draw } from '../greenhouse/draw.js';
import { personOf } from '../greenhouse/person.js';
import { COMPANIES, DISCIPLINES, SCHOOLS, TAGS, TITLES, DEGREES } from '../greenhouse/vocabulary.js';
import { pdf } from '../files/files.js';
import type {
  BreezyhrCandidateRecord,
  BreezyhrEducationRecord,
  BreezyhrPositionRecord,
  BreezyhrState,
  BreezyhrWorkRecord,
} from './records.js';
import {
  CATEGORIES,
  DEPARTMENTS,
  EXPERIENCES,
  POSITION_NAMES,
  SOURCES,
  STAGES,
  TYPES,
} from './vocabulary.js';

const POSITION = 51;
const CANDIDATE = 52;
/** People of Breezy's are others than Harvest's. */
const FIRST_PERSON = 7_000_000;
const FIRST_DAY_MS = Date.UTC(2023, 0, 2);
const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const ID_LENGTH = 12;

/** An id as Breezy's are: 12 hexadecimal digits. */
export function idOf(kind: string, seed: number, index: number): string {
  return hash('sha1', `${kind} ${seed} ${index}`).slice(0, ID_LENGTH);
}

export function positionAt(seed: number, index: number, state: BreezyhrState): BreezyhrPositionRecord {
  const draw = new Draw(seed, index, POSITION);
  const id = idOf('position', seed, index);
  const name = POSITION_NAMES[index % POSITION_NAMES.length] as string;
  const created = FIRST_DAY_MS + draw.below(YEAR_DAYS) * DAY_MS;
  const country = draw.chance(80) ? { id: 'US', name: 'United States' } : null;
  return {
    _id: id,
    type: draw.pick(TYPES),
    state,
    name,
    friendly_id: `${id}-${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
    experience: draw.pick(EXPERIENCES),
    location: draw.chance(90)
      ? {
          country,
          state: { id: 'CA', name: 'California' },
          city: 'San Francisco',
          is_remote: draw.chance(30),
          name: 'San Francisco, CA',
        }
      : null,
    education: draw.chance(50) ? 'unspecified' : "Bachelor's Degree",
    department: draw.pick(DEPARTMENTS),
    requisition_id: draw.chance(50) ? `R-${index}` : null,
    description: draw.chance(90) ? DESCRIPTION : null,
    category: draw.pick(CATEGORIES),
    application_form: FORM,
    creator_id: 'usr1',
    creation_date: iso(created),
    updated_date: iso(created + draw.below(YEAR_DAYS) * DAY_MS),
    candidate_type: 'none',
    tags: draw.chance(50) ? ['Vivier 2026'] : [],
    org_type: 'position',
    pipeline_id: 'default',
    custom_attributes: [],
  };
}

const DESCRIPTION =
  '<p>You build &amp; run our services.&nbsp;</p><ul><li>Python, SQL</li><li>budget &lt; 1 M€</li></ul>';

const FORM: BreezyhrPositionRecord['application_form'] = {
  name: 'required',
  headline: 'disabled',
  summary: 'optional',
  profile_photo: 'disabled',
  address: 'optional',
  email_address: 'required',
  phone_number: 'required',
  resume: 'optional',
  work_history: 'optional',
  education: 'optional',
  cover_letter: 'optional',
};

/** @param person whose application it is: the same person may be on several positions */
export function candidateAt(
  seed: number,
  index: number,
  positionId: string,
  person = index,
): BreezyhrCandidateRecord {
  const draw = new Draw(seed, index, CANDIDATE);
  const { firstName, lastName, emails, phones, addresses } = personOf(
    seed,
    FIRST_PERSON + person,
    FIRST_PERSON + person,
  );
  const created = FIRST_DAY_MS + draw.below(YEAR_DAYS) * DAY_MS + draw.below(DAY_MS);
  const title = draw.pick(TITLES);
  return {
    _id: idOf('candidate', seed, index),
    meta_id: idOf('person', seed, person),
    position_id: positionId,
    name: `${firstName} ${lastName}`,
    email_address: emails.at(-1)?.value ?? null,
    phone_number: phones[0]?.value ?? null,
    headline: draw.chance(60) ? title : null,
    summary: draw.chance(40) ? `${title}. « Curieux·se »` : null,
    address: addresses[0]?.value ?? null,
    origin: draw.pick(['applied', 'sourced', 'recruiter', 'referral']),
    source: draw.pick(SOURCES),
    stage: draw.chance(5) ? null : draw.pick(STAGES),
    tags: draw.chance(50) ? [draw.pick(TAGS)] : [],
    cover_letter: draw.chance(10) ? 'Dear team,\nI would like to join you.' : null,
    social_profiles: draw.chance(40) ? { linkedin: `https://www.linkedin.com/in/breezy-${person}` } : {},
    work_history: worksOf(draw),
    education: studiesOf(draw),
    custom_attributes: [],
    resume: resumeOf(draw, firstName),
    overall_score: draw.chance(30) ? { average_score: draw.below(5) } : draw.chance(50) ? null : NO_SCORE,
    creation_date: iso(created),
    updated_date: iso(created + draw.below(YEAR_DAYS) * DAY_MS + draw.below(DAY_MS)),
  };
}

const NO_SCORE = { average_score: null };

function worksOf(draw: Draw): BreezyhrWorkRecord[] {
  return Array.from({ length: draw.below(3) }, (_, position): BreezyhrWorkRecord => {
    const start = 2019 - position * 3;
    return {
      company_name: COMPANIES[(draw.below(4) + position * 4) % COMPANIES.length] as string,
      title: draw.pick(TITLES),
      summary: draw.chance(30) ? 'Built and ran it.' : null,
      start_year: start,
      start_month: draw.chance(80) ? 1 + draw.below(12) : null,
      end_year: position === 0 ? null : start + 2,
      end_month: position === 0 ? null : 6,
    };
  });
}

function studiesOf(draw: Draw): BreezyhrEducationRecord[] {
  return Array.from({ length: draw.below(2) }, (): BreezyhrEducationRecord => {
    const start = 2005 + draw.below(10);
    return {
      school_name: draw.pick(SCHOOLS),
      degree: draw.chance(80) ? draw.pick(DEGREES) : null,
      field_of_study: draw.chance(80) ? draw.pick(DISCIPLINES) : null,
      start_year: start,
      end_year: start + 3,
    };
  });
}

/** Some have a résumé; of the others some have `null`, and some don't have the key. */
function resumeOf(draw: Draw, firstName: string): BreezyhrCandidateRecord['resume'] {
  if (draw.chance(60)) {
    const bytes = pdf(`Candidate ${firstName.replace(/[^A-Za-z]/g, '') || 'C'}`);
    return { file_name: 'resume.pdf', content_type: 'application/pdf', bytes };
  }
  return draw.chance(50) ? null : undefined;
}
