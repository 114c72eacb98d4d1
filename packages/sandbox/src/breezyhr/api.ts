import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import type { RateLimit } from '../http/rate-limit.js';
import type { ItemLedger } from '../records/items.js';
import { isSame, type BreezyhrAccount } from './account.js';
import { ACME, COMPANIES } from './companies.js';
import type { BreezyhrCandidateRecord, BreezyhrPositionRecord, BreezyhrState } from './records.js';
import { errorAnswer, Refusal } from './refusal.js';
import { showCandidate, showPosition, showSummary, type Addresses } from './show.js';
import { STAGES } from './vocabulary.js';
import { createCandidate, putEducation, putWork, readFile, updateCandidate } from './write.js';

/** 100 requests in 60 seconds for each token (Lava's documentation of the API). Enforced when asked to. */
export const BREEZYHR_RATE_LIMIT: RateLimit = { requests: 100, perMs: 60_000 };

/** The most candidates on a page. What Breezy makes of a larger wish is unverified; here it gets these. */
const MAX_PAGE_SIZE = 50;
const NO_CONTENT: Answer = { status: 204, body: '' };
const STATES: readonly string[] = ['draft', 'archived', 'published', 'closed', 'pending'];

type Handler = (call: Call, ids: readonly string[]) => Answer | Promise<Answer>;

/** By method and path; each `*` is an id, and the handler gets those behind the company's. */
type Routes = Readonly<Record<string, Handler>>;

/**
 * Breezy HR's API v3, as far as positions and candidates go. Documented: paths, the header without `Bearer`,
 * the error envelope, the fields of lists, the answers to a creation. What is unverified is said where it
 * stands, or can be chosen: `BreezyhrBehaviour`.
 */
