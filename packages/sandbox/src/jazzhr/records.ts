import { readFileSync } from 'node:fs';

/** One job an applicant has applied to. */
export interface JazzhrApplicationRecord {
  readonly job_id: string;
  readonly hiring_lead_rating: string;
  readonly average_rating: string;
  readonly workflow_step_id: string;
  readonly job_title: string;
  readonly applicant_progress: string;
}

/**
 * An applicant as JazzHR knows them: everything is a text, or null. Lists are lists here; a list of one is
 * put down without the list when it is sent.
 */
export interface JazzhrApplicantRecord {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly address: string;
  readonly location: string;
  readonly phone: string;
  readonly apply_date: string;
  readonly source: string;
  readonly recruiter_id: string;
  readonly resume_body: string;
  readonly resume_link: string;
  readonly jobs: readonly JazzhrApplicationRecord[];
  readonly [field: string]: unknown;
}

export interface JazzhrJobRecord {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly city: string;
  readonly state: string;
  readonly department: string;
  readonly hiring_lead: string;
  readonly board_code: string;
  readonly original_open_date: string;
  readonly [field: string]: string;
}

/** A file of an applicant's. */
export type JazzhrFileRecord = Readonly<Record<string, string | null>> & {
  readonly id: string;
  readonly applicant_id: string;
  readonly file_url: string;
};

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/jazzhr-${name}.json`, import.meta.url), 'utf8'));

/** The field names of public clients, with invented values: generated records keep the keys and their order. */
const sample = read('applicant') as Omit<JazzhrApplicantRecord, 'jobs'> & { jobs: JazzhrApplicationRecord };
export const SAMPLE_APPLICANT = Object.freeze({ ...sample, jobs: [] }) as unknown as JazzhrApplicantRecord;
export const SAMPLE_APPLICATION = Object.freeze(sample.jobs);
export const SAMPLE_JOB = Object.freeze(read('job')) as JazzhrJobRecord;
export const SAMPLE_FILE = Object.freeze(read('file')) as JazzhrFileRecord;

/** The steps of the account's one workflow. */
export const JAZZHR_STEPS = [
  { id: '12345', name: 'New' },
  { id: '12346', name: 'Phone Screen' },
  { id: '12347', name: 'Interview' },
  { id: '12348', name: 'Hired' },
  { id: '12349', name: 'Not Qualified' },
] as const;
export const JAZZHR_STATUSES = [
  'Open',
  'On Hold',
  'Approved',
  'Needs Approval',
  'Drafting',
  'Filled',
  'Cancelled',
  'Closed',
] as const;

/** The id of the step in which an applicant is rejected: what an archive action has to be told. */
export const JAZZHR_REJECTED_STEP = '12349';
