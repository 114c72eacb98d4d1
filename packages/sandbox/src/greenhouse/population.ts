import type { Candidate, CandidatePatch } from './candidate.js';
import { iso } from './dates.js';
import { type CandidateGenerator, idAt, indexOf } from './generator.js';

/** What `GET /v1/candidates` can be narrowed by; dates in epoch milliseconds. */
export interface CandidateFilter {
  readonly createdBeforeMs?: number;
  /** At or after. */
  readonly createdAfterMs?: number;
  readonly updatedBeforeMs?: number;
  /** At or after. */
  readonly updatedAfterMs?: number;
  readonly jobId?: number;
  readonly email?: string;
  readonly candidateIds?: readonly number[];
}

/** Selections kept: a client that walks through filtered pages asks for the same one each time. */
const KEPT_SELECTIONS = 8;

/**
 * The candidates Harvest holds. A million of them take no memory: each is generated when it is asked for,
 * and only what a test has changed is kept.
 */
export class Population {
  readonly #changes = new Map<number, CandidatePatch>();
  readonly #selections = new Map<string, Uint32Array>();

  constructor(
    readonly generator: CandidateGenerator,
    private size: number,
  ) {}

  get count(): number {
    return this.size;
  }

  /** Makes the population exactly this large; what is cut off keeps its changes for later. */
  resize(count: number): void {
    this.size = count;
    this.#selections.clear();
  }

  /** Adds candidates created just now, as people who apply during a test would be. */
  add(count: number, nowMs: number): Candidate[] {
    const first = this.size;
    this.resize(first + count);
    const now = iso(nowMs);
    return Array.from({ length: count }, (_, offset) => {
      this.#changes.set(first + offset, { created_at: now, updated_at: now, last_activity: now });
      return this.at(first + offset);
    });
  }

  /** Changes a candidate, and its `updated_at` with it unless the patch says otherwise. */
  update(id: number, patch: CandidatePatch, nowMs: number): Candidate | undefined {
    const index = this.#index(id);
    if (index === undefined) return undefined;
    const now = iso(nowMs);
    const dates = { updated_at: now, last_activity: now };
    this.#changes.set(index, { ...this.#changes.get(index), ...dates, ...patch });
    this.#selections.clear();
    return this.at(index);
  }

  at(index: number): Candidate {
    const candidate = this.generator.candidate(index);
    const changes = this.#changes.get(index);
    return changes ? { ...candidate, ...changes } : candidate;
  }

  find(id: number): Candidate | undefined {
    const index = this.#index(id);
    return index === undefined ? undefined : this.at(index);
  }

  *[Symbol.iterator](): Generator<Candidate> {
    for (let index = 0; index < this.size; index += 1) yield this.at(index);
  }

  /** How many candidates a filter leaves, and the ones from `start` on. */
  slice(filter: CandidateFilter, start: number, length: number): { total: number; candidates: Candidate[] } {
    if (Object.keys(filter).length === 0) {
      const end = Math.min(start + length, this.size);
      const candidates = [];
      for (let index = start; index < end; index += 1) candidates.push(this.at(index));
      return { total: this.size, candidates };
    }
    const selection = this.#select(filter);
    const candidates = Array.from(selection.subarray(start, start + length), (index) => this.at(index));
    return { total: selection.length, candidates };
  }

  /** The candidates a filter leaves whose id is smaller than `below`, the largest id first. */
  *descending(filter: CandidateFilter, below: number): Generator<Candidate> {
    const all = Object.keys(filter).length === 0;
    const selection = all ? undefined : this.#select(filter);
    for (let at = (selection?.length ?? this.size) - 1; at >= 0; at -= 1) {
      const index = selection ? (selection[at] as number) : at;
      if (idAt(index) < below) yield this.at(index);
    }
  }

  #index(id: number): number | undefined {
    const index = indexOf(id);
    return index !== undefined && index < this.size ? index : undefined;
  }

  #select(filter: CandidateFilter): Uint32Array {
    const key = JSON.stringify(filter);
    let selection = this.#selections.get(key);
    if (selection === undefined) {
      selection = this.#scan(filter);
      if (this.#selections.size >= KEPT_SELECTIONS) this.#selections.clear();
      this.#selections.set(key, selection);
    }
    return selection;
  }

  #scan(filter: CandidateFilter): Uint32Array {
    const found: number[] = [];
    const ids = filter.candidateIds && new Set(filter.candidateIds);
    for (let index = 0; index < this.size; index += 1) {
      if (ids && !ids.has(idAt(index))) continue;
      if (this.#matches(filter, index)) found.push(index);
    }
    return Uint32Array.from(found);
  }

  #matches(filter: CandidateFilter, index: number): boolean {
    const changes = this.#changes.get(index);
    const createdAtMs = changes?.created_at
      ? Date.parse(changes.created_at)
      : this.generator.createdAtMs(index);
    const updatedAtMs = changes?.updated_at
      ? Date.parse(changes.updated_at)
      : this.generator.updatedAtMs(index);
    if (createdAtMs >= (filter.createdBeforeMs ?? Infinity)) return false;
    if (createdAtMs < (filter.createdAfterMs ?? -Infinity)) return false;
    if (updatedAtMs >= (filter.updatedBeforeMs ?? Infinity)) return false;
    if (updatedAtMs < (filter.updatedAfterMs ?? -Infinity)) return false;
    return this.#hasJob(filter.jobId, index, changes) && this.#hasEmail(filter.email, index, changes);
  }

  #hasJob(jobId: number | undefined, index: number, changes: CandidatePatch | undefined): boolean {
    if (jobId === undefined) return true;
    const jobs = changes?.applications
      ? changes.applications
          .filter(({ prospect }) => !prospect)
          .flatMap((each) => each.jobs.map(({ id }) => id))
      : this.generator.jobs(index);
    return jobs.includes(jobId);
  }

  #hasEmail(email: string | undefined, index: number, changes: CandidatePatch | undefined): boolean {
    if (email === undefined) return true;
    const emails = changes?.email_addresses?.map(({ value }) => value) ?? this.generator.emails(index);
    return emails.some((each) => each.toLowerCase() === email.toLowerCase());
  }
}