export class BreezyhrApi implements Api {
  readonly name = 'breezyhr';
  readonly base = '/breezyhr/v3/';
  readonly showsRateLimit = true;
  readonly #routes: Routes = {
    'GET signout': () => this.#signOut(),
    'GET companies': () => json(200, COMPANIES),
    'GET company/*': () => json(200, ACME),
    'GET company/*/pipelines': () =>
      json(200, { default: { _id: 'default', name: 'Default', stages: STAGES } }),
    'GET company/*/positions': (call) => this.#positions(call),
    'GET company/*/position/*': (_call, [id]) => this.#position(id),
    'GET company/*/candidates/search': (call) => this.#search(call),
    'GET company/*/position/*/candidates': (call, [id]) => this.#candidates(call, id),
    'POST company/*/position/*/candidates': (call, [id]) => this.#create(call, id),
    'GET company/*/position/*/candidate/*': (call, ids) => this.#candidate(call, ids),
    'PUT company/*/position/*/candidate/*': (call, ids) => this.#update(call, ids),
    'PUT company/*/position/*/candidate/*/education': (call, ids) => this.#history(call, ids, putEducation),
    'PUT company/*/position/*/candidate/*/work-history': (call, ids) => this.#history(call, ids, putWork),
    'GET company/*/position/*/candidate/*/resume': (_call, ids) => this.#resume(ids),
    'POST company/*/position/*/candidate/*/resume': (call, ids) => this.#attach(call, ids),
  };

  constructor(
    private readonly account: BreezyhrAccount,
    private readonly ledger: ItemLedger,
    private readonly filesUrl: string,
  ) {}

  async handle(call: Call): Promise<Answer> {
    try {
      return await this.#answer(call);
    } catch (error) {
      if (error instanceof Refusal) return errorAnswer(error);
      throw error;
    }
  }

  routeOf(path: string): string {
    return path.replaceAll(/\b(company|position|candidate)\/[^/]+/g, '$1/{id}');
  }

  referenceOf({ path }: Call): string | undefined {
    return /\/candidate\/([^/]+)/.exec(path)?.[1];
  }

  /** `X-RateLimit-Reset` is documented (Airbyte's manifest); body and `Retry-After` are unverified. */
  tooManyRequests(retryAfter?: string, resetAtSeconds?: number): Answer {
    const refusal = { status: 429, type: 'rateLimitExceeded', message: 'too many requests' };
    return errorAnswer(refusal, {
      ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
      ...(resetAtSeconds !== undefined && { 'X-RateLimit-Reset': String(resetAtSeconds) }),
    });
  }

  failure(status: number): Answer {
    const [type, message] = FAILURES[status] ?? ['error', 'there was an unknown error.'];
    return errorAnswer({ status, type, message });
  }

  #answer(call: Call): Answer | Promise<Answer> {
    if (call.method === 'POST' && call.path === 'signin') return this.#signIn(call);
    const refusal = this.account.access.refusal(call.headers.authorization, this.account.behaviour);
    if (refusal) return errorAnswer(refusal);
    const [, companyId] = /^company\/([^/]+)/.exec(call.path) ?? [];
    if (companyId !== undefined && companyId !== ACME._id)
      throw new Refusal(403, 'notAMember', 'the user is not a member of the company');
    const pattern = `${call.method} ${this.routeOf(call.path).replaceAll('{id}', '*')}`;
    const handler = this.#routes[pattern];
    if (handler === undefined) throw new Refusal(404, 'notFound', 'not found');
    const ids = [...call.path.matchAll(/\b(?:position|candidate)\/([^/]+)/g)].map(([, id]) => id ?? '');
    return handler(call, ids);
  }

  /** What a wrong password is answered by is unverified. */
  #signIn(call: Call): Answer {
    const { email, password } = (call.json ?? {}) as { email?: unknown; password?: unknown };
    const token = this.account.access.signIn(email, password);
    if (token === undefined) throw new Refusal(401, 'invalidCredentials', 'email or password is wrong');
    return json(200, { access_token: token, user: { _id: 'usr1', email_address: email } });
  }

  #signOut(): Answer {
    this.account.access.signOut();
    return NO_CONTENT;
  }

  #positions(call: Call): Answer {
    const { behaviour } = this.account;
    const state = call.query.get('state') ?? 'published';
    if (!STATES.includes(state)) throw new Refusal(400, 'invalidState', `there is no state ${state}`);
    const listed = this.account.positions(behaviour.ignoresState ? undefined : (state as BreezyhrState));
    return json(
      200,
      listed.map((position) => showPosition(position, behaviour)),
    );
  }

  #position(id: string | undefined): Answer {
    return json(200, showPosition(this.#positionOf(id), this.account.behaviour));
  }

  /** No links and no total: the end is a short or an empty page. */
  #candidates(call: Call, id: string | undefined): Answer {
    const position = this.#positionOf(id);
    const { pageSizeName, newestFirst } = this.account.behaviour;
    const by = call.query.get('sort') === 'updated' ? 'updated_date' : 'creation_date';
    const direction = newestFirst ? -1 : 1;
    const sorted = this.account
      .candidates(position._id)
      .sort((a, b) => direction * (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : a._id < b._id ? -1 : 1));
    const size = Number(call.query.get(pageSizeName) ?? Number.NaN);
    const page = Math.max(1, Number(call.query.get('page') ?? 1));
    const perPage = size >= 1 ? Math.min(size, MAX_PAGE_SIZE) : Infinity;
    const shown = perPage === Infinity ? sorted : sorted.slice((page - 1) * perPage, page * perPage);
    for (const { _id } of shown) this.ledger.add(_id, 'served');
    return json(
      200,
      shown.map((candidate) => showSummary(candidate, this.account.behaviour, this.#addresses(call))),
    );
  }

  #candidate(call: Call, ids: readonly string[]): Answer {
    const candidate = this.#candidateOf(ids);
    this.ledger.add(candidate._id, 'served');
    return json(200, showCandidate(candidate, this.account.behaviour, this.#addresses(call)));
  }

  /** By the exact address, over all positions (w6w's Breezy app, quoting Breezy's reference). */
  #search(call: Call): Answer {
    const email = call.query.get('email_address') ?? '';
    const hits = this.account.candidates().filter(({ email_address }) => isSame(email_address, email));
    return json(
      200,
      hits.map((candidate) => this.#hit(call, candidate)),
    );
  }

  #hit(call: Call, candidate: BreezyhrCandidateRecord): object {
    const { searchShows } = this.account.behaviour;
    const { _id, name, creation_date, position_id } = candidate;
    if (searchShows === 'no position') return { _id, name, creation_date };
    const position = { _id: position_id, name: this.account.position(position_id)?.name ?? null };
    if (searchShows === 'brief') return { _id, name, creation_date, position };
    return { ...showSummary(candidate, this.account.behaviour, this.#addresses(call)), position };
  }

  #create(call: Call, id: string | undefined): Answer {
    const candidate = createCandidate(this.account, this.#positionOf(id), call);
    return json(200, showCandidate(candidate, this.account.behaviour, this.#addresses(call)));
  }

  #update(call: Call, ids: readonly string[]): Answer {
    const { _id } = this.#candidateOf(ids);
    updateCandidate(this.account, _id, call);
    return this.#candidate(call, ids);
  }

  #history(call: Call, ids: readonly string[], put: typeof putWork): Answer {
    put(this.account, this.#candidateOf(ids), call);
    return this.#candidate(call, ids);
  }

  #resume(ids: readonly string[]): Answer {
    const { resume } = this.#candidateOf(ids);
    if (!resume) throw new Refusal(404, 'resumeNotFound', 'the candidate has no resume');
    return { status: 200, contentType: resume.content_type, body: resume.bytes };
  }

  async #attach(call: Call, ids: readonly string[]): Promise<Answer> {
    const { _id } = this.#candidateOf(ids);
    this.account.attach(_id, await readFile(call));
    return this.#candidate(call, ids);
  }

  #positionOf(id: string | undefined): BreezyhrPositionRecord {
    const position = this.account.position(id ?? '');
    if (position) return position;
    throw new Refusal(404, 'positionNotFound', 'the position does not exist');
  }

  /** A candidate asked for on a position he isn't on is a 412 (w6w's Breezy app, its notes). */
  #candidateOf([positionId, id]: readonly string[]): BreezyhrCandidateRecord {
    const position = this.#positionOf(positionId);
    const candidate = this.account.candidate(id ?? '');
    if (candidate === undefined) throw new Refusal(404, 'candidateNotFound', 'the candidate does not exist');
    if (candidate.position_id === position._id) return candidate;
    throw new Refusal(412, 'candidateNotOnPosition', 'the candidate is not on this position');
  }

  #addresses(call: Call): Addresses {
    return { api: `${call.origin}/breezyhr/v3`, files: this.filesUrl, companyId: ACME._id };
  }
}

/** Envelopes of the documents, where they show one. */
const FAILURES: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['missingAccessToken', 'access token is null or empty'],
  401: ['invalidAccessToken', 'access token is invalid'],
  403: ['notAMember', 'the user is not a member of the company'],
  404: ['notFound', 'not found'],
  500: ['getCandidatesError', 'there was an unknown error getting candidates.'],
};
