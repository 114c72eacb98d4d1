import type { GreenhouseEducation, GreenhouseEmployment } from '../candidate.js';
import type { GreenhouseCandidateItem, GreenhouseEmploymentItem } from './item.js';

/** A phone number, an address or the like, as Greenhouse gives it. */
export interface HeldValue {
  readonly value?: string | null;
  /** None for social media. */
  readonly type?: string | null;
}

/** The attributes of a candidate that a PATCH can change; a list it names is replaced as a whole. */
export interface CandidateFields {
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly company?: string | null;
  readonly title?: string | null;
  readonly is_private?: boolean | null;
  readonly email_addresses?: readonly HeldValue[] | null;
  readonly phone_numbers?: readonly HeldValue[] | null;
  readonly addresses?: readonly HeldValue[] | null;
  readonly website_addresses?: readonly HeldValue[] | null;
  readonly social_media_addresses?: readonly HeldValue[] | null;
  readonly tags?: readonly string[] | null;
}

/** As v1 gives them: names in words, dates with or without a time. */
export type HeldEducation = GreenhouseEducation;
export type HeldEmployment = GreenhouseEmployment;

export interface HeldApplication {
  readonly id: number;
  /** Neither rejected nor hired nor converted. */
  readonly active: boolean;
  readonly jobIds: readonly string[];
  /** When something last happened to it; empty when Greenhouse doesn't say. */
  readonly lastActivity: string;
}

export interface HeldResume {
  readonly filename?: string | null;
  /** Signed, so it is fetched without credentials. */
  readonly url?: string | null;
  readonly created_at?: string | null;
}

/** A candidate that Greenhouse holds. What v3 keeps in lists of their own is read when it is asked for. */
export interface HeldCandidate {
  readonly id: number;
  readonly fields: CandidateFields;
  applications(): Promise<readonly HeldApplication[]>;
  educations(): Promise<readonly HeldEducation[]>;
  employments(): Promise<readonly HeldEmployment[]>;
  resumes(): Promise<readonly HeldResume[]>;
}

/** An education as both APIs take it: by the ids of its names. Days as `2026-01-31`. */
export interface EducationIds {
  readonly school: number;
  readonly degree: number | undefined;
  readonly discipline: number | undefined;
  readonly start_date: string | null;
  readonly end_date: string | null;
}

export interface NewAttachment {
  readonly filename: string;
  readonly contentType: string | undefined;
  /** In base64. */
  readonly content: string;
}

/** The lists that an education's names have to be in. */
export type Vocabulary = 'school' | 'degree' | 'discipline';
export interface Term {
  readonly id: number;
  readonly name: string;
}

/** Harvest as far as writing candidates goes: what v1 and v3 do in their own ways. */
export interface Harvest {
  find(id: string): Promise<HeldCandidate | undefined>;
  /** Candidates one of whose e-mail addresses is this one. */
  findByEmail(email: string): Promise<HeldCandidate[]>;
  /**
   * @param jobId the job to apply to; without one the candidate is a prospect
   * @returns the id of the new candidate, who may not be readable yet
   */
  create(fields: GreenhouseFields, jobId: string | null): Promise<number>;
  edit(id: number, fields: CandidateFields): Promise<void>;
  apply(id: number, jobId: string): Promise<void>;
  addEducation(id: number, education: EducationIds): Promise<void>;
  addEmployment(id: number, employment: GreenhouseEmploymentItem): Promise<void>;
  /** @throws {@link RejectedItemError} `application_missing` where a file needs an application */
  attach(candidate: HeldCandidate, file: NewAttachment, jobId: string | null): Promise<void>;
  reject(applicationId: number, reasonId: string | null): Promise<void>;
  terms(vocabulary: Vocabulary): Promise<Term[]>;
  knows(what: 'user' | 'job', id: string): Promise<boolean>;
}

/** What a new candidate is created with; the rest is added afterwards. */
export type GreenhouseFields = Omit<
  GreenhouseCandidateItem,
  'reference' | 'candidate_id' | 'educations' | 'employments' | 'resume'
>;
