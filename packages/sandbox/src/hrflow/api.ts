import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import type { ItemLedger } from '../records/items.js';
import type { Access, Permission } from './access.js';
import { contentOf, isObject } from './content.js';
import { failure, Refusal, success, unableToFind } from './envelope.js';
import { parsedContent, parsingOf } from './parser.js';
import type { ParsingQueue } from './parsing-queue.js';
import type { Profile, ProfileContent } from './profile.js';
import { checkAddress, checkSource, dateOf, readAddress, readWrite, type WriteRequest } from './request.js';
import { sourceObject, type Source } from './source.js';
import type { ProfileAddress, ProfileStore, StoredProfile } from './store.js';
import { readUpload, referenceOfUpload, type Upload } from './upload.js';

type Handler = (call: Call, permission: Permission) => Answer | Promise<Answer>;

/** What HrFlow answers a write of a rejected item unless a test says otherwise. The words are invented. */
const REJECTION = 'Invalid parameters. The sandbox was told to refuse this profile';

/** What the double of HrFlow works on. */
export interface HrflowParts {
  readonly access: Access;
  readonly source: Source;
  readonly store: ProfileStore;
  readonly ledger: ItemLedger;
  readonly parsings: ParsingQueue;
}

/**
 * HrFlow.ai's API, as far as profiles are concerned. Where its documents, SDK and notebooks contradict
 * each other the double is strict; what nobody has seen on the wire is called unverified where it stands.
 */
