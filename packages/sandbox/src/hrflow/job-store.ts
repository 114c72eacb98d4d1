import { hash } from 'node:crypto';
import type { Job } from './job.js';
import { hrflowDate } from './profile.js';
import type { ItemAddress } from './request.js';
import { containerOfItem } from './source.js';

/** One job. */
export interface StoredJob {
  readonly id: number;
  readonly key: string;
  readonly reference: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly archivedAtMs: number | undefined;
  /** JSON of the content. */
  readonly content: Buffer;
}

/** The id in HrFlow's own example, and the first of a board. */
const FIRST_ID = 1_245_507;

/** The jobs of one board. */
export class JobStore {
  readonly #jobs = new Map<string, StoredJob>();
  readonly #keys = new Map<string, string>();
  readonly #boardJson: string;

  constructor(readonly boardKey: string) {
    this.#boardJson = JSON.stringify(containerOfItem(boardKey));
  }

  find({ key, reference }: ItemAddress): StoredJob | undefined {
    const found = key ?? (reference === undefined ? undefined : this.#keys.get(reference));
    return found === undefined ? undefined : this.#jobs.get(found);
  }

  create(reference: string | null, contentJson: string, createdAtMs: number, nowMs: number): StoredJob {
    const id = FIRST_ID + this.#jobs.size;
    const key = hash('sha1', `${this.boardKey} ${id}`);
    const content = Buffer.from(contentJson);
    return this.#keep({
      id,
      key,
      reference,
      createdAtMs,
      updatedAtMs: nowMs,
      archivedAtMs: undefined,
      content,
    });
  }

  replace(job: StoredJob, contentJson: string, reference: string | null, nowMs: number): StoredJob {
    if (job.reference !== null && job.reference !== reference) this.#keys.delete(job.reference);
    return this.#keep({ ...job, reference, updatedAtMs: nowMs, content: Buffer.from(contentJson) });
  }

  archive(job: StoredJob, archivedAtMs: number | undefined, nowMs: number): StoredJob {
    return this.#keep({ ...job, archivedAtMs, updatedAtMs: nowMs });
  }

  /** The whole job as JSON, in the order of HrFlow's example. */
  json(job: StoredJob): string {
    const archived = job.archivedAtMs === undefined ? 'null' : `"${hrflowDate(job.archivedAtMs)}"`;
    return (
      `{"id":${job.id},"key":"${job.key}","reference":${JSON.stringify(job.reference)},` +
      `"board_key":"${this.boardKey}","board":${this.#boardJson},` +
      `"archive":${archived},"archived_at":${archived},"updated_at":"${hrflowDate(job.updatedAtMs)}",` +
      `"created_at":"${hrflowDate(job.createdAtMs)}",${job.content.toString().slice(1)}`
    );
  }

  job(reference: string): Job | undefined {
    const found = this.find({ reference });
    return found && (JSON.parse(this.json(found)) as Job);
  }

  /** Every job, in the order they were created. */
  all(): IterableIterator<StoredJob> {
    return this.#jobs.values();
  }

  #keep(job: StoredJob): StoredJob {
    this.#jobs.set(job.key, job);
    if (job.reference !== null) this.#keys.set(job.reference, job.key);
    return job;
  }
}
