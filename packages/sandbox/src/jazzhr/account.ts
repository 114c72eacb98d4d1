import { applicationTo, code, day, JazzhrGenerator, stamp } from './generator.js';
import {
  SAMPLE_APPLICANT,
  type JazzhrApplicantRecord,
  type JazzhrFileRecord,
  type JazzhrJobRecord,
} from './records.js';

/** What JazzHR answers instead of a list of none: which of the three it is, nobody could confirm. */
export type JazzhrNothing = 'empty body' | 'null' | '[]';

/** A body of `POST /applicants`, without the key. */
export type JazzhrCreatedApplicant = Readonly<Record<string, unknown>>;

/** What one JazzHR account holds, for tests to prepare and inspect. */
export class JazzhrAccount {
  /** How a list of none is answered. */
  nothing: JazzhrNothing = 'empty body';
  /** How long a created applicant can't be read, in milliseconds. */
  unreadableMs = 0;
  readonly #generator: JazzhrGenerator;
  #jobs: JazzhrJobRecord[] = [];
  #applicants: JazzhrApplicantRecord[] = [];
  #files: JazzhrFileRecord[] = [];
  readonly #posted: { readonly id: string; readonly atMs: number; readonly body: JazzhrCreatedApplicant }[] =
    [];

  constructor(
    seed: number,
    filesUrl: string,
    counts: { readonly jobs: number; readonly applicants: number },
  ) {
    this.#generator = new JazzhrGenerator(seed, filesUrl, counts.jobs);
    this.setJobs(counts.jobs);
    this.setApplicants(counts.applicants);
  }

  /** Makes the account hold exactly so many jobs, as they were generated. */
  setJobs(count: number): readonly JazzhrJobRecord[] {
    this.#jobs = Array.from({ length: count }, (_, index) => this.#generator.job(index));
    return this.#jobs;
  }

  /** Makes the account hold exactly so many applicants and their files, as they were generated. */
  setApplicants(count: number): readonly JazzhrApplicantRecord[] {
    this.#applicants = Array.from({ length: count }, (_, index) => this.#generator.applicant(index, count));
    this.#files = this.#applicants.flatMap((applicant, index) => this.#generator.files(applicant, index));
    return this.#applicants;
  }

  jobs(): readonly JazzhrJobRecord[] {
    return this.#jobs;
  }

  /** Those that can be read by now. */
  applicants(): readonly JazzhrApplicantRecord[] {
    const since = Date.now() - this.unreadableMs;
    const hidden = new Set(this.#posted.filter(({ atMs }) => atMs > since).map(({ id }) => id));
    return hidden.size === 0 ? this.#applicants : this.#applicants.filter(({ id }) => !hidden.has(id));
  }

  files(): readonly JazzhrFileRecord[] {
    return this.#files;
  }

  job(id: string): JazzhrJobRecord | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  applicant(id: string): JazzhrApplicantRecord | undefined {
    return this.applicants().find((applicant) => applicant.id === id);
  }

  /** The bodies of `POST /applicants` that were carried out, in order. */
  created(): JazzhrCreatedApplicant[] {
    return this.#posted.map(({ body }) => body);
  }

  /** Adds an applicant who applies today to the first job, unless the patch says otherwise. */
  addApplicant(patch: Partial<JazzhrApplicantRecord> = {}): JazzhrApplicantRecord {
    const now = new Date();
    const [job] = this.#jobs;
    const applicant: JazzhrApplicantRecord = {
      ...SAMPLE_APPLICANT,
      id: `prospect_${stamp(now)}_${code(this.#applicants.length + 100_000)}`,
      apply_date: day(now),
      resume_link: '',
      jobs: job ? [applicationTo(job)] : [],
      comments: [],
      activities: [],
      ...patch,
    };
    this.#applicants.push(applicant);
    return applicant;
  }

  updateApplicant(id: string, patch: Partial<JazzhrApplicantRecord>): void {
    const index = this.#applicants.findIndex((applicant) => applicant.id === id);
    const known = this.#applicants[index];
    if (known) this.#applicants[index] = { ...known, ...patch };
  }

  removeApplicant(id: string): void {
    const index = this.#applicants.findIndex((applicant) => applicant.id === id);
    if (index !== -1) this.#applicants.splice(index, 1);
  }

  updateJob(id: string, patch: Readonly<Record<string, string>>): void {
    const index = this.#jobs.findIndex((job) => job.id === id);
    const known = this.#jobs[index];
    if (known) this.#jobs[index] = { ...known, ...patch };
  }

  addFile(file: JazzhrFileRecord): void {
    this.#files.push(file);
  }

  /** Enters an applicant as `POST /applicants` does: under other names than those JazzHR answers with. */
  create(body: JazzhrCreatedApplicant): string {
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const job = this.job(text('job'));
    const { id } = this.addApplicant({
      first_name: text('first_name'),
      last_name: text('last_name'),
      email: text('email'),
      phone: text('phone'),
      address: text('address'),
      location: [text('city'), text('state')].filter(Boolean).join(', '),
      source: text('source'),
      linkedin_url: text('linkedin'),
      twitter_username: text('twitter'),
      website: text('website'),
      resume_body: text('resumetext'),
      ...(text('apply_date') && { apply_date: text('apply_date') }),
      jobs: job ? [applicationTo(job)] : [],
    });
    this.#posted.push({ id, atMs: Date.now(), body });
    return id;
  }
}
