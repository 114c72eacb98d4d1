import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import type { ItemLedger } from '../records/items.js';
import type { Access, Permission } from './access.js';
import type { Containers } from './containers.js';
import { isObject } from './content.js';
import { failure, Refusal, success } from './envelope.js';
import type { JobStore } from './job-store.js';
import { JobRoutes } from './jobs.js';
import type { ParsingQueue } from './parsing-queue.js';
import { ProfileRoutes } from './profiles.js';
import { Rejections } from './rejections.js';
import type { Routes } from './routes.js';
import { boardObject, sourceObject } from './source.js';
import type { ProfileStore } from './store.js';
import { parseText } from './text.js';
import type { Webhooks } from './webhook.js';

/** What the double of HrFlow works on. */
export interface HrflowParts {
  readonly access: Access;
  readonly sources: Containers<ProfileStore>;
  readonly boards: Containers<JobStore>;
  readonly ledger: ItemLedger;
  readonly parsings: ParsingQueue;
  readonly webhooks: Webhooks;
}

/**
 * HrFlow.ai's API, as far as profiles, jobs and the parsing of texts are concerned. Where its documents, SDK
 * and notebooks contradict each other the double is strict; what nobody has seen on the wire is called
 * unverified where it stands.
 */
export class HrflowApi implements Api {
  readonly name = 'hrflow';
  readonly base = '/hrflow/v1/';
  readonly showsRateLimit = false;
  readonly rejections: Rejections;
  readonly #profiles: ProfileRoutes;
  readonly #jobs: JobRoutes;
  readonly #routes: Routes;

  constructor(private readonly parts: HrflowParts) {
    const { sources, boards, ledger } = parts;
    this.rejections = new Rejections(ledger);
    this.#profiles = new ProfileRoutes({ ...parts, rejections: this.rejections });
    this.#jobs = new JobRoutes(boards, ledger, this.rejections);
    this.#routes = {
      auth: { GET: (_call, permission) => auth(permission) },
      source: { GET: (call) => one(call, 'Source info', sources, (store) => sourceObject(store.source)) },
      sources: { GET: (call) => all(call, 'Source list', sources, (store) => sourceObject(store.source)) },
      board: { GET: (call) => one(call, 'Board info', boards, (store) => boardObject(store.boardKey)) },
      boards: { GET: (call) => all(call, 'Board list', boards, (store) => boardObject(store.boardKey)) },
      'text/parsing': { POST: parseText },
      ...this.#profiles.routes,
      ...this.#jobs.routes,
    };
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
    if (call.method !== 'GET' && call.path !== 'profile/parsing/file' && !isObject(call.json))
      return undefined;
    return this.#profiles.referenceOf(call) ?? this.#jobs.referenceOf(call);
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
}

function one<Held>(
  call: Call,
  message: string,
  containers: Containers<Held>,
  objectOf: (held: Held) => object,
): Answer {
  const held = containers.find(call.query.get('key') ?? undefined);
  return success(200, message, JSON.stringify(objectOf(held)));
}

function all<Held>(
  call: Call,
  message: string,
  containers: Containers<Held>,
  objectOf: (held: Held) => object,
): Answer {
  const page = Number(call.query.get('page') ?? 1);
  const limit = Number(call.query.get('limit') ?? 30);
  const objects = [...containers].map(objectOf);
  const data = objects.slice((page - 1) * limit, page * limit);
  const maxPage = Math.max(1, Math.ceil(objects.length / limit));
  const meta = { page, maxPage, count: data.length, total: objects.length };
  return json(200, { code: 200, message, meta, data });
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
