/**
 * A job as JazzHR lists it (community-tech-alliance/airbyte-source-jazzhr, `schemas/jobs.json`). Everything
 * is a text on the wire; koombea/jazzhr_tap declares the salaries as numbers, so both are taken. Nothing but
 * the id is sure to be there.
 */
export interface JazzhrJob {
  /** `job_YYYYMMDDhhmmss_…` */
  id: string;
  team_id?: string | null;
  title?: string | null;
  /** A country's name or code: `USA`. */
  country_id?: string | null;
  city?: string | null;
  state?: string | null;
  zip?: string | null;
  department?: string | null;
  /** HTML. */
  description?: string | null;
  /** `"0"` where none is given. No currency. */
  minimum_salary?: string | number | null;
  maximum_salary?: string | number | null;
  /** The recruiters' own notes. */
  notes?: string | null;
  /** `YYYY-MM-DD`, or `0000-00-00`. */
  original_open_date?: string | null;
  /** `Full Time`, … */
  type?: string | null;
  /** `Open`, `On Hold`, `Approved`, `Needs Approval`, `Drafting`, `Filled`, `Cancelled` or `Closed`. */
  status?: string | null;
  send_to_job_boards?: string | null;
  /** `usr_…` */
  hiring_lead?: string | null;
  board_code?: string | null;
  internal_code?: string | null;
  questionnaire?: string | null;
}
