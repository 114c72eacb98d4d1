import type { SyncError } from './errors.js';
import type { HttpClient, HttpRequest } from './http/client.js';
import type { Answer } from './http/exchange.js';
import type { KnownSecrets } from './secrets/known-secrets.js';

/** How many requests a provider allows, as its documentation says. */
export interface RateLimitPolicy {
  /** Requests allowed in one window. */
  readonly requests: number;
  /** Length of the window in milliseconds. */
  readonly perMs: number;
}

/** What is added to each request so that the provider knows who asks. */
export interface Authentication {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Fields added to a JSON body. A request that has one carries these in place of `query`. */
  readonly json?: Readonly<Record<string, string>>;
}

/** What a provider gives out in exchange for credentials, for a while. */
export interface AccessToken {
  readonly value: string;
  /** Epoch milliseconds; nothing where the provider doesn't say. */
  readonly expiresAtMs?: number;
}

/** How an API's token is had, and used. */
export interface TokenExchange<Credentials> {
  /** Where tokens are given out: an API of its own, with an address, a limit and errors of its own. */
  readonly api: ProviderApi<Credentials>;
  /**
   * Asks for a token.
   * @param client of {@link TokenExchange.api}
   */
  issue(client: HttpClient, credentials: Credentials): Promise<AccessToken>;
  authenticate(token: string): Authentication;
}

/**
 * Keeps the token of one account for everybody who uses it. A provider may end the old token when it gives
 * out a new one, so nobody should ask for one of his own.
 */
export interface TokenStore {
  /** The token in force; `issue` gets one where there is none. */
  current(issue: () => Promise<AccessToken>): Promise<string>;
  /** A token in place of one the provider refused: the one somebody else got since, or a new one. */
  replace(refused: string, issue: () => Promise<AccessToken>): Promise<string>;
}

/** An answer the status table alone can't judge. */
export interface HttpFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, or text when the body was not JSON. */
  readonly body: unknown;
  /** The exchange in one line for {@link SyncErrorOptions.detail}. Credentials are blacked out. */
  readonly detail: string;
}

/**
 * A provider's HTTP API, described as data: reading a definition should feel like reading the
 * provider's own documentation.
 */
export interface ProviderApi<Credentials> {
  /** The connector's subtype, or `hrflow`. Labels metrics and identifies the account. */
  readonly provider: string;
  /** The system's name in messages, as people write it. Default: `provider`. */
  readonly name?: string;
  /** The field to look at when the credentials are refused, e.g. `connectorAuth.auth`. */
  readonly credentialsPath?: string;
  /** Scheme and host, without a trailing slash. */
  readonly baseUrl: string;
  /** Name under which {@link Host.baseUrls} may replace `baseUrl`, e.g. `GREENHOUSE_API_URL`. */
  readonly baseUrlVariable: string;
  /** Path segment after the base, e.g. `v1`; empty where there is none. */
  readonly version: string;
  authenticate(credentials: Credentials): Authentication;
  /** For an API that takes a token in place of the credentials. Sent besides {@link authenticate}'s. */
  readonly token?: TokenExchange<Credentials>;
  /** The API these credentials are for, where a system has several. */
  forCredentials?(credentials: Credentials): ProviderApi<Credentials>;
  /** What requests need of the credentials though it is no secret, e.g. a company's id. */
  settings?(credentials: Credentials): Readonly<Record<string, string>>;
  /** The documented limit, or nothing where none is published. */
  readonly rateLimit?: RateLimitPolicy;
  /** Whole request, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Largest answer accepted, in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** The status an answer means, where the provider hides it in the body. Default: the HTTP status. */
  statusOf?(status: number, body: unknown): number;
  /** Whether a 2xx answer is good, from the start of its body alone. Default: it has to be parsed. */
  isPlainlyGood?(start: string): boolean;
  /** What the provider means by an error answer, where the status table would misread it. */
  interpret?(failure: HttpFailure): SyncError | undefined;
}

/** One finished exchange, for metrics and debug logs. Never holds a query string or a body. */
export interface HttpExchange {
  readonly provider: string;
  readonly method: string;
  /** Status code, or the network error's code when no answer came. */
  readonly outcome: number | string;
  readonly durationMs: number;
}

/**
 * One finished exchange with all that was said, as it was said: nothing is copied or serialised for it. Credentials
 * are not in the request; what the provider quotes of them is in the answer.
 */
export interface WholeExchange extends HttpExchange {
  readonly request: HttpRequest;
  /** Nothing where none came. */
  readonly answer: Answer | undefined;
}

/** Takes note of the exchanges of a piece of work. */
export interface ExchangeRecorder {
  record(exchange: WholeExchange): void;
}

/** What an answer says about the account's limit. It can only tighten what is known. */
export interface RateLimitSigns {
  /** Requests allowed in one window, where they are fewer than the policy says. */
  readonly requests?: number;
  /** Milliseconds during which the provider wants no further request of this account. */
  readonly waitMs?: number;
}

/** Holds back the requests of one account. */
export interface RequestLimiter {
  /**
   * Lets a request through, now or after a moment.
   * @param policy the API's documented limit; nothing where none is published
   * @throws {@link RateLimitedError} when the moment would be long
   */
  acquire(policy: RateLimitPolicy | undefined, signal?: AbortSignal): Promise<void> | void;
  /** Told of answers that say something about the limit; most don't. */
  observe?(signs: RateLimitSigns): void;
}

/**
 * What the surroundings offer a connector. Connectors read no environment: whoever opens a client
 * passes in what it needs.
 */
export interface Host {
  /** Replacements for base URLs, by {@link ProviderApi.baseUrlVariable}. */
  readonly baseUrls?: Readonly<Record<string, string | undefined>>;
  /** Connections kept to one origin, shared by all clients that ask for this number. Default 128. */
  readonly maxConnections?: number;
  /** Limiter of this account. Without one, requests are not held back. */
  readonly limiter?: RequestLimiter;
  /** Where this account's token is kept. Without one, each client keeps its own. */
  readonly tokens?: TokenStore;
  /** Told of every credential and token that is sent, so that none is shown. Without it, each client keeps its own. */
  readonly secrets?: KnownSecrets;
  /** What another API of the same system has of its own: {@link HttpClient.over}. */
  forApi?(api: ProviderApi<never>): Pick<Host, 'limiter' | 'tokens'>;
  readonly signal?: AbortSignal;
  onExchange?(exchange: HttpExchange): void;
  /** Milliseconds since the epoch; replaced in tests. */
  now?(): number;
  /** Waits between polls; replaced in tests. */
  sleep?(ms: number): Promise<void>;
}

/** The API that an account's requests go to. */
export function apiFor<Credentials>(
  api: ProviderApi<Credentials>,
  credentials: Credentials,
): ProviderApi<Credentials> {
  return api.forCredentials?.(credentials) ?? api;
}