export class HrflowApi implements Api {
  readonly name = 'hrflow';
  readonly base = '/hrflow/v1/';
  readonly showsRateLimit = false;
  readonly #rejected = new Map<string, string>();
  readonly #routes: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    auth: { GET: (_call, permission) => auth(permission) },
    source: { GET: (call) => this.#source(call) },
    sources: { GET: (call) => this.#sources(call) },
    'profile/indexing': {
      GET: (call) => this.#get(call),
      POST: (call) => this.#post(call),
      PUT: (call) => this.#put(call),
    },
    'profile/indexing/archive': { PATCH: (call) => this.#archive(call) },
    'profile/indexing/attachments': { GET: (call) => this.#attachments(call) },
    'profile/parsing': { GET: (call) => this.#parsing(call) },
    'profile/parsing/file': { POST: (call) => this.#parse(call) },
  };

  constructor(private readonly parts: HrflowParts) {}

  reject(references: readonly string[], message = REJECTION): void {
    for (const reference of references) this.#rejected.set(reference, message);
  }

  accept(references: readonly string[]): void {
    for (const reference of references) this.#rejected.delete(reference);
  }

  rejected(): string[] {
    return [...this.#rejected.keys()];
  }

  async handle(call: Call): Promise<Answer> {
    try {
      return await this.#answer(call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return failure(error.code, error.message);
    }
  }

  referenceOf(call: Call): string | undefined {
    if (call.method === 'GET')
      return call.path.startsWith('profile/') ? this.#named(readAddress(call.query)) : undefined;
    if (call.path === 'profile/parsing/file') return referenceOfUpload(call.body);
    return isObject(call.json) ? this.#named(readWrite(call)) : undefined;
  }

  /** 429 isn't in HrFlow's table of statuses; whether and how it answers one is unverified. */
  tooManyRequests(retryAfter?: string): Answer {
    const headers = retryAfter === undefined ? undefined : { 'Retry-After': retryAfter };
    return json(429, { code: 429, message: 'Too many requests' }, headers);
  }

  failure(status: number): Answer {
    return failure(status, 'A generic error occurred on the server');
  }

  async #answer(call: Call): Promise<Answer> {
    const needed = call.path === 'auth' ? 'any' : call.method === 'GET' ? 'read' : 'write';
    const permission = this.parts.access.check(call.headers, needed);
    const methods = Object.hasOwn(this.#routes, call.path) ? this.#routes[call.path] : undefined;
    if (methods === undefined) throw new Refusal(404, 'Not found');
    const handler = methods[call.method];
    if (handler === undefined) throw new Refusal(405, 'Method not allowed');
    return handler(call, permission);
  }

  #get(call: Call): Answer {
    const address = readAddress(call.query);
    const profile = this.#look(address);
    return success(200, 'Profile details', this.parts.store.json(profile));
  }

  #post(call: Call): Answer {
    const request = readWrite(call);
    checkSource(request.sourceKey, this.parts.source.key);
    const reference = request.reference;
    return this.#unlessRejected(reference, () => {
      if (reference !== undefined && this.parts.store.find({ reference }) !== undefined)
        throw taken(reference);
      const content = JSON.stringify(contentOf(request.profile, 'post'));
      const nowMs = Date.now();
      const createdAtMs = dateOf(request.profile['created_at']) ?? nowMs;
      const profile = this.parts.store.create(reference ?? null, content, createdAtMs, nowMs);
      this.parts.ledger.wrote(profile.reference ?? profile.key, 'posts', content);
      return success(201, 'Profile created', this.parts.store.json(profile, content));
    });
  }

  #put(call: Call): Answer {
    const request = readWrite(call);
    checkSource(request.sourceKey, this.parts.source.key);
    checkAddress(request);
    return this.#unlessRejected(this.#named(request), () => {
      const profile = this.#find(request);
      const reference = this.#newReference(profile, request);
      const content = JSON.stringify(contentOf(request.profile, 'put'));
      const replaced = this.parts.store.replace(profile, content, reference, Date.now());
      this.parts.ledger.wrote(reference ?? profile.key, 'puts', content);
      return success(200, 'Profile edited', this.parts.store.json(replaced, content));
    });
  }

  /** A PUT by key may give the profile another reference, as long as nobody else has it. */
  #newReference(profile: StoredProfile, { reference }: WriteRequest): string | null {
    if (reference === undefined || reference === profile.reference) return profile.reference;
    if (this.parts.store.find({ reference }) !== undefined) throw taken(reference);
    return reference;
  }

  #archive(call: Call): Answer {
    const request = readWrite(call);
    checkSource(request.sourceKey, this.parts.source.key);
    checkAddress(request);
    const profile = this.#find(request);
    // 1 or 0 in the SDK, a boolean before; left out of the current documents, where the call archives.
    const archives = ![0, false, '0', 'false'].includes((request.body['is_archive'] ?? 1) as never);
    const nowMs = Date.now();
    // Archiving twice is unverified; here it keeps the first date.
    this.parts.store.archive(profile, archives ? (profile.archivedAtMs ?? nowMs) : undefined, nowMs);
    this.parts.ledger.add(profile.reference ?? profile.key, 'archives');
    return success(200, 'Profile archived', JSON.stringify({ key: profile.key }));
  }

  #attachments(call: Call): Answer {
    const profile = this.#parsed(this.#look(readAddress(call.query)));
    return success(200, 'Profile attachments', JSON.stringify(profile.attachments ?? []));
  }

  #parsing(call: Call): Answer {
    const profile = this.#parsed(this.#look(readAddress(call.query)));
    return success(200, 'Profile parsing', JSON.stringify(parsingOf(profile, 'resume.pdf')));
  }

  async #parse(call: Call): Promise<Answer> {
    const upload = await readUpload(call);
    checkSource(upload.sourceKey, this.parts.source.key);
    return this.#unlessRejected(upload.reference, () => {
      if (upload.key !== undefined) this.#find({ key: upload.key });
      if (upload.reference !== undefined) this.parts.ledger.add(upload.reference, 'parses');
      if (this.parts.source.syncParsing) return this.#parseNow(upload);
      this.parts.parsings.add(() => this.#apply(upload));
      // The missing word is HrFlow's.
      return success(202, 'Your profile as been sent successfully to the Parsing Queue.', '[]');
    });
  }

  #parseNow(upload: Upload): Answer {
    const profile = this.#parsed(this.#apply(upload));
    const data = JSON.stringify({ profile, parsing: parsingOf(profile, upload.fileName) });
    return success(201, 'Profile parsed successfully. Profile extraction finished in 0.01 seconds.', data);
  }

  #apply(upload: Upload): StoredProfile {
    const { store } = this.parts;
    const known = store.find(upload);
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

  #source(call: Call): Answer {
    if (call.query.get('key') !== this.parts.source.key) throw unableToFind('source');
    return success(200, 'Source info', JSON.stringify(sourceObject(this.parts.source)));
  }

  #sources(call: Call): Answer {
    const page = Number(call.query.get('page') ?? 1);
    const data = page === 1 ? [sourceObject(this.parts.source)] : [];
    const meta = { page, maxPage: 1, count: data.length, total: 1 };
    return json(200, { code: 200, message: 'Source list', meta, data });
  }

  /** A read: checked, found and counted. */
  #look(address: ReturnType<typeof readAddress>): StoredProfile {
    checkSource(address.sourceKey, this.parts.source.key);
    checkAddress(address);
    const named = this.#named(address);
    if (named !== undefined) this.parts.ledger.add(named, 'reads');
    return this.#find(address);
  }

  #find(address: ProfileAddress): StoredProfile {
    const profile = this.parts.store.find(address);
    if (profile === undefined) throw unableToFind('profile');
    return profile;
  }

  /** The reference of an item, also when it was addressed by its key. */
  #named(address: ProfileAddress): string | undefined {
    return address.reference ?? this.parts.store.find(address)?.reference ?? address.key;
  }

  #parsed(profile: StoredProfile): Profile {
    return JSON.parse(this.parts.store.json(profile)) as Profile;
  }

  #unlessRejected(reference: string | undefined, write: () => Answer): Answer {
    try {
      const message = reference === undefined ? undefined : this.#rejected.get(reference);
      if (message !== undefined) throw new Refusal(400, message);
      return write();
    } catch (error) {
      if (error instanceof Refusal && reference !== undefined) this.parts.ledger.add(reference, 'refused');
      throw error;
    }
  }
}

function auth(permission: Permission): Answer {
  const data = {
    team_name: 'Sandbox',
    team_subdomain: 'sandbox',
    request_origin: null,
    api_key_permission: permission,
  };
  return success(200, 'API Access Success', JSON.stringify(data));
}

/** The spelling is taken from a captured answer. */
function taken(reference: string): Refusal {
  return new Refusal(400, `Cannot create profile with this reference: ${reference}. Already used!`);
}
