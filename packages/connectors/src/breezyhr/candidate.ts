import type { BreezyhrNamed } from './position.js';

/**
 * A candidate as Breezy lists it (developer.breezy.hr, "Candidates"), with the position it was listed under.
 *
 * `_id` is the candidate on one position: who applies to two has two of them, and one `meta_id`. We take `_id`
 * for the reference, because stage, résumé and archiving belong to the application; a person's profiles in
 * HrFlow carry the same `breezyhr_meta_id` tag.
 */
export interface BreezyhrCandidateSummary {
  _id: string;
  meta_id?: string | null;
  name?: string | null;
  initial?: string | null;
  email_address?: string | null;
  phone_number?: string | null;
  headline?: string | null;
  /** `applied`, `sourced`, `recruiter` or `referral`. */
  origin?: string | null;
  profile_photo_url?: string | null;
  resume?: BreezyhrResume | null;
  source?: BreezyhrNamed;
  stage?: BreezyhrStage | null;
  tags?: (string | null)[] | null;
  creation_date?: string | null;
  updated_date?: string | null;
  /** Added by the reader: the position the candidate was listed under. */
  position: { _id: string; name?: string | null };
}

/**
 * A candidate by itself. What it has beyond the list isn't documented in full: fields and shapes of histories
 * and social profiles are those that hrflow-connectors reads, and every plausible other one is taken too.
 */
export interface BreezyhrCandidate extends BreezyhrCandidateSummary {
  summary?: string | null;
  address?: string | { name?: string | null } | null;
  work_history?: (BreezyhrWork | null)[] | null;
  education?: (BreezyhrEducation | null)[] | null;
  /** A list in answers that were seen, an object `{network: url}` in what Breezy takes. */
  social_profiles?:
    ({ type?: string | null; url?: string | null } | null)[] | Record<string, string | null> | null;
  cover_letter?: string | null;
  custom_attributes?: ({ name?: string | null; value?: unknown; secure?: boolean | null } | null)[] | null;
  overall_score?: { average_score?: number | string | null } | null;
  sourced_by?: string | null;
  /** Added by the reader: the résumé's file, which Breezy gives out to its own users only. In base64. */
  resume_file?: { raw: string; content_type: string | null; file_name: string } | null;
}

export interface BreezyhrResume {
  file_name?: string | null;
  /** The API's own route, behind the token; or, should Breezy ever do so, an address elsewhere. */
  url?: string | null;
  pdf_url?: string | null;
}

export interface BreezyhrStage {
  id?: string | null;
  name?: string | null;
  type?: BreezyhrNamed;
}

/** Dates as answers were seen to give them (an object) and as Breezy takes them (numbers); either may come. */
interface Period {
  start_date?: BreezyhrDate;
  end_date?: BreezyhrDate;
  start_month?: number | string | null;
  start_year?: number | string | null;
  end_month?: number | string | null;
  end_year?: number | string | null;
}

export type BreezyhrDate =
  | { year?: number | string | null; month?: number | string | null; day?: number | string | null }
  | string
  | null;

export interface BreezyhrWork extends Period {
  company_name?: string | null;
  title?: string | null;
  summary?: string | null;
}

export interface BreezyhrEducation extends Period {
  school_name?: string | null;
  degree?: string | null;
  field_of_study?: string | null;
}
