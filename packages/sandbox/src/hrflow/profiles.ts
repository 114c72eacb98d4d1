import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { ItemLedger } from '../records/items.js';
import type { Containers } from './containers.js';
import { contentOf } from './content.js';
import { success, unableToFind } from './envelope.js';
import { parsedContent, parsingOf } from './parser.js';
import type { ParsingQueue } from './parsing-queue.js';
import type { Profile, ProfileContent } from './profile.js';
import type { Rejections } from './rejections.js';
import {
  archives,
  checkAddress,
  dateOf,
  readAddress,
  readWrite,
  taken,
  type Addressed,
  type ItemAddress,
  type WriteRequest,
} from './request.js';
import type { Routes } from './routes.js';
import type { ProfileStore, StoredProfile } from './store.js';
import { listed } from './storing.js';
import { readUpload, referenceOfUpload, type Upload } from './upload.js';
import type { Webhooks } from './webhook.js';

/** What the routes about profiles work on. */
export interface ProfileParts {
  readonly sources: Containers<ProfileStore>;
  readonly ledger: ItemLedger;
  readonly rejections: Rejections;
  readonly parsings: ParsingQueue;
  readonly webhooks: Webhooks;
}

/** `profile/…`: profiles in their sources. */
export class ProfileRoutes {
  readonly routes: Routes = {
    'profile/indexing': {
      GET: (call) => this.#get(call),
      POST: (call) => this.#post(call),
      PUT: (call) => this.#put(call),
    },
    'profile/indexing/archive': { PATCH: (call) => this.#archive(call) },
    'profile/indexing/attachments': { GET: (call) => this.#attachments(call) },
    'profile/parsing': { GET: (call) => this.#parsing(call) },
    'profile/parsing/file': { POST: (call) => this.#parse(call) },
    'storing/profiles': { GET: (call) => this.#list(call) },
  };

  constructor(private readonly parts: ProfileParts) {}

  /** The reference a request is about, also when it names a key. */
  referenceOf(call: Call): string | undefined {
    if (!call.path.startsWith('profile/')) return undefined;
    if (call.path === 'profile/parsing/file') return referenceOfUpload(call.body);
    const { method, query } = call;
    return this.#named(method === 'GET' ? readAddress(query, 'profile') : readWrite(call, 'profile'));
  }

  #get(call: Call): Answer {
    const { store, profile } = this.#look(call);
    return success(200, 'Profile details', store.json(profile));
  }

  #post(call: Call): Answer {
    const request = readWrite(call, 'profile');
    const store = this.parts.sources.find(request.container);
    const { reference, item } = request;
    return this.parts.rejections.unless(reference, () => {
      if (reference !== undefined && store.find({ reference }) !== undefined) {
        throw taken('profile', reference);
      }
      const content = JSON.stringify(contentOf(item, 'post'));
      const nowMs = Date.now();
      const profile = store.create(reference ?? null, content, dateOf(item['created_at']) ?? nowMs, nowMs);
      this.parts.ledger.wrote(profile.reference ?? profile.key, 'posts', content);
      return success(201, 'Profile created', store.json(profile, content));
    });
  }

  #put(call: Call): Answer {
    const request = readWrite(call, 'profile');
    const store = this.parts.sources.find(request.container);
    checkAddress(request);
    return this.parts.rejections.unless(this.#named(request), () => {
      const profile = find(store, request);
      const reference = newReference(store, profile, request);
      const content = JSON.stringify(contentOf(request.item, 'put'));
      const replaced = store.replace(profile, content, reference, Date.now());
      this.parts.ledger.wrote(reference ?? profile.key, 'puts', content);
      return success(200, 'Profile edited', store.json(replaced, content));
    });
  }

  #archive(call: Call): Answer {
    const request = readWrite(call, 'profile');
    const store = this.parts.sources.find(request.container);
    checkAddress(request);
    const profile = find(store, request);
    const nowMs = Date.now();
    // Archiving twice is unverified; here it keeps the first date.
    store.archive(profile, archives(request) ? (profile.archivedAtMs ?? nowMs) : undefined, nowMs);
    this.parts.ledger.add(profile.reference ?? profile.key, 'archives');
    return success(200, 'Profile archived', JSON.stringify({ key: profile.key }));
  }

