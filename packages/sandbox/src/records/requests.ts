import type { ApiName, Call } from '../http/call.js';
import type { Fault } from '../http/faults.js';

/** What the client got: a status, or the way in which it got nothing whole. */
export type Outcome =
  number | Extract<Fault['kind'], 'reset' | 'reset-after' | 'stall' | 'truncate' | 'malformed'>;

/** One request as it came in. Headers are not kept: they carry the secrets. */
export interface RequestRecord {
  /** Epoch milliseconds at which it was answered. */
  readonly at: number;
  readonly api: ApiName;
  readonly method: string;
  /** Below `/v1/`. */
  readonly path: string;
  /** Query string with its question mark, or empty. */
  readonly search: string;
  readonly outcome: Outcome;
  /** Which item it was about, where it was about one. */
  readonly reference: string | undefined;
  readonly body: string;
}

/** Selects requests; what is left out matches all. */
export interface RequestFilter {
  readonly api?: ApiName;
  readonly method?: string;
  /** As in {@link RequestTally}: ids are written `{id}`. */
  readonly path?: string;
  readonly outcome?: Outcome;
}

/** How many requests of one kind had one outcome. */
export interface RequestTally {
  readonly api: ApiName;
  readonly method: string;
  /** Below `/v1/`, ids written as `{id}`: `candidates/{id}`. */
  readonly path: string;
  readonly outcome: Outcome;
  readonly count: number;
}

interface Kept extends Omit<RequestRecord, 'body'> {
  readonly route: string;
  readonly bytes: Buffer;
}

/** Counts every request and keeps the last few whole, so that memory doesn't grow with the traffic. */
export class RequestLog {
  readonly #tallies = new Map<string, { -readonly [Key in keyof RequestTally]: RequestTally[Key] }>();
  #kept: Kept[] = [];
  #oldest = 0;

  constructor(private readonly keep: number) {}

  /** @param path the call's path with its ids written `{id}` */
  add(call: Call, outcome: Outcome, reference: string | undefined, path = routeOf(call.path)): void {
    const { api, method, search } = call;
    const key = `${api} ${method} ${path} ${outcome}`;
    const tally = this.#tallies.get(key);
    if (tally) tally.count += 1;
    else this.#tallies.set(key, { api, method, path, outcome, count: 1 });
    this.#remember({
      at: Date.now(),
      api,
      method,
      path: call.path,
      route: path,
      search,
      outcome,
      reference,
      bytes: call.body,
    });
  }

  /** The last requests that match, oldest first. */
  last(filter: RequestFilter = {}): RequestRecord[] {
    const inOrder = [...this.#kept.slice(this.#oldest), ...this.#kept.slice(0, this.#oldest)];
    return inOrder
      .filter((request) => selects(filter, { ...request, path: request.route }))
      .map(({ bytes, route: _route, ...request }) => ({ ...request, body: bytes.toString() }));
  }

  tallies(filter: RequestFilter = {}): RequestTally[] {
    return [...this.#tallies.values()]
      .filter((tally) => selects(filter, tally))
      .map((tally) => ({ ...tally }));
  }

  /** How many requests match, among all there ever were. */
  count(filter: RequestFilter = {}): number {
    return this.tallies(filter).reduce((sum, { count }) => sum + count, 0);
  }

  clear(): void {
    this.#tallies.clear();
    this.#kept = [];
    this.#oldest = 0;
  }

  #remember(request: Kept): void {
    if (this.keep <= 0) return;
    if (this.#kept.length < this.keep) {
      this.#kept.push(request);
      return;
    }
    this.#kept[this.#oldest] = request;
    this.#oldest = (this.#oldest + 1) % this.keep;
  }
}

function routeOf(path: string): string {
  return path.replace(/\/\d+(?=\/|$)/g, '/{id}');
}

function selects(filter: RequestFilter, request: Omit<RequestTally, 'count'>): boolean {
  return (
    (filter.api === undefined || filter.api === request.api) &&
    (filter.method === undefined || filter.method === request.method) &&
    (filter.path === undefined || filter.path === request.path) &&
    (filter.outcome === undefined || filter.outcome === request.outcome)
  );
}
