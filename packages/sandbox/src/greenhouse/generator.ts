import { generateApplications, JOBS, jobsApplied } from './applications.js';
import { attachmentsOf } from './attachments.js';
import { educationsOf, employmentsOf } from './background.js';
import type { Candidate, KeyedCustomField, TypedValue } from './candidate.js';
import { datesOf, iso } from './dates.js';
import { Draw } from './draw.js';
import { personOf } from './person.js';
import { SAMPLE } from './sample.js';
import { COMPANIES, TAGS, TITLES } from './vocabulary.js';

/** Harvest v1 lists by id; ours leave gaps, so that a neighbouring id is nobody's. */
const FIRST_ID = 53_883_394;
const ID_STEP = 7;

/** The tag about one candidate in ten carries, so that a workflow's logic has something to discard. */
export const DISCARD_TAG = 'do-not-contact';

/** One in so many candidates has nothing but an id and dates: every list empty, every scalar null. */
const BLANK_EVERY = 97;
/** One in so many was anonymised, as `PUT /v1/candidates/{id}/anonymize` leaves a person. */
const ANONYMIZED_EVERY = 89;

const PURPOSE = 1;

/** The candidate's id at `index`. */
export function idAt(index: number): number {
  return FIRST_ID + index * ID_STEP;
}

/** Where the candidate with this id stands, if a generated candidate can have it. */
export function indexOf(id: number): number | undefined {
  const index = (id - FIRST_ID) / ID_STEP;
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** Makes candidates out of a seed: candidate `index` is always the same, and none is kept. */
export class CandidateGenerator {
  /** @param filesUrl where attachments are served, e.g. `http://127.0.0.1:4010/files` */
  constructor(
    private readonly seed: number,
    readonly filesUrl: string,
  ) {}

  candidate(index: number): Candidate {
    const id = idAt(index);
    const dates = datesOf(this.seed, index);
    const common = {
      ...SAMPLE,
      id,
      created_at: iso(dates.createdAtMs),
      updated_at: iso(dates.updatedAtMs),
      last_activity: iso(dates.updatedAtMs - 16),
    };
    if (index % BLANK_EVERY === BLANK_EVERY - 1) return { ...common, ...NOTHING, ...NOBODY };
    const full = this.#full(common, index);
    if (index % ANONYMIZED_EVERY !== ANONYMIZED_EVERY - 1) return full;
    return { ...full, ...ANONYMOUS, last_name: String(id), attachments: [] };
  }

  /** Addresses without the rest of the person, for the `email` filter. */
  emails(index: number): readonly string[] {
    if (index % BLANK_EVERY === BLANK_EVERY - 1 || index % ANONYMIZED_EVERY === ANONYMIZED_EVERY - 1)
      return [];
    return personOf(this.seed, index, idAt(index)).emails.map(({ value }) => value);
  }

  /** Jobs applied to, without the rest of the person, for the `job_id` filter. */
  jobs(index: number): readonly number[] {
    if (index % BLANK_EVERY === BLANK_EVERY - 1) return [];
    return jobsApplied(this.seed, index);
  }

  createdAtMs(index: number): number {
    return datesOf(this.seed, index).createdAtMs;
  }

  updatedAtMs(index: number): number {
    return datesOf(this.seed, index).updatedAtMs;
  }

  #full(common: Candidate, index: number): Candidate {
    const draw = new Draw(this.seed, index, PURPOSE);
    const { id } = common;
    const person = personOf(this.seed, index, id);
    const attachments = attachmentsOf(this.seed, index, id, common.created_at, this.filesUrl);
    const applications = generateApplications(this.seed, index, common, attachments);
    return {
      ...common,
      first_name: person.firstName,
      last_name: person.lastName,
      company: draw.chance(80) ? draw.pick(COMPANIES) : null,
      title: draw.chance(80) ? draw.pick(TITLES) : null,
      is_private: draw.chance(3),
      photo_url: draw.chance(20) ? `${this.filesUrl}/photo/${id}.png` : null,
      attachments,
      application_ids: applications.map((application) => application.id),
      phone_numbers: person.phones,
      addresses: person.addresses,
      email_addresses: person.emails,
      website_addresses: some(draw, 25, { value: `candidate-${id}.example.com`, type: 'personal' }),
      social_media_addresses: draw.chance(40) ? [{ value: `social.example.com/in/${id}` }] : [],
      recruiter: draw.chance(70) ? SAMPLE.recruiter : null,
      coordinator: draw.chance(50) ? SAMPLE.coordinator : null,
      can_email: !draw.chance(10),
      tags: tagsOf(draw, index),
      applications,
      educations: educationsOf(this.seed, index, id),
      employments: employmentsOf(this.seed, index, id),
      linked_user_ids: draw.chance(5) ? SAMPLE.linked_user_ids : [],
      ...customFieldsOf(draw),
    };
  }
}

/** The ids of the jobs candidates have applied to. */
export const JOB_IDS: readonly number[] = JOBS.map(({ id }) => id);

const NOTHING = {
  attachments: [],
  application_ids: [],
  phone_numbers: [],
  addresses: [],
  email_addresses: [],
  website_addresses: [],
  social_media_addresses: [],
  tags: [],
  applications: [],
  educations: [],
  employments: [],
  linked_user_ids: [],
  custom_fields: {},
  keyed_custom_fields: {},
};

const NOBODY = {
  first_name: null,
  last_name: null,
  company: null,
  title: null,
  is_private: false,
  photo_url: null,
  recruiter: null,
  coordinator: null,
  can_email: false,
};

const ANONYMOUS = {
  first_name: 'Anonymized',
  company: null,
  title: null,
  photo_url: null,
  phone_numbers: [],
  email_addresses: [],
  social_media_addresses: [],
};

function tagsOf(draw: Draw, index: number): string[] {
  const tags = draw.chance(60) ? [draw.pick(TAGS)] : [];
  return index % 10 === 3 ? [...tags, DISCARD_TAG] : tags;
}

function some(draw: Draw, percent: number, value: TypedValue): TypedValue[] {
  return draw.chance(percent) ? [value] : [];
}

function customFieldsOf(draw: Draw): Pick<Candidate, 'custom_fields' | 'keyed_custom_fields'> {
  const salary = draw.chance(70) ? String(30_000 + draw.below(90) * 1000) : null;
  const remote = draw.chance(70) ? draw.chance(50) : null;
  const year = draw.chance(50) ? String(1990 + draw.below(35)) : null;
  const keyed = (name: keyof typeof SAMPLE.keyed_custom_fields, value: unknown): KeyedCustomField => ({
    ...(SAMPLE.keyed_custom_fields[name] as KeyedCustomField),
    value,
  });
  return {
    custom_fields: { desired_salary: salary, work_remotely: remote, graduation_year: year },
    keyed_custom_fields: {
      desired_salary: keyed('desired_salary', salary),
      work_remotely: keyed('work_remotely', remote),
      graduation_year_1: keyed('graduation_year_1', year),
    },
  };
}