  #attachments(call: Call): Answer {
    const { store, profile } = this.#look(call);
    return success(200, 'Profile attachments', JSON.stringify(whole(store, profile).attachments ?? []));
  }

  #parsing(call: Call): Answer {
    const { store, profile } = this.#look(call);
    const parsing = parsingOf(whole(store, profile), 'resume.pdf');
    return success(200, 'Profile parsing', JSON.stringify(parsing));
  }

  async #parse(call: Call): Promise<Answer> {
    const upload = await readUpload(call);
    const store = this.parts.sources.find(upload.sourceKey);
    return this.parts.rejections.unless(upload.reference, () => {
      if (upload.key !== undefined) find(store, { key: upload.key });
      if (upload.reference !== undefined) this.parts.ledger.add(upload.reference, 'parses');
      if (store.source.syncParsing) return this.#parseNow(store, upload);
      this.parts.parsings.add(() => this.#apply(store, upload));
      // The missing word is HrFlow's.
      return success(202, 'Your profile as been sent successfully to the Parsing Queue.', '[]');
    });
  }

  #parseNow(store: ProfileStore, upload: Upload): Answer {
    const profile = whole(store, this.#apply(store, upload));
    const data = JSON.stringify({ profile, parsing: parsingOf(profile, upload.fileName) });
    return success(201, 'Profile parsed successfully. Profile extraction finished in 0.01 seconds.', data);
  }

  #apply(store: ProfileStore, upload: Upload): StoredProfile {
    const known = store.find(upload);
    const parsed = apply(store, known, upload);
    if (upload.webhook) this.parts.webhooks.parsed(whole(store, parsed), known !== undefined);
    return parsed;
  }

  #list(call: Call): Answer {
    return listed<ProfileStore, StoredProfile>(call.query, 'profile', this.parts.sources, (store) => ({
      entries: store.all(),
      json: (profile) => store.json(profile),
    }));
  }

  /** A read: checked, found and counted. */
  #look(call: Call): { store: ProfileStore; profile: StoredProfile } {
    const address = readAddress(call.query, 'profile');
    const store = this.parts.sources.find(address.container);
    checkAddress(address);
    const named = this.#named(address);
    if (named !== undefined) this.parts.ledger.add(named, 'reads');
    return { store, profile: find(store, address) };
  }

  /** The reference of an item, also when it was addressed by its key. */
  #named(address: Addressed): string | undefined {
    if (address.reference !== undefined) return address.reference;
    const store = address.container === undefined ? undefined : this.parts.sources.get(address.container);
    return store?.find(address)?.reference ?? address.key;
  }
}

function find(store: ProfileStore, address: ItemAddress): StoredProfile {
  const profile = store.find(address);
  if (profile === undefined) throw unableToFind('profile');
  return profile;
}

/** A PUT by key may give the profile another reference, as long as nobody else has it. */
function newReference(
  store: ProfileStore,
  profile: StoredProfile,
  { reference }: WriteRequest,
): string | null {
  if (reference === undefined || reference === profile.reference) return profile.reference;
  if (store.find({ reference }) !== undefined) throw taken('profile', reference);
  return reference;
}

function apply(store: ProfileStore, known: StoredProfile | undefined, upload: Upload): StoredProfile {
  const nowMs = Date.now();
  if (known === undefined) {
    const content = parsedContent(undefined, upload, nowMs);
    const createdAtMs = upload.createdAtMs ?? nowMs;
    const created = store.create(upload.reference ?? null, JSON.stringify(content), createdAtMs, nowMs);
    return store.reparse(created, content, nowMs);
  }
  // Real parsing takes seconds, and dates have no finer grain: whoever polls must see the date move.
  const updatedAtMs = Math.max(nowMs, known.updatedAtMs + 1000);
  const content = JSON.parse(store.contentJson(known)) as ProfileContent;
  return store.reparse(known, parsedContent(content, upload, updatedAtMs), updatedAtMs);
}

function whole(store: ProfileStore, profile: StoredProfile): Profile {
  return JSON.parse(store.json(profile)) as Profile;
}
