import type { GreenhouseCustomField, GreenhouseNamed, GreenhouseUser } from './candidate.js';

/**
 * A job as Harvest v1 lists it (Harvest v1 docs, "The job object"), with its posts. As with candidates,
 * everything but the id may be missing.
 */
export interface GreenhouseJob {
  id: number;
  /** The internal name; what applicants see is the title of a post. */
  name?: string | null;
  requisition_id?: string | null;
  /** For the hiring team. HTML. */
  notes?: string | null;
  confidential?: boolean | null;
  /** `open`, `closed` or `draft`. */
  status?: string | null;
  is_template?: boolean | null;
  copied_from_id?: number | null;
  created_at?: string | null;
  opened_at?: string | null;
  closed_at?: string | null;
  updated_at?: string | null;
  departments?: (GreenhouseDepartment | null)[] | null;
  offices?: (GreenhouseOffice | null)[] | null;
  custom_fields?: Record<string, unknown> | null;
  keyed_custom_fields?: Record<string, GreenhouseCustomField | null> | null;
  /** v1 only. */
  hiring_team?: Record<string, (GreenhouseUser | null)[] | null> | null;
  /** v1 only. */
  openings?: (GreenhouseOpening | null)[] | null;
  /** Where and how the job is advertised. Read besides the job, by either version. */
  job_posts?: (GreenhouseJobPost | null)[] | null;
}

export interface GreenhouseDepartment extends GreenhouseNamed {
  external_id?: string | null;
}

export interface GreenhouseOffice extends GreenhouseNamed {
  location?: { name?: string | null } | null;
  external_id?: string | null;
}

export interface GreenhouseOpening {
  id?: number | null;
  opening_id?: string | null;
  /** `open` or `closed`. */
  status?: string | null;
  opened_at?: string | null;
  closed_at?: string | null;
}

/** A post on a job board (Harvest v1 docs, "The job post object"). */
export interface GreenhouseJobPost {
  id?: number | null;
  job_id?: number | null;
  title?: string | null;
  location?: { name?: string | null } | null;
  /** v3 only: all its places, where `location` is the first one. */
  locations?: ({ name?: string | null } | null)[] | null;
  internal?: boolean | null;
  external?: boolean | null;
  /** False once it is deleted. */
  active?: boolean | null;
  live?: boolean | null;
  /** The text on the external board. HTML. */
  content?: string | null;
  /** The text on the internal board, if different. HTML. */
  internal_content?: string | null;
  /** v3 only. */
  language?: string | null;
  /** v3 only. */
  public_url?: string | null;
  /** v3 only. */
  pay_input_ranges?: (GreenhousePayRange | null)[] | null;
  first_published_at?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export interface GreenhousePayRange {
  min_cents?: number | null;
  max_cents?: number | null;
  /** ISO 4217. */
  currency_type?: string | null;
}
