/** An answer of a search. Keys a test sets to `undefined` are left out, as in the docs' sample of 2022. */
export interface FlatchrRow {
  readonly applicant: string;
  readonly vacancy: string;
  readonly column: string;
  readonly vacancy_id?: number | string | undefined;
  readonly external_id: string | null;
  readonly status?: number | undefined;
  readonly score?: number | undefined;
  readonly hired?: boolean | undefined;
  readonly firstname: string | null;
  readonly lastname: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** DD/MM/YY, as is `updated_at`. */
  readonly created_at: string;
  readonly updated_at?: string | undefined;
  readonly source: string | null;
}

/** A CV in the company's storage. */
export interface FlatchrCvFile {
  /** With slashes, and now and then a space. */
  readonly key: string;
  readonly extension: string;
  readonly createdAtMs: number;
}

/** How an applicant's details show the CV: three shapes are documented, and none. */
export type FlatchrCvShape = 'aws' | 'object' | 'address' | 'hidden';

/** What Flatchr holds of one application. */
export interface FlatchrApplicantRecord {
  readonly id: string;
  readonly candidateId: string;
  /** Index into the vacancies. */
  readonly vacancy: number;
  /** Title of the column; that of a deleted one stays. */
  readonly column: string;
  readonly firstname: string | null;
  readonly lastname: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly source: string | null;
  readonly comment: string;
  readonly linkedin: string | null;
  readonly hired: boolean;
  readonly archived: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly cv: FlatchrCvFile | null;
  readonly cvShape: FlatchrCvShape;
  /** Overrides of what the search answers, to play other revisions of the API. */
  readonly row?: Partial<FlatchrRow>;
}

export type FlatchrApplicantPatch = Partial<Omit<FlatchrApplicantRecord, 'id'>>;

/** A vacancy as the list gives it, address included. */
export interface FlatchrVacancyRecord {
  readonly id: string;
  readonly vacancy_id: number | string;
  readonly slug: string;
  readonly title: string;
  readonly status: number;
  readonly [name: string]: unknown;
}

export interface FlatchrColumn {
  readonly id: number;
  readonly title: string;
  readonly position: number;
  readonly hired: boolean;
  readonly visible: boolean;
}

/** A candidate as the careers host took it, without its token. */
export type FlatchrCreation = Readonly<Record<string, unknown>>;

/** Meta information as it was posted. */
export interface FlatchrMeta {
  readonly app_name: unknown;
  readonly reference: unknown;
  readonly type: unknown;
  readonly value: unknown;
}
