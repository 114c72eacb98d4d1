import { Containers } from './containers.js';
import { contentOf } from './content.js';
import { HeldProfiles } from './held.js';
import { JobStore } from './job-store.js';
import type { Job } from './job.js';
import type { Profile, ProfileContent, ProfileInfo } from './profile.js';
import { taken } from './request.js';
import type { Source } from './source.js';
import { ProfileStore } from './store.js';

/** A profile to put into HrFlow; what it leaves out is empty. */
export type NewProfile = Partial<Omit<ProfileContent, 'info'>> & {
  readonly info?: Partial<ProfileInfo>;
  readonly reference?: string;
};

/** The team's sources and boards, with what they hold. */
export class HrflowTeam {
  readonly sources = new Containers<ProfileStore>('source');
  readonly boards = new Containers<JobStore>('board');

  /**
   * @param source the one workflows write to unless a test says otherwise
   * @param heldCount how many candidates it holds from the start
   */
  constructor(
    private readonly source: Source,
    private readonly boardKey: string,
    private readonly seed: number,
    heldCount: number,
    private readonly keepBodies: boolean,
  ) {
    this.addSource(source, heldCount);
    this.addBoard(boardKey);
  }

  addSource(source: Source, heldCount = 0): void {
    const held = new HeldProfiles(this.seed, heldCount, source.key);
    this.sources.add(source.key, new ProfileStore(held, source, this.keepBodies));
  }

  addBoard(key: string): void {
    this.boards.add(key, new JobStore(key));
  }

  addKeysOfOtherTeam(keys: readonly string[]): void {
    for (const key of keys) {
      this.sources.addOfOtherTeam(key);
      this.boards.addOfOtherTeam(key);
    }
  }

  /** Puts a profile there as if another client had, and returns its key. */
  addProfile({ reference, ...content }: NewProfile, sourceKey = this.source.key): string {
    const store = this.sources.find(sourceKey);
    if (reference !== undefined && store.find({ reference })) throw taken('profile', reference);
    const nowMs = Date.now();
    const full = contentOf({ info: {}, text: '', ...content }, 'put');
    const created = store.create(reference ?? null, JSON.stringify(full), nowMs, nowMs);
    return store.reparse(created, full, nowMs).key;
  }

  profile(reference: string, sourceKey = this.source.key): Profile | undefined {
    return this.sources.get(sourceKey)?.profile(reference);
  }

  *profiles(): Generator<Profile> {
    for (const store of this.sources) yield* store.profiles();
  }

  job(reference: string, boardKey = this.boardKey): Job | undefined {
    return this.boards.get(boardKey)?.job(reference);
  }

  *jobs(): Generator<Job> {
    for (const board of this.boards) {
      for (const job of board.all()) yield JSON.parse(board.json(job)) as Job;
    }
  }
}
