/** A value with a label, as Harvest gives phone numbers, addresses and the like. */
export interface TypedValue {
  readonly value: string;
  readonly type: string;
}

export interface HarvestUser {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly name: string;
  readonly employee_id: string | null;
}

export interface Education {
  readonly id: number;
  readonly school_name: string | null;
  readonly degree: string | null;
  readonly discipline: string | null;
  /** Missing altogether in the documented answer for a new candidate. */
  readonly start_date?: string | null;
  readonly end_date?: string | null;
}

export interface Employment {
  readonly id: number;
  readonly company_name: string | null;
  readonly title: string | null;
  readonly start_date: string | null;
  /** `null` while the employment lasts. */
  readonly end_date: string | null;
}

export interface Attachment {
  readonly filename: string;
  /** Signed and short-lived. Refuses requests that carry credentials. */
  readonly url: string;
  readonly type: string;
  readonly created_at: string;
}

export interface Application {
  readonly id: number;
  readonly candidate_id: number;
  readonly prospect: boolean;
  readonly applied_at: string;
  readonly rejected_at: string | null;
  readonly last_activity_at: string;
  readonly location: { readonly address: string } | null;
  readonly source: { readonly id: number; readonly public_name: string } | null;
  readonly credited_to: HarvestUser | null;
  readonly recruiter: HarvestUser | null;
  readonly coordinator: HarvestUser | null;
  readonly rejection_reason: unknown;
  readonly rejection_details: unknown;
  readonly jobs: readonly { readonly id: number; readonly name: string }[];
  readonly job_post_id: number | null;
  readonly status: string;
  readonly current_stage: { readonly id: number; readonly name: string } | null;
  readonly answers: readonly { readonly question: string; readonly answer: string | null }[];
  readonly prospective_office: unknown;
  readonly prospective_department: unknown;
  readonly prospect_detail: unknown;
  readonly attachments: readonly Attachment[];
}

/** A custom field as `keyed_custom_fields` spells it out. */
export interface KeyedCustomField {
  readonly name: string;
  readonly type: string;
  readonly value: unknown;
}

/**
 * A candidate of Harvest v1.
 * @see https://github.com/grnhse/greenhouse-api-docs source/includes/harvest/_candidates.md
 */
export interface Candidate {
  readonly id: number;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly company: string | null;
  readonly title: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_activity: string;
  readonly is_private: boolean;
  readonly photo_url: string | null;
  readonly attachments: readonly Attachment[];
  readonly application_ids: readonly number[];
  readonly phone_numbers: readonly TypedValue[];
  readonly addresses: readonly TypedValue[];
  readonly email_addresses: readonly TypedValue[];
  readonly website_addresses: readonly TypedValue[];
  readonly social_media_addresses: readonly { readonly value: string }[];
  readonly recruiter: HarvestUser | null;
  readonly coordinator: HarvestUser | null;
  readonly can_email: boolean;
  readonly tags: readonly string[];
  readonly applications: readonly Application[];
  readonly educations: readonly Education[];
  readonly employments: readonly Employment[];
  readonly linked_user_ids: readonly number[];
  readonly custom_fields: Readonly<Record<string, unknown>>;
  readonly keyed_custom_fields: Readonly<Record<string, KeyedCustomField | null>>;
}

/** What the sandbox lets a test change of a candidate. */
export type CandidatePatch = Partial<Omit<Candidate, 'id'>>;
