/** What HrFlow answers, as far as an outbound format looks at it. Anything may be missing, or null. */
type Nullable<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

/** A place. Its `fields` are what HrFlow found in the text: `city`, `country`, `postcode`, `state` … */
export type HrflowStoredLocation = Nullable<{
  text: string;
  lat: number;
  lng: number;
  fields: Readonly<Record<string, string | null>>;
}>;

/** A language, certification, course, task, interest, tag or metadata. */
export type HrflowStoredName = Nullable<{ name: string; value: unknown }>;
/** `type` is `hard` or `soft`. */
export type HrflowStoredSkill = Nullable<{ name: string; type: string; value: unknown }>;

interface Period {
  key: string;
  title: string;
  description: string;
  location: HrflowStoredLocation;
  /** `2006-06-01T00:00:00`, as a rule without an offset. */
  date_start: string;
  date_end: string;
  skills: readonly HrflowStoredSkill[];
  certifications: readonly HrflowStoredName[];
  courses: readonly HrflowStoredName[];
  tasks: readonly HrflowStoredName[];
  languages: readonly HrflowStoredName[];
  interests: readonly HrflowStoredName[];
}
export type HrflowStoredExperience = Nullable<Period & { company: string }>;
export type HrflowStoredEducation = Nullable<Period & { school: string }>;

/** A file of the profile. `type` is `original` (as uploaded), `resume` (its PDF), `cover` or `other`. */
export type HrflowStoredAttachment = Nullable<{
  type: string;
  alt: string;
  file_size: number;
  file_name: string;
  original_file_name: string;
  /** With its dot: `.pdf`. */
  extension: string;
  /** Where the file can be fetched without credentials. */
  public_url: string;
  updated_at: string;
  created_at: string;
}>;

/** Where the profile stands for one job. */
export type HrflowStoredLabel = Nullable<{
  board_key: string;
  job_key: string;
  job_reference: string;
  stage: string;
  date_stage: string;
  rating: number;
  date_rating: string;
}>;

/**
 * A profile as HrFlow gives it: what outbound actions read, and their logics see. HrFlow's empty objects,
 * which arrive as `[]`, are `null` here.
 * Source: developers.hrflow.ai, "The Profile Object".
 */
export type HrflowStoredProfile = Nullable<{
  id: number;
  key: string;
  reference: string;
  /** `2023-06-20T15:25:07+0000` */
  created_at: string;
  updated_at: string;
  archived_at: string;
  source: Nullable<{ key: string; name: string; type: string; subtype: string; environment: string }>;
  info: Nullable<{
    full_name: string;
    first_name: string;
    last_name: string;
    email: string;
    phone: string;
    date_birth: string;
    driving_license: string;
    gender: string;
    picture: string;
    summary: string;
    location: HrflowStoredLocation;
    urls: readonly Nullable<{ type: string; url: string }>[];
  }>;
  text: string;
  text_language: string;
  /** Years. */
  experiences_duration: number;
  educations_duration: number;
  experiences: readonly HrflowStoredExperience[];
  educations: readonly HrflowStoredEducation[];
  attachments: readonly HrflowStoredAttachment[];
  skills: readonly HrflowStoredSkill[];
  languages: readonly HrflowStoredName[];
  certifications: readonly HrflowStoredName[];
  courses: readonly HrflowStoredName[];
  tasks: readonly HrflowStoredName[];
  interests: readonly HrflowStoredName[];
  labels: readonly HrflowStoredLabel[];
  tags: readonly HrflowStoredName[];
  metadatas: readonly HrflowStoredName[];
}>;
