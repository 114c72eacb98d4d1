import { RetryableError } from '../../kit/errors.js';
import { present } from '../present.js';
import type { CandidateFields, HeldApplication, HeldEducation } from './harvest.js';

/** A candidate of Harvest v3. While Greenhouse is still creating it, there may be a `message` in place of all else. */
export interface V3Candidate extends Omit<CandidateFields, 'is_private'> {
  readonly id: number;
  /** Written as `is_private`. */
  readonly private?: boolean | null;
  readonly message?: string | null;
}

export interface V3Application {
  readonly id?: number | null;
  readonly job_id?: number | null;
  readonly prospective_job_ids?: readonly (number | null)[] | null;
  /** `in_process`, `rejected`, `hired` or `converted`; a filter calls the first one `active`. */
  readonly status?: string | null;
  readonly last_activity_at?: string | null;
  readonly created_at?: string | null;
}

export interface V3Education {
  readonly school_name_custom_field_option_id?: number | null;
  readonly degree_custom_field_option_id?: number | null;
  readonly discipline_custom_field_option_id?: number | null;
  readonly start_at?: string | null;
  readonly end_at?: string | null;
  readonly start_date_year?: number | null;
  readonly start_date_month?: number | null;
  readonly end_date_year?: number | null;
  readonly end_date_month?: number | null;
}

/** Whether Greenhouse has finished creating it: every list of a candidate is there then, be it empty. */
export function isReady({ id, email_addresses }: V3Candidate): boolean {
  return typeof id === 'number' && Array.isArray(email_addresses);
}

/** The candidate's attributes by the names under which they are written. */
export function fieldsOf({ private: isPrivate, ...fields }: V3Candidate): CandidateFields {
  return { ...fields, is_private: isPrivate ?? null };
}

export function applicationOf(application: V3Application): HeldApplication[] {
  const { id, job_id, prospective_job_ids, status, last_activity_at, created_at } = application;
  if (!id) return [];
  return [
    {
      id,
      active: status === 'in_process' || status === 'active',
      jobIds: [job_id, ...present(prospective_job_ids)].flatMap((job) => (job ? [String(job)] : [])),
      lastActivity: last_activity_at ?? created_at ?? '',
    },
  ];
}

export function optionIdsOf(education: V3Education): number[] {
  const { school_name_custom_field_option_id: school, degree_custom_field_option_id: degree } = education;
  return [school, degree, education.discipline_custom_field_option_id].filter((id) => typeof id === 'number');
}

export function educationOf(education: V3Education, names: ReadonlyMap<number, string>): HeldEducation {
  const nameOf = (id: number | null | undefined): string | null => (id && names.get(id)) || null;
  return {
    school_name: nameOf(education.school_name_custom_field_option_id),
    degree: nameOf(education.degree_custom_field_option_id),
    discipline: nameOf(education.discipline_custom_field_option_id),
    start_date: education.start_at ?? monthOf(education.start_date_year, education.start_date_month),
    end_date: education.end_at ?? monthOf(education.end_date_year, education.end_date_month),
  };
}

function monthOf(year: number | null | undefined, month: number | null | undefined): string | null {
  return year && month ? `${year}-${String(month).padStart(2, '0')}` : null;
}

/** Whoever it is may be the one that is looked for: to create it now could make a double. */
export function stillCreating(): RetryableError {
  return new RetryableError(
    'Greenhouse is still creating a candidate with this e-mail address. The item is tried again.',
    { code: 'candidate_pending', detail: 'GET candidates: an item without its lists' },
  );
}
