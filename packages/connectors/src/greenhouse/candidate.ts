/**
 * A candidate as Harvest v1 lists it (Harvest v1 docs, "The candidate object"). The docs promise null for
 * missing values, show samples that leave keys out, and say that new properties may appear at any
 * time; so everything but the id may be missing.
 */
export interface GreenhouseCandidate {
  id: number;
  first_name?: string | null;
  last_name?: string | null;
  company?: string | null;
  title?: string | null;
  created_at?: string | null;
  updated_at?: string | null;
  last_activity?: string | null;
  is_private?: boolean | null;
  can_email?: boolean | null;
  photo_url?: string | null;
  attachments?: GreenhouseAttachment[] | null;
  application_ids?: number[] | null;
  phone_numbers?: GreenhouseAddress[] | null;
  addresses?: GreenhouseAddress[] | null;
  email_addresses?: GreenhouseAddress[] | null;
  website_addresses?: GreenhouseAddress[] | null;
  social_media_addresses?: GreenhouseAddress[] | null;
  recruiter?: GreenhouseUser | null;
  coordinator?: GreenhouseUser | null;
  tags?: string[] | null;
  applications?: GreenhouseApplication[] | null;
  educations?: GreenhouseEducation[] | null;
  employments?: GreenhouseEmployment[] | null;
  linked_user_ids?: number[] | null;
  custom_fields?: Record<string, unknown> | null;
  keyed_custom_fields?: Record<string, GreenhouseCustomField | null> | null;
}

/** A phone number, e-mail, postal, website or social media address. */
export interface GreenhouseAddress {
  value?: string | null;
  /** `home`, `work`, `mobile`, `personal`, `company`, `portfolio`, `blog`, `skype`, `other`; none for social media. */
  type?: string | null;
}

export interface GreenhouseAttachment {
  filename?: string | null;
  /** Signed; lives 7 days (Harvest v1 docs, "Attachments"). */
  url?: string | null;
  /** `resume`, `cover_letter`, `admin_only`, `offer_packet`, … */
  type?: string | null;
  created_at?: string | null;
}

export interface GreenhouseUser {
  id?: number | null;
  first_name?: string | null;
  last_name?: string | null;
  name?: string | null;
  employee_id?: string | null;
}

export interface GreenhouseNamed {
  id?: number | null;
  name?: string | null;
}

export interface GreenhouseApplication {
  id?: number | null;
  candidate_id?: number | null;
  prospect?: boolean | null;
  applied_at?: string | null;
  rejected_at?: string | null;
  last_activity_at?: string | null;
  location?: { address?: string | null } | null;
  source?: { id?: number | null; public_name?: string | null } | null;
  credited_to?: GreenhouseUser | null;
  recruiter?: GreenhouseUser | null;
  coordinator?: GreenhouseUser | null;
  rejection_reason?: GreenhouseNamed | null;
  jobs?: (GreenhouseNamed | null)[] | null;
  job_post_id?: number | null;
  /** `active`, `rejected`, `hired` or `converted`. */
  status?: string | null;
  current_stage?: GreenhouseNamed | null;
  answers?: ({ question?: string | null; answer?: string | null } | null)[] | null;
  attachments?: GreenhouseAttachment[] | null;
}

export interface GreenhouseEducation {
  id?: number | null;
  school_name?: string | null;
  degree?: string | null;
  discipline?: string | null;
  start_date?: string | null;
  end_date?: string | null;
}

export interface GreenhouseEmployment {
  id?: number | null;
  company_name?: string | null;
  title?: string | null;
  start_date?: string | null;
  end_date?: string | null;
}

export interface GreenhouseCustomField {
  name?: string | null;
  type?: string | null;
  value?: unknown;
}
