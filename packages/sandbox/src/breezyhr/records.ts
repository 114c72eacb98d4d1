/** The states of a position. */
export type BreezyhrState = 'draft' | 'archived' | 'published' | 'closed' | 'pending';

/** A company the user is, or isn't, a member of. */
export interface BreezyhrCompany {
  readonly _id: string;
  readonly name: string;
  readonly friendly_id: string;
  readonly initial: string;
  readonly member_count: number;
  readonly creation_date: string;
  readonly updated_date: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A position. Fields: hrflow-connectors' schema and Airbyte's `source-breezy-hr`. */
export interface BreezyhrPositionRecord {
  readonly _id: string;
  readonly type: Named;
  readonly state: BreezyhrState;
  readonly name: string | null;
  readonly friendly_id: string;
  readonly experience: Named | null;
  readonly location: {
    readonly country: Named | null;
    readonly state: Named | null;
    readonly city: string;
    readonly is_remote: boolean;
    readonly name: string;
  } | null;
  readonly education: string;
  readonly department: string | null;
  readonly requisition_id: string | null;
  readonly description: string | null;
  readonly category: Named | null;
  /** What an applicant must give: `required`, `optional` or `disabled` for each attribute. */
  readonly application_form: Readonly<Record<string, string>>;
  readonly creator_id: string;
  readonly creation_date: string;
  readonly updated_date: string;
  readonly candidate_type: string;
  readonly tags: readonly string[];
  readonly org_type: 'position' | 'pool';
  readonly pipeline_id: string;
  readonly custom_attributes: readonly { readonly name: string; readonly value: unknown }[];
}

/** A stage of the pipeline, with its type. The types' names are unverified. */
export interface BreezyhrStageRecord extends Named {
  readonly type: Named & { readonly icon: string };
}

/** Years and months as the double keeps them; how they are shown is a matter of {@link BreezyhrBehaviour}. */
export interface BreezyhrPeriod {
  readonly start_year?: number | null;
  readonly start_month?: number | null;
  readonly end_year?: number | null;
  readonly end_month?: number | null;
}

export interface BreezyhrWorkRecord extends BreezyhrPeriod {
  readonly company_name: string;
  readonly title?: string | null;
  readonly summary?: string | null;
}

export interface BreezyhrEducationRecord extends BreezyhrPeriod {
  readonly school_name: string;
  readonly degree?: string | null;
  readonly field_of_study?: string | null;
}

/** A file somebody attached. */
export interface BreezyhrFileRecord {
  readonly file_name: string;
  readonly content_type: string;
  readonly bytes: Buffer;
}

/** A candidate on a position. Who is on two has two of them, with one `meta_id`. */
export interface BreezyhrCandidateRecord {
  readonly _id: string;
  readonly meta_id: string;
  readonly position_id: string;
  readonly name: string;
  readonly email_address: string | null;
  readonly phone_number: string | null;
  readonly headline: string | null;
  readonly summary: string | null;
  readonly address: string | null;
  readonly origin: string;
  readonly source: { readonly id: string; readonly name: string; readonly type: string } | null;
  readonly stage: BreezyhrStageRecord | null;
  readonly tags: readonly string[];
  readonly cover_letter: string | null;
  readonly social_profiles: Readonly<Record<string, string>>;
  readonly work_history: readonly BreezyhrWorkRecord[];
  readonly education: readonly BreezyhrEducationRecord[];
  readonly custom_attributes: readonly unknown[];
  /** `undefined` leaves the key out of answers; `null` is shown. */
  readonly resume: BreezyhrFileRecord | null | undefined;
  readonly overall_score: { readonly average_score: number | null } | null;
  readonly creation_date: string;
  readonly updated_date: string;
}

/** Where nobody could confirm how Breezy behaves, the double can do either. */
export interface BreezyhrBehaviour {
  /** Status of a refused token: 401 in the documents, 400 as it was seen. */
  readonly tokenRefusal: 400 | 401;
  /** What a page's size is called; without the right name everything comes at once. `none` never pages. */
  readonly pageSizeName: 'page_size' | 'pageSize' | 'none';
  /** Whether lists start with the latest date. */
  readonly newestFirst: boolean;
  /** Lists positions of every state, whichever was asked for. */
  readonly ignoresState: boolean;
  /** What a search by e-mail shows of a hit. */
  readonly searchShows: 'whole' | 'brief' | 'no position';
  /** Periods as `start_date: {year, month, day}`, or as `start_year` and `start_month`. */
  readonly periodsAs: 'dates' | 'numbers';
  readonly socialProfilesAs: 'list' | 'object';
  /** A position's type, category and experience as `{id, name}`, or as bare names. */
  readonly namesAs: 'objects' | 'texts';
  /** Whether a creation takes work history and education from its body. */
  readonly createTakesHistory: boolean;
  /** Whether the résumé's address is the API's own route, or one on a file host. */
  readonly resumeAt: 'api' | 'file host';
}

/** The documented reading of each. */
export const DOCUMENTED: BreezyhrBehaviour = {
  tokenRefusal: 401,
  pageSizeName: 'page_size',
  newestFirst: true,
  ignoresState: false,
  searchShows: 'whole',
  periodsAs: 'dates',
  socialProfilesAs: 'list',
  namesAs: 'objects',
  createTakesHistory: true,
  resumeAt: 'api',
};
