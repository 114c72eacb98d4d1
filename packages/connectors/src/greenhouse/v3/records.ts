import type { GreenhouseAddress, GreenhouseCustomField } from '../candidate.js';

/**
 * Harvest v3's records, as far as we use them (Harvest v3 docs, the list endpoint of each). As in v1, any value
 * may be null and new properties may appear; nothing but the id is taken for granted.
 */
export interface V3Candidate {
  id: number;
  first_name?: string | null;
  last_name?: string | null;
  company?: string | null;
  title?: string | null;
  private?: boolean | null;
  can_email?: boolean | null;
  created_at?: string | null;
  updated_at?: string | null;
  last_activity_at?: string | null;
  phone_numbers?: GreenhouseAddress[] | null;
  addresses?: GreenhouseAddress[] | null;
  email_addresses?: GreenhouseAddress[] | null;
  website_addresses?: GreenhouseAddress[] | null;
  social_media_addresses?: GreenhouseAddress[] | null;
  tags?: string[] | null;
  linked_user_ids?: number[] | null;
  custom_fields?: Record<string, GreenhouseCustomField | null> | null;
}

export interface V3Application {
  id: number;
  candidate_id?: number | null;
  job_id?: number | null;
  prospective_job_ids?: number[] | null;
  job_post_id?: number | null;
  prospect?: boolean | null;
  /** `in_process`, `rejected`, `hired` or `converted`. */
  status?: string | null;
  stage_id?: number | null;
  stage_name?: string | null;
  source_id?: number | null;
  location_address?: string | null;
  created_at?: string | null;
  rejected_at?: string | null;
  last_activity_at?: string | null;
  answers?: ({ question?: string | null; answer?: string | null } | null)[] | null;
}

export interface V3Education {
  id: number;
  candidate_id?: number | null;
  school_name_custom_field_option_id?: number | null;
  degree_custom_field_option_id?: number | null;
  discipline_custom_field_option_id?: number | null;
  start_at?: string | null;
  end_at?: string | null;
  start_date_year?: number | null;
  start_date_month?: number | null;
  end_date_year?: number | null;
  end_date_month?: number | null;
}

export interface V3Employment {
  id: number;
  candidate_id?: number | null;
  company_name?: string | null;
  title?: string | null;
  start_date?: string | null;
  end_date?: string | null;
}

export interface V3Attachment {
  id: number;
  candidate_id?: number | null;
  filename?: string | null;
  type?: string | null;
  url?: string | null;
  created_at?: string | null;
}

export interface V3Job {
  id: number;
  name?: string | null;
  requisition_id?: string | null;
  notes?: string | null;
  confidential?: boolean | null;
  status?: string | null;
  is_template?: boolean | null;
  copied_from_id?: number | null;
  created_at?: string | null;
  opened_at?: string | null;
  closed_at?: string | null;
  updated_at?: string | null;
  department_id?: number | null;
  office_ids?: number[] | null;
  custom_fields?: Record<string, GreenhouseCustomField | null> | null;
}

export interface V3JobPost {
  id: number;
  job_id?: number | null;
  title?: string | null;
  content?: string | null;
  internal_content?: string | null;
  language?: string | null;
  internal?: boolean | null;
  active?: boolean | null;
  live?: boolean | null;
  public_url?: string | null;
  first_published_at?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
}

export interface V3JobPostLocation {
  id: number;
  job_post_id?: number | null;
  /** `free_text`, `office` or `custom_list`. */
  type?: string | null;
  plain_text_location?: string | null;
  office_id?: number | null;
}

export interface V3PayRange {
  id: number;
  job_post_id?: number | null;
  min_cents?: number | null;
  max_cents?: number | null;
  currency_type?: string | null;
}

export interface V3Opening {
  id: number;
  job_id?: number | null;
}

/** A record that others name by its id: an option, a department, an office, a source. */
export interface V3Named {
  id: number;
  name?: string | null;
  external_id?: string | null;
  /** An office's; a text in v3. */
  location?: string | null;
}
