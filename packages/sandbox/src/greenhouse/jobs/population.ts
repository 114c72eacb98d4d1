import { iso } from '../dates.js';
import { generateJob, generatePosts, jobIdAt, jobIndexOf } from './generator.js';
import type { Job, JobPatch, JobPost } from './job.js';

/** The jobs Harvest holds: generated when they are asked for, and only what a test has changed is kept. */
export class Jobs {
  readonly #changes = new Map<number, JobPatch>();

  constructor(
    private readonly seed: number,
    private size: number,
  ) {}

  get count(): number {
    return this.size;
  }

  /** Makes them exactly this many; what is cut off keeps its changes for later. */
  resize(count: number): void {
    this.size = count;
  }

  /** Changes a job, and its `updated_at` with it unless the patch says otherwise. */
  update(id: number, patch: JobPatch, nowMs: number): Job | undefined {
    const index = this.#index(id);
    if (index === undefined) return undefined;
    this.#changes.set(index, { ...this.#changes.get(index), updated_at: iso(nowMs), ...patch });
    return this.at(index);
  }

  at(index: number): Job {
    const { posts: _posts, ...changes } = this.#changes.get(index) ?? {};
    return { ...generateJob(this.seed, index), ...changes };
  }

  find(id: number): Job | undefined {
    const index = this.#index(id);
    return index === undefined ? undefined : this.at(index);
  }

  /** All posts of a job, deleted ones among them. */
  posts(id: number): readonly JobPost[] {
    const index = this.#index(id);
    if (index === undefined) return [];
    return this.#changes.get(index)?.posts ?? generatePosts(this.seed, index, this.at(index));
  }

  /** By id, the smallest first. */
  *[Symbol.iterator](): Generator<Job> {
    for (let index = 0; index < this.size; index += 1) yield this.at(index);
  }

  ids(): number[] {
    return Array.from({ length: this.size }, (_, index) => jobIdAt(index));
  }

  #index(id: number): number | undefined {
    const index = jobIndexOf(id);
    return index !== undefined && index < this.size ? index : undefined;
  }
}
