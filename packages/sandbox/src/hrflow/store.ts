import { hash } from 'node:crypto';
import type { HeldProfiles } from './held.js';
import { hrflowDate, type Profile, type ProfileContent } from './profile.js';
import type { ItemAddress } from './request.js';
import { containerOfItem, type Source } from './source.js';

/** One profile, as little of it as will do: there may be hundreds of thousands. */
export interface StoredProfile {
  readonly id: number;
  readonly key: string;
  readonly reference: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly archivedAtMs: number | undefined;
  /** JSON of the content; `undefined` as long as it is the generated one. */
  readonly content: Buffer | undefined;
}

/** Candidates' profiles are numbered from here, all others from {@link FIRST_OTHER_ID}. */
const FIRST_HELD_ID = 14_945_487;
const FIRST_OTHER_ID = 900_000_000;

/** The profiles of the source: those written are kept, those merely held are generated when read. */
export class ProfileStore {
  readonly #written = new Map<string, StoredProfile>();
  /** Only for profiles whose reference was changed: everyone else's key follows from the reference. */
  readonly #renamed = new Map<string, string>();
  readonly #sourceJson: string;
  #others = 0;

  /** @param keepBodies false: forget what is written, and answer with the generated profile instead */
  constructor(
    private readonly held: HeldProfiles,
    readonly source: Source,
    private readonly keepBodies: boolean,
  ) {
    this.#sourceJson = JSON.stringify(containerOfItem(source.key));
  }

  find({ key, reference }: ItemAddress): StoredProfile | undefined {
    if (key !== undefined) return this.#byKey(key);
    if (reference === undefined) return undefined;
    const profile = this.#byKey(this.#renamed.get(reference) ?? this.held.keyOf(reference));
    return profile?.reference === reference ? profile : undefined;
  }

  create(reference: string | null, contentJson: string, createdAtMs: number, nowMs: number): StoredProfile {
    const index = reference === null ? undefined : this.held.indexOf(reference);
    const id = index === undefined ? FIRST_OTHER_ID + this.#others++ : FIRST_HELD_ID + index;
    const key = reference === null ? hash('sha1', `${this.source.key} ${id}`) : this.held.keyOf(reference);
    return this.#keep({
      id,
      key,
      reference,
      createdAtMs,
      updatedAtMs: nowMs,
      archivedAtMs: undefined,
      content: this.#contentToKeep(contentJson),
    });
  }

  replace(
    profile: StoredProfile,
    contentJson: string,
    reference: string | null,
    nowMs: number,
  ): StoredProfile {
    if (reference !== null && reference !== profile.reference) this.#renamed.set(reference, profile.key);
    return this.#keep({
      ...profile,
      reference,
      updatedAtMs: nowMs,
      content: this.#contentToKeep(contentJson),
    });
  }

  /** Files are few and a client waits for what they change, so parsed contents are always kept. */
  reparse(profile: StoredProfile, content: ProfileContent, nowMs: number): StoredProfile {
    return this.#keep({ ...profile, updatedAtMs: nowMs, content: Buffer.from(JSON.stringify(content)) });
  }

  archive(profile: StoredProfile, archivedAtMs: number | undefined, nowMs: number): StoredProfile {
    return this.#keep({ ...profile, archivedAtMs, updatedAtMs: nowMs });
  }

  contentJson(profile: StoredProfile): string {
    if (profile.content !== undefined) return profile.content.toString();
    const index = profile.reference === null ? undefined : this.held.indexOf(profile.reference);
    return index === undefined ? FORGOTTEN : JSON.stringify(this.held.content(index));
  }

  /** The whole profile as JSON; `contentJson` spares reading it again. */
  json(profile: StoredProfile, contentJson = this.contentJson(profile)): string {
    const archived = profile.archivedAtMs === undefined ? 'null' : `"${hrflowDate(profile.archivedAtMs)}"`;
    return (
      `{"source_key":"${this.source.key}","id":${profile.id},"key":"${profile.key}",` +
      `"reference":${JSON.stringify(profile.reference)},"source":${this.#sourceJson},` +
      `"archive":${archived},"archived_at":${archived},"updated_at":"${hrflowDate(profile.updatedAtMs)}",` +
      `"created_at":"${hrflowDate(profile.createdAtMs)}",${contentJson.slice(1)}`
    );
  }

  profile(reference: string): Profile | undefined {
    const found = this.find({ reference });
    return found && (JSON.parse(this.json(found)) as Profile);
  }

  *profiles(): Generator<Profile> {
    for (const profile of this.all()) yield JSON.parse(this.json(profile)) as Profile;
  }

  /** Every profile: the written ones, then those held and never touched. */
  *all(): Generator<StoredProfile> {
    yield* this.#written.values();
    for (const reference of this.held.references()) {
      const key = this.held.keyOf(reference);
      if (!this.#written.has(key)) yield this.#held(reference, key);
    }
  }

  #byKey(key: string): StoredProfile | undefined {
    const written = this.#written.get(key);
    if (written !== undefined) return written;
    const reference = this.held.referenceOf(key);
    const index = reference === undefined ? undefined : this.held.indexOf(reference);
    if (reference === undefined || index === undefined || !this.held.isHeld(index)) return undefined;
    return this.#held(reference, key);
  }

  #held(reference: string, key: string): StoredProfile {
    const index = this.held.indexOf(reference) ?? 0;
    const createdAtMs = this.held.createdAtMs(index);
    const id = FIRST_HELD_ID + index;
    return {
      id,
      key,
      reference,
      createdAtMs,
      updatedAtMs: createdAtMs,
      archivedAtMs: undefined,
      content: undefined,
    };
  }

  #keep(profile: StoredProfile): StoredProfile {
    this.#written.set(profile.key, profile);
    return profile;
  }

  #contentToKeep(contentJson: string): Buffer | undefined {
    return this.keepBodies ? Buffer.from(contentJson) : undefined;
  }
}

/** What is left of a profile nobody generated, when bodies aren't kept. */
const FORGOTTEN = JSON.stringify({ info: {}, text: '' });
