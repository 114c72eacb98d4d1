import type { KeyedCustomField } from '../candidate.js';

export interface Department {
  readonly id: number;
  readonly name: string;
  readonly parent_id: number | null;
  readonly child_ids: readonly number[];
  readonly external_id: string | null;
}

export interface Office {
  readonly id: number;
  readonly name: string;
  readonly location: { readonly name: string | null };
  readonly primary_contact_user_id: number | null;
  readonly parent_id: number | null;
  readonly child_ids: readonly number[];
  readonly external_id: string | null;
}

export interface Opening {
  readonly id: number;
  readonly opening_id: string | null;
  readonly status: string;
  readonly opened_at: string | null;
  readonly closed_at: string | null;
  readonly application_id: number | null;
  /** Missing altogether in the third opening of the documented sample. */
  readonly close_reason?: unknown;
}

/**
 * A job of Harvest v1.
 * @see https://github.com/grnhse/greenhouse-api-docs source/includes/harvest/_jobs.md
 */
export interface Job {
  readonly id: number;
  readonly name: string | null;
  readonly requisition_id: string | null;
  readonly notes: string | null;
  readonly confidential: boolean;
  readonly status: string;
  readonly created_at: string;
  readonly opened_at: string | null;
  readonly closed_at: string | null;
  readonly updated_at: string;
  readonly is_template: boolean | null;
  readonly copied_from_id: number | null;
  readonly departments: readonly Department[];
  readonly offices: readonly Office[];
  readonly custom_fields: Readonly<Record<string, unknown>>;
  readonly keyed_custom_fields: Readonly<Record<string, KeyedCustomField | null>>;
  readonly hiring_team: unknown;
  readonly openings: readonly Opening[];
}

/**
 * A job post of Harvest v1.
 * @see https://github.com/grnhse/greenhouse-api-docs source/includes/harvest/_job_posts.md
 */
export interface JobPost {
  readonly id: number;
  readonly title: string;
  readonly location: { readonly id: number; readonly name: string; readonly office_id: number | null };
  readonly internal: boolean;
  readonly external: boolean;
  /** False once deleted. */
  readonly active: boolean;
  readonly live: boolean;
  readonly first_published_at: string | null;
  readonly job_id: number;
  readonly content: string;
  readonly internal_content: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly questions: readonly unknown[];
}

/** What the sandbox lets a test change of a job. */
export type JobPatch = Partial<Omit<Job, 'id'>> & { readonly posts?: readonly JobPost[] };
