import type { HrflowResume } from '../../hrflow/profile/schema.js';
import type { JsonObject } from '../../kit/json.js';
import type { Loose } from '../value.js';

/**
 * A line of Flatchr's search: one application of one person to one vacancy (developers.flatchr.io, "Récupérer
 * un candidat"). The page's own sample leaves half of the documented fields out, so any may be missing.
 */
export interface FlatchrApplicantRow {
  /** The applicant's opaque id. */
  applicant?: Loose;
  /** The vacancy's title. */
  vacancy?: Loose;
  /** The vacancy's integer, which its list calls `vacancy_id` as well. */
  vacancy_id?: Loose;
  /** The title of the applicant's column; two columns may share one, and a deleted one may be named still. */
  column?: Loose;
  external_id?: Loose;
  /** 0 archived, 1 active. */
  status?: Loose;
  score?: Loose;
  hired?: Loose;
  firstname?: Loose;
  lastname?: Loose;
  email?: Loose;
  phone?: Loose;
  /** DD/MM/YY. */
  created_at?: Loose;
  /** DD/MM/YY. */
  updated_at?: Loose;
  source?: Loose;
  [name: string]: unknown;
}

/** An applicant as the details route gives it; dates are unix seconds here (FlatchrDocs, "Déplacer un candidat"). */
export interface FlatchrApplicantDetails {
  id?: Loose;
  /** The vacancy's opaque id. */
  vacancy_id?: Loose;
  column_id?: Loose;
  score?: Loose;
  comment?: Loose;
  created_at?: Loose;
  updated_at?: Loose;
  status?: Loose;
  candidate?: FlatchrCandidate | null;
  [name: string]: unknown;
}

/** The person behind an applicant. */
export interface FlatchrCandidate {
  id?: Loose;
  email?: Loose;
  firstname?: Loose;
  lastname?: Loose;
  phone?: Loose;
  summary?: Loose;
  /** `facebook`, `linkedin`, `twitter`, `other`. */
  urls?: JsonObject | null;
  /** ISO 8601. */
  created_at?: Loose;
  consent?: Loose;
  /** The address of the CV's file, or an object as the `new_applicant` webhook has it, or nothing. */
  cv?: Loose | JsonObject;
  /** Where the CV lies; in the samples of 2022, no longer in today's. */
  aws?: JsonObject | null;
  [name: string]: unknown;
}

/** What logics see and format takes. */
export interface FlatchrApplicant extends FlatchrApplicantRow {
  /** Null where Flatchr doesn't tell more than its search. */
  details?: FlatchrApplicantDetails | null;
  /** The CV, where Flatchr names one. */
  resume?: HrflowResume | null;
}
