import type { RequestLimiter } from '../api.js';

/** A request below the API's versioned base. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below base URL and version, without a leading slash: `candidates`, `profile/indexing`. */
  readonly path: string;
  /** Left-out values (`undefined`, `null`) are not sent; booleans go out as `true` and `false`. */
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>> | string;
  readonly json?: unknown;
  readonly form?: FormData;
  /**
   * Nobody looks at the body of a good answer. It isn't parsed where {@link ProviderApi.isPlainlyGood} can
   * tell without; then `body` is `null`.
   */
  readonly ignoreBody?: boolean;
  /** Milliseconds for the whole request; default is the API's. */
  readonly timeoutMs?: number;
}

export interface HttpResponse<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Body;
}

/** HTTP for one account: base URL, credentials, limits and errors are taken care of. */
export interface HttpClient {
  /** @throws {@link SyncError} for every answer that is not 2xx, and when none came */
  send<Body = unknown>(request: HttpRequest): Promise<HttpResponse<Body>>;
  /** Fetches a file from another host, without credentials. */
  download(url: string, limits: { maxBytes: number; timeoutMs: number }): Promise<Download>;
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** A client as it was opened. */
export interface AccountClient extends HttpClient {
  /** The same client for a piece of work that has a limiter of its own. Costs next to nothing. */
  limitedBy(limiter: RequestLimiter): HttpClient;
}

export interface Download {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
}
