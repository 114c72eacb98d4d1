/** An applicant as JazzHR lists them: without an e-mail (airbyte-source-jazzhr, `schemas/applicants.json`). */
export interface JazzhrApplicantSummary {
  /** `prospect_YYYYMMDDhhmmss_…` */
  id: string;
  first_name?: string | null;
  last_name?: string | null;
  prospect_phone?: string | null;
  /** `YYYY-MM-DD` */
  apply_date?: string | null;
  job_id?: string | null;
  job_title?: string | null;
}

/**
 * An applicant as JazzHR tells of one alone (zailous1/JazzHR-DotNet-SDK, `ApplicantDetail.cs`), with its
 * lists made lists, whatever their length, and the résumé that could be fetched. Texts that say nothing are
 * `""`, `null`, `"No Answer"` or `"0000-00-00"`. Nothing but the id is sure to be there.
 */
export interface JazzhrApplicant {
  id: string;
  first_name?: string | null;
  last_name?: string | null;
  email?: string | null;
  /** Street and number. */
  address?: string | null;
  /** City and state: `Pittsburgh, PA`. */
  location?: string | null;
  phone?: string | null;
  linkedin_url?: string | null;
  twitter_username?: string | null;
  website?: string | null;
  desired_salary?: string | null;
  desired_start_date?: string | null;
  referrer?: string | null;
  /** Free text: `English, French`. */
  languages?: string | null;
  /** "What makes you unique?" */
  wmyu?: string | null;
  has_driver_license?: string | null;
  has_cdl?: string | null;
  willing_to_relocate?: string | null;
  citizenship_status?: string | null;
  /** `College - Bachelor of Science` */
  education_level?: string | null;
  college?: string | null;
  college_gpa?: string | null;
  over_18?: string | null;
  can_work_weekends?: string | null;
  can_work_evenings?: string | null;
  can_work_overtime?: string | null;
  has_felony?: string | null;
  felony_explanation?: string | null;
  references?: string | null;
  notes?: string | null;
  apply_date?: string | null;
  comments_count?: string | null;
  source?: string | null;
  /** `usr_…`, or `"0"`. */
  recruiter_id?: string | null;
  rating?: string | number | boolean | null;
  eeo_gender?: string | null;
  eeo_race?: string | null;
  eeo_disability?: string | null;
  eeoc_veteran?: string | null;
  eeoc_disability?: string | null;
  eeoc_disability_signature?: string | null;
  eeoc_disability_date?: string | null;
  /** The résumé's text. */
  resume_body?: string | null;
  /** Leads to the résumé for who is signed in to JazzHR with a browser. The API key doesn't open it. */
  resume_link?: string | null;
  jobs?: JazzhrApplication[] | null;
  categories?: JazzhrCategory[] | null;
  comments?: Record<string, unknown>[] | null;
  feedback?: Record<string, unknown>[] | null;
  activities?: Record<string, unknown>[] | null;
  messages?: Record<string, unknown>[] | null;
  questionnaire?: Record<string, unknown>[] | null;
  evaluation?: Record<string, unknown>[] | null;
  /** The résumé's file, where the API key opens it. Ours, not JazzHR's. */
  resume_file?: JazzhrResumeFile | null;
}

/** What an applicant has to do with one job. */
export interface JazzhrApplication {
  job_id?: string | null;
  job_title?: string | null;
  hiring_lead_rating?: string | null;
  average_rating?: string | null;
  workflow_step_id?: string | null;
  /** The workflow step's name: `New`. */
  applicant_progress?: string | null;
}

export interface JazzhrCategory {
  category_id?: string | null;
  name?: string | null;
}

export interface JazzhrResumeFile {
  file_name: string | null;
  content_type: string | null;
  /** In base64. */
  raw: string;
}

/** A file of an applicant's (koombea/jazzhr_tap, `schemas/files.json`). */
export interface JazzhrFile {
  id?: string | null;
  applicant_id?: string | null;
  filename?: string | null;
  mime_type?: string | null;
  file_size?: string | number | null;
  /** `YYYY-MM-DD` */
  date_loaded?: string | null;
  /** `hh:mm:ss`, in a timezone nobody names. */
  time_loaded?: string | null;
  file_url?: string | null;
}
