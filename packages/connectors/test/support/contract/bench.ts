import type { Fault, FaultRule, Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import {
  apiFor,
  closeConnections,
  openClient,
  type Action,
  type ActionTypes,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Page,
  type ProviderApi,
  type SyncError,
} from '../../../src/index.js';
import { failureOf } from '../errors.js';
import type { ContractSubject, Paging, Route } from './subject.js';

/** What was read from a cursor to the end. */
export interface Reading {
  readonly pages: number;
  readonly items: readonly unknown[];
  readonly token: string | undefined;
}

/** A read between its first page and the next one. */
interface Midway {
  readonly held: readonly string[];
  readonly first: Page<unknown>;
  readonly cursor: string | null;
}

/** Items where there are no pages: enough to tell one from another. */
const A_FEW = 3;
/** Pages a read may take more than its items fill. */
const SPARE_PAGES = 3;

/** One subject with its double running and its client open. The engine's view: items are unknown values. */
export class Bench {
  readonly action: Action;
  readonly paging: Paging | undefined;
  readonly api: ProviderApi<unknown>;
  readonly credentials: unknown;
  readonly parameters: unknown;
  readonly client: HttpClient;
  private held = 0;
  /** The last answer to the list's call. */
  private answer: HttpResponse | undefined;

  static async open<Types extends ActionTypes>(subject: ContractSubject<Types>): Promise<Bench> {
    return new Bench(subject, await subject.start());
  }

  private constructor(
    readonly subject: ContractSubject<ActionTypes>,
    readonly sandbox: Sandbox,
  ) {
    const { environment } = sandbox;
    this.action = subject.action;
    this.paging = 'size' in subject.paging ? subject.paging : undefined;
    this.credentials = this.accepted(subject.credentials(environment));
    this.parameters = this.action.origin.parameters.parse(subject.parameters?.(environment) ?? {});
    this.api = apiFor(this.action.origin.api, this.credentials);
    this.client = this.recording(this.openAs(this.credentials));
  }

  /** Another account's client at the same double. */
  stranger(): HttpClient {
    return this.openAs(this.accepted(this.subject.badCredentials(this.sandbox.environment)));
  }

  async close(): Promise<void> {
    await closeConnections();
    await this.sandbox.close();
  }

  hold(count: number): readonly string[] {
    this.held = count;
    return this.subject.hold(this.sandbox, count);
  }

  pull(cursor: string | null = null, parameters = this.parameters): Promise<Page<unknown>> {
    return this.action.origin.pull(this.client, parameters, cursor);
  }

  /** @throws when the pages don't end */
  async readAll(cursor: string | null = null, parameters = this.parameters): Promise<Reading> {
    const items: unknown[] = [];
    let [pages, next, token] = [0, cursor, undefined as string | undefined];
    do {
      const page = await this.pull(next, parameters);
      items.push(...page.items);
      token = page.token ?? token;
      next = page.next;
      pages += 1;
      if (pages > this.held / (this.paging?.size ?? Infinity) + SPARE_PAGES)
        throw new Error(`${pages} pages were read and there is no end`);
    } while (next !== null);
    return { pages, items, token };
  }

  /** Holds two full pages and reads the first one; where there are no pages, the next read is the first. */
  async midway(): Promise<Midway> {
    const held = this.hold(this.paging ? 2 * this.paging.size : A_FEW);
    if (!this.paging) return { held, first: { items: [], next: null }, cursor: null };
    const first = await this.pull();
    expect(first.next, 'a full page, and another one after it').to.be.a('string');
    return { held, first, cursor: first.next };
  }

  /** What logics see of an item, and format takes. */
  complete(summary: unknown): Promise<unknown> {
    const { origin } = this.action;
    return origin.detail?.(this.client, this.parameters, summary) ?? Promise.resolve(summary);
  }

  ids(items: readonly unknown[]): string[] {
    return items.map((item) => {
      const id = this.action.origin.identify(item);
      expect(id, 'an identity').to.be.a('string').and.not.equal('');
      return id!;
    });
  }

  /** The next calls of a route meet these faults, one each. */
  meet(route: Route, ...faults: readonly Fault[]): void {
    faults.forEach((fault, position) => this.fault(route, { from: position + 1, times: 1, fault }));
  }

  fault(route: Route, rule: Omit<FaultRule, 'api'>): void {
    this.sandbox.addFault({ ...route, ...rule });
  }

  /** The list answers as it last did. `bare`: its body alone, without the headers. */
  repeat({ bare = false } = {}): Fault {
    const { headers = {}, body } = this.answer ?? {};
    const own = Object.entries(headers).filter(([name]) => !bare && /^(link$|x-)/.test(name));
    return { kind: 'status', status: 200, body, headers: Object.fromEntries(own) as Record<string, string> };
  }

  /** How something failed: by an error of the kit that holds none of the credentials. */
  async failure(attempt: Promise<unknown>): Promise<SyncError> {
    const error = await failureOf(attempt);
    const told = [error.message, error.detail, String(error.cause)].join('\n');
    // Which company, which location: no secret, and without it a message would be of no use.
    const settings = Object.values(this.client.settings);
    for (const secret of Object.values(this.credentials as object)) {
      if (typeof secret !== 'string' || secret === '' || settings.includes(secret)) continue;
      expect(told).to.not.include(secret);
    }
    return error;
  }

  tokensIssued(): number {
    return this.subject.token ? this.sandbox.records.count({ ...this.subject.token, outcome: 200 }) : 0;
  }

  private accepted(credentials: object): unknown {
    const { direction, connectorAuth, hrflowAuth } = this.action;
    return (direction === 'inbound' ? connectorAuth : hrflowAuth).parse(credentials);
  }

  private openAs(credentials: unknown): HttpClient {
    const { environment } = this.sandbox;
    return openClient(this.action.origin.api, credentials, { baseUrls: environment, ...this.subject.host });
  }

  /** The same client; the list's answers are kept, to be repeated. */
  private recording(client: HttpClient): HttpClient {
    return {
      version: client.version,
      settings: client.settings,
      download: (url, limits) => client.download(url, limits),
      fetchFile: (request, limits) => client.fetchFile(request, limits),
      now: () => client.now(),
      sleep: (ms) => client.sleep(ms),
      over: (api) => this.recording(client.over(api)),
      send: async <Body>(request: HttpRequest) => {
        const response = await client.send<Body>(request);
        if (isOn(this.subject.list, request)) this.answer = response;
        return response;
      },
    };
  }
}

function isOn({ path, method = 'GET' }: Route, request: HttpRequest): boolean {
  if (request.method !== method) return false;
  if (!(path instanceof RegExp)) return path === request.path;
  const { query = {} } = request;
  const set =
    typeof query === 'string' ? [] : Object.entries(query).map(([name, v]) => `${name}=${String(v)}`);
  return `${request.path}?${typeof query === 'string' ? query : set.join('&')}`.search(path) >= 0;
}
