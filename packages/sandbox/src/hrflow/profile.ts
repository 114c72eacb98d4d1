/** A place; `fields` is `null`, an object, or after a PUT an empty list (an empty object in PHP). */
export interface Location {
  readonly text: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly gmaps?: unknown;
  readonly fields?: Readonly<Record<string, string | null>> | readonly never[] | null;
}

/** A name with a value: tags, metadatas, languages, tasks … */
export interface NamedValue {
  readonly name: string;
  readonly value: unknown;
}

export interface Skill extends NamedValue {
  readonly type: 'hard' | 'soft' | null;
}

/** An experience or an education. */
export interface Period {
  readonly title: string | null;
  /** Experiences. */
  readonly company?: string | null;
  /** Educations. */
  readonly school?: string | null;
  readonly description: string | null;
  readonly location: Location | null;
  /** `2006-06-01T00:00:00`: no offset. */
  readonly date_start: string | null;
  readonly date_end: string | null;
  readonly skills?: readonly Skill[];
  readonly tasks?: readonly NamedValue[];
  readonly [field: string]: unknown;
}

export interface ProfileAttachment {
  readonly type: 'original' | 'resume' | 'cover' | 'other';
  readonly alt: string;
  readonly file_size: number;
  readonly file_name: string;
  readonly original_file_name: string;
  readonly extension: string;
  readonly public_url: string;
  readonly updated_at: string;
  readonly created_at: string;
}

export interface ProfileInfo {
  readonly full_name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly date_birth: string | null;
  readonly location: Location | readonly never[] | null;
  readonly urls: readonly { readonly type: string; readonly url: string }[];
  readonly picture: string | null;
  readonly gender: string | null;
  readonly summary: string | null;
}

/** What a client writes. */
export interface ProfileContent {
  readonly consent_algorithmic: unknown;
  readonly info: ProfileInfo;
  readonly text_language: string | null;
  readonly text: string;
  readonly experiences_duration: number | null;
  readonly educations_duration: number | null;
  readonly experiences: readonly Period[] | null;
  readonly educations: readonly Period[] | null;
  readonly attachments: readonly ProfileAttachment[] | null;
  readonly skills: readonly Skill[] | null;
  readonly languages: readonly NamedValue[] | null;
  readonly certifications: readonly NamedValue[] | null;
  readonly courses: readonly NamedValue[] | null;
  readonly tasks: readonly NamedValue[] | null;
  readonly interests: readonly NamedValue[] | null;
  readonly labels: readonly unknown[] | null;
  readonly tags: readonly NamedValue[] | null;
  readonly metadatas: readonly NamedValue[] | null;
}

/** A profile as HrFlow answers it. Dates are written `2023-06-20T15:25:07+0000`. */
export interface Profile extends ProfileContent {
  readonly source_key: string;
  readonly id: number;
  readonly key: string;
  readonly reference: string | null;
  readonly source: unknown;
  readonly archive: string | null;
  readonly archived_at: string | null;
  readonly updated_at: string;
  readonly created_at: string;
}

export const LIST_FIELDS = [
  'experiences',
  'educations',
  'attachments',
  'skills',
  'languages',
  'certifications',
  'courses',
  'tasks',
  'interests',
  'labels',
  'tags',
  'metadatas',
] as const satisfies readonly (keyof ProfileContent)[];

/** HrFlow's spelling: whole seconds, and an offset without a colon. */
export function hrflowDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+0000`;
}
