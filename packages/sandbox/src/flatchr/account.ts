import { COLUMNS, generateApplicant, generateVacancy } from './generator.js';
import type {
  FlatchrApplicantPatch,
  FlatchrApplicantRecord,
  FlatchrColumn,
  FlatchrCreation,
  FlatchrMeta,
  FlatchrVacancyRecord,
} from './records.js';

/** How the CV route answers: the docs don't say. */
export type FlatchrCvAnswer = 'file' | 'link' | 'redirect';

export interface FlatchrOptions {
  readonly apiKey?: string;
  readonly companyId?: string;
  /** Default 60. */
  readonly applicants?: number;
  /** Default 6. */
  readonly vacancies?: number;
  /** Whether the routes of 2020 still answer: an applicant's details and media. Default true. */
  readonly detailRoutes?: boolean;
  /** Default `file`. */
  readonly cvAnswer?: FlatchrCvAnswer;
  /** Milliseconds between two CVs. Default 1000, as documented. */
  readonly cvIntervalMs?: number;
  /** Whether the company has the paid CV library, which takes meta information. Default true. */
  readonly premium?: boolean;
  /** What meta information goes by: an e-mail, as documented, or a candidate's id. Default `email`. */
  readonly metaBy?: 'email' | 'id';
  /** Whether a name can be put on an applicant, as in the docs of 2020, or is ignored. Default true. */
  readonly takesNames?: boolean;
}

/** What a Flatchr company holds, and what was done to it. */
export class FlatchrAccount {
  /** May be changed by a test at any time. */
  readonly options: { -readonly [Name in keyof FlatchrOptions]-?: Required<FlatchrOptions>[Name] };
  readonly columns: readonly FlatchrColumn[] = COLUMNS;
  /** Candidates taken by the careers host, oldest first. */
  readonly created: FlatchrCreation[] = [];
  readonly metas: FlatchrMeta[] = [];
  /** Applicants that were moved, renamed or archived over the API. Reading must leave it empty. */
  readonly changed: string[] = [];
  #applicants: FlatchrApplicantRecord[] = [];
  #vacancies: FlatchrVacancyRecord[] = [];

  constructor(
    private readonly seed: number,
    options: Required<FlatchrOptions>,
  ) {
    this.options = { ...options };
    this.setVacancies(options.vacancies);
    this.setApplicants(options.applicants);
  }

  get applicants(): readonly FlatchrApplicantRecord[] {
    return this.#applicants;
  }

  get vacancies(): readonly FlatchrVacancyRecord[] {
    return this.#vacancies;
  }

  /** Makes the company have exactly so many applicants. */
  setApplicants(count: number): readonly FlatchrApplicantRecord[] {
    const known = this.#applicants.slice(0, count);
    for (let index = known.length; index < count; index += 1) {
      known.push(generateApplicant(this.seed, index, this.#vacancies.length));
    }
    this.#applicants = known;
    return known;
  }

  setVacancies(count: number): readonly FlatchrVacancyRecord[] {
    const known = this.#vacancies.slice(0, count);
    for (let index = known.length; index < count; index += 1) known.push(generateVacancy(this.seed, index));
    this.#vacancies = known;
    return known;
  }

  /** Adds an applicant who applies just now. */
  addApplicant(patch: FlatchrApplicantPatch = {}): FlatchrApplicantRecord {
    const nowMs = Date.now();
    const index = this.#applicants.length;
    const base = generateApplicant(this.seed, index, this.#vacancies.length);
    const applicant = { ...base, archived: false, createdAtMs: nowMs, updatedAtMs: nowMs, ...patch };
    this.#applicants.push(applicant);
    return applicant;
  }

  /** Changes an applicant, and when it was updated unless the patch says so. */
  updateApplicant(id: string, patch: FlatchrApplicantPatch): FlatchrApplicantRecord | undefined {
    const index = this.#applicants.findIndex((each) => each.id === id);
    const known = this.#applicants[index];
    if (known === undefined) return undefined;
    const changed = { ...known, updatedAtMs: Date.now(), ...patch };
    this.#applicants[index] = changed;
    return changed;
  }

  updateVacancy(id: string, patch: Readonly<Record<string, unknown>>): void {
    this.#vacancies = this.#vacancies.map((each) => (each.id === id ? { ...each, ...patch } : each));
  }

  applicant(id: string): FlatchrApplicantRecord | undefined {
    return this.#applicants.find((each) => each.id === id);
  }

  vacancyOf({ vacancy }: FlatchrApplicantRecord): FlatchrVacancyRecord | undefined {
    return this.#vacancies[vacancy];
  }
}
