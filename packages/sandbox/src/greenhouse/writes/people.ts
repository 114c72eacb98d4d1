import type { ItemLedger } from '../../records/items.js';
import type {
  Application,
  Attachment,
  Candidate,
  CandidatePatch,
  Education,
  Employment,
} from '../candidate.js';
import { iso } from '../dates.js';
import type { Jobs } from '../jobs/population.js';
import type { Population } from '../population.js';
import { ACTIVE } from '../sample.js';
import { invalid, notFound } from './refusal.js';

/** A person whose record Greenhouse has just begun. */
const NOBODY: CandidatePatch = {
  first_name: null,
  last_name: null,
  company: null,
  title: null,
  is_private: false,
  photo_url: null,
  attachments: [],
  application_ids: [],
  phone_numbers: [],
  addresses: [],
  email_addresses: [],
  website_addresses: [],
  social_media_addresses: [],
  recruiter: null,
  coordinator: null,
  can_email: true,
  tags: [],
  applications: [],
  educations: [],
  employments: [],
  linked_user_ids: [],
  custom_fields: {},
  keyed_custom_fields: {},
};

/** What is known of a new file: who put it there, and what it is. */
export interface NewFile {
  readonly filename: string;
  readonly type: string;
}

/** Writes the people of Greenhouse, whichever version of Harvest asks for it. */
export class People {
  #created = 0;
  #nextId = 900_000_001;
  /** How often a new candidate is looked for in vain before it is there. */
  #delay = 0;
  readonly #unready = new Map<number, number>();

  constructor(
    private readonly population: Population,
    private readonly jobs: Jobs,
    private readonly ledger: ItemLedger,
    private readonly filesUrl: string,
  ) {}

  /** How many candidates were created over the API. */
  get created(): number {
    return this.#created;
  }

  /** From now on a new candidate shows only after it was looked for in vain `looks` times. */
  delayCreation(looks: number): void {
    this.#delay = looks;
  }

  /** Whether a candidate can be read by its id; asking is a look. */
  isReady(id: number): boolean {
    const left = this.#unready.get(id);
    if (left === undefined) return true;
    if (left <= 1) this.#unready.delete(id);
    else this.#unready.set(id, left - 1);
    return false;
  }

  /** Whether lists leave it out still. */
  isHidden(id: number): boolean {
    return this.#unready.has(id);
  }

  /** @throws {@link Refusal} 404 */
  find(id: number): Candidate {
    const candidate = this.population.find(id);
    if (candidate === undefined || this.isHidden(id)) throw notFound();
    return candidate;
  }

  create(fields: CandidatePatch): Candidate {
    const nowMs = Date.now();
    const [added] = this.population.add(1, nowMs) as [Candidate];
    this.#created += 1;
    if (this.#delay > 0) this.#unready.set(added.id, this.#delay);
    this.ledger.wrote(String(added.id), 'posts', JSON.stringify(fields));
    return this.#change(added.id, { ...NOBODY, ...fields });
  }

  edit(id: number, fields: CandidatePatch): Candidate {
    this.find(id);
    this.ledger.wrote(String(id), 'puts', JSON.stringify(fields));
    return this.#change(id, fields);
  }

  addEducation(id: number, education: Omit<Education, 'id'>): Education {
    const { educations } = this.find(id);
    const added = { id: this.#newId(), ...education };
    this.#change(id, { educations: [...educations, added] });
    return added;
  }

  addEmployment(id: number, employment: Omit<Employment, 'id'>): Employment {
    const { employments } = this.find(id);
    const added = { id: this.#newId(), ...employment };
    this.#change(id, { employments: [...employments, added] });
    return added;
  }

  hasJob(id: number | null): boolean {
    return id !== null && this.jobs.find(id) !== undefined;
  }

  /** An application for a job; without one, a prospect's. @throws {@link Refusal} for a job nobody knows */
  apply(candidate: Candidate, jobId: number | null, prospect: boolean): Application {
    const job = jobId === null ? undefined : this.jobs.find(jobId);
    if (jobId !== null && job === undefined) throw invalid({ field: 'job_id', message: 'is invalid' });
    if (job && candidate.applications.some(({ jobs }) => jobs.some(({ id }) => id === job.id))) {
      throw invalid({ field: 'job_id', message: 'Candidate already has an application to this job' });
    }
    const now = iso(Date.now());
    const application: Application = {
      ...ACTIVE,
      id: this.#newId(),
      candidate_id: candidate.id,
      prospect,
      applied_at: now,
      last_activity_at: now,
      location: null,
      source: null,
      credited_to: null,
      jobs: job ? [{ id: job.id, name: job.name ?? '' }] : [],
      job_post_id: null,
      current_stage: prospect ? null : ACTIVE.current_stage,
      answers: [],
      attachments: [],
    };
    const applications = [...candidate.applications, application];
    this.#change(candidate.id, { applications, application_ids: applications.map(({ id }) => id) });
    return application;
  }

  /** A file of a candidate, or of one of its applications. */
  attach(id: number, { filename, type }: NewFile, applicationId?: number): Attachment {
    const { attachments, applications } = this.find(id);
    const url = `${this.filesUrl}/resume/${id}.pdf?X-Amz-Expires=604800&X-Amz-Signature=${this.#newId()}`;
    const added = { filename, url, type, created_at: iso(Date.now()) };
    const changed = applications.map((each) =>
      each.id === applicationId ? { ...each, attachments: [...each.attachments, added] } : each,
    );
    this.#change(id, { attachments: [...attachments, added], applications: changed });
    return added;
  }

  /** @throws {@link Refusal} when it isn't active: "only applications in the `active` state can be rejected" */
  reject(applicationId: number): Application {
    const { candidate, application } = this.findApplication(applicationId);
    if (application.status !== 'active') {
      throw invalid({ message: `Application must be 'active', is currently '${application.status}'` });
    }
    const rejected: Application = { ...application, status: 'rejected', rejected_at: iso(Date.now()) };
    this.ledger.add(String(candidate.id), 'archives');
    this.#change(candidate.id, {
      applications: candidate.applications.map((each) => (each.id === applicationId ? rejected : each)),
    });
    return rejected;
  }

  /** @throws {@link Refusal} 404 */
  findApplication(id: number): { candidate: Candidate; application: Application } {
    for (const candidate of this.population) {
      const application = candidate.applications.find((each) => each.id === id);
      if (application) return { candidate, application };
    }
    throw notFound();
  }

  #change(id: number, patch: CandidatePatch): Candidate {
    return this.population.update(id, patch, Date.now()) as Candidate;
  }

  #newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }
}
