import type { ExchangeRecorder, ProviderApi, RequestLimiter } from '../api.js';

/** A request below the API's versioned base. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below base URL and version, without a leading slash: `candidates`, `profile/indexing`. */
  readonly path: string;
  /** Left-out values (`undefined`, `null`) are not sent; booleans go out as `true` and `false`. */
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>> | string;
  /** Besides those that authenticate. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** What the API was found to hold, and `json` is to take the place of. Not sent: for whoever takes note. */
  readonly replaces?: unknown;
  /** Sent as multipart, or url-encoded. */
  readonly form?: FormData | URLSearchParams;
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

/** How large a file may be, and how long fetching it may take. */
export interface DownloadLimits {
  readonly maxBytes: number;
  /** For all redirects together. */
  readonly timeoutMs: number;
}

/** HTTP for one account: base URL, credentials, limits and errors are taken care of. */
export interface HttpClient {
  /** The version of its API, for connectors that speak several. */
  readonly version: string;
  /** What of the credentials is no secret; see {@link ProviderApi.settings}. */
  readonly settings: Readonly<Record<string, string>>;
  /** @throws {@link SyncError} for every answer that is not 2xx, and when none came */
  send<Body = unknown>(request: HttpRequest): Promise<HttpResponse<Body>>;
  /** Fetches a file from another host, without credentials. */
  download(url: string, limits: DownloadLimits): Promise<Download>;
  /**
   * Fetches a file from the API itself, with credentials. Where it answers by a redirect, the file is
   * downloaded from there, without them.
   */
  fetchFile(request: Pick<HttpRequest, 'path' | 'query'>, limits: DownloadLimits): Promise<Download>;
  /** The same account at another API of the same system. */
  over<Credentials>(api: ProviderApi<Credentials>): HttpClient;
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** A client as it was opened. */
export interface AccountClient extends HttpClient {
  /**
   * The same client for a piece of work that has a limiter of its own. Costs next to nothing.
   * @param limiterOf its limiters at other APIs of the system
   * @param recorder told of its exchanges, but for those that get a token
   */
  limitedBy(
    limiter: RequestLimiter | undefined,
    limiterOf?: (api: ProviderApi<never>) => RequestLimiter | undefined,
    recorder?: ExchangeRecorder,
  ): HttpClient;
}

export interface Download {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
}
