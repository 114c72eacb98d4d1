import { setTimeout as wait } from 'node:timers/promises';
import { Axios, type AxiosResponse } from 'axios';
import {
  apiFor,
  type AccessToken,
  type Authentication,
  type ExchangeRecorder,
  type Host,
  type HttpFailure,
  type ProviderApi,
  type RequestLimiter,
  type TokenStore,
} from '../api.js';
import { ConfigurationError, RateLimitedError, RetryableError } from '../errors.js';
import { KnownSecrets } from '../secrets/known-secrets.js';
import { Secret } from '../secrets/secret.js';
import { MemoryTokens } from '../tokens.js';
import { axiosOver } from './adapter.js';
import { baseOf, queryString, type Base } from './address.js';
import { excerpt, readBody } from './body.js';
import type {
  AccountClient,
  Download,
  DownloadLimits,
  HttpClient,
  HttpRequest,
  HttpResponse,
} from './client.js';
import { download } from './download.js';
import type { Answer } from './exchange.js';
import { errorForNetwork, networkCode } from './network.js';
import { Envelope, type Outgoing } from './outgoing.js';
import { poolFor } from './pool.js';
import { signsOf } from './rate-limit-signs.js';
import { errorForStatus, nameOf } from './recovery.js';

/** A whole request, unless API or request say otherwise. */
const DEFAULT_TIMEOUT_MS = 30_000;
/** What {@link ProviderApi.isPlainlyGood} is shown of an answer, in bytes. */
const START_BYTES = 64;
/** 500 Greenhouse candidates with long histories stay well below it. */
const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Opens HTTP for one account of a provider. Clients are cheap and share connections by origin; keep
 * one for as long as its account is in use.
 * @param credentials as they are, or as a {@link Secret}
 * @throws {@link ConfigurationError} when the host replaces the base URL by something that is none
 */
export function openClient<Credentials>(
  api: ProviderApi<Credentials>,
  credentials: Credentials | Secret<Credentials>,
  host: Host = {},
): AccountClient {
  const revealed = Secret.reveal(credentials);
  return new OpenClient(apiFor(api, revealed), revealed as never, host);
}

/** A request on its way, and how long and large its answer may be. */
interface Sending extends HttpRequest {
  readonly maxBytes?: number;
}

/** What a piece of work has of its own. */
interface Piece {
  readonly limiter?: RequestLimiter | undefined;
  readonly recorder?: ExchangeRecorder | undefined;
}

/** What becomes of an answer that came. */
type Judge<Result> = (request: Sending, answer: Answer) => Result;

class OpenClient implements AccountClient {
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
  // What is or holds a secret is out of sight of JSON and inspect: a client is handed to connectors' code.
  readonly #credentials: never;
  readonly #host: Host;
  readonly #authentication: Authentication;
  readonly #envelope: Envelope;
  readonly #tokens: TokenStore;
  readonly #others = new Map<unknown, OpenClient>();
  readonly #secrets: KnownSecrets;
  private readonly base: Base;
  private readonly axios: Axios;

  constructor(
    private readonly api: ProviderApi<never>,
    credentials: never,
    host: Host,
  ) {
    this.version = api.version;
    this.settings = api.settings?.(credentials) ?? {};
    this.#credentials = credentials;
    this.#host = host;
    this.#authentication = api.authenticate(credentials);
    const { headers = {}, query } = this.#authentication;
    this.base = baseOf(api, host);
    this.#envelope = new Envelope(headers);
    this.#tokens = host.tokens ?? new MemoryTokens(() => this.now());
    this.#secrets = host.secrets ?? new KnownSecrets();
    this.#secrets.add([
      ...secretsAmong(credentials ?? {}, this.settings),
      ...textsOf(headers),
      ...textsOf(query),
    ]);
    const { origin } = this.base;
    // An instance without axios' defaults: they would be merged anew for each request.
    this.axios = new Axios({
      adapter: axiosOver(() => poolFor(origin, host.maxConnections)),
      ...(host.signal ? { signal: host.signal } : {}),
    });
  }

  async send<Body = unknown>(request: HttpRequest): Promise<HttpResponse<Body>> {
    return (await this.sendFor(this.#host, request, this.judge)) as HttpResponse<Body>;
  }

  fetchFile(request: Pick<HttpRequest, 'path' | 'query'>, limits: DownloadLimits): Promise<Download> {
    return this.fetchFileFor(this.#host, request, limits);
  }

  over<Credentials>(api: ProviderApi<Credentials>): AccountClient {
    const known = this.#others.get(api);
    if (known) return known;
    const its = apiFor(api, this.#credentials);
    const own = this.#host.forApi?.(its) ?? {};
    const { limiter: _limiter, tokens: _tokens, ...shared } = this.#host;
    const other = new OpenClient(its, this.#credentials, { ...shared, ...own });
    this.#others.set(api, other);
    return other;
  }

  limitedBy(
    limiter: RequestLimiter | undefined,
    limiterOf: (api: ProviderApi<never>) => RequestLimiter | undefined = () => undefined,
    recorder?: ExchangeRecorder,
  ): HttpClient {
    const piece: Piece = { limiter: limiter ?? this.#host.limiter, recorder };
    return {
      version: this.version,
      settings: this.settings,
      send: async <Body>(request: HttpRequest) =>
        (await this.sendFor(piece, request, this.judge)) as HttpResponse<Body>,
      download: (url, limits) => this.download(url, limits),
      fetchFile: (request, limits) => this.fetchFileFor(piece, request, limits),
      over: (api) => {
        const other = this.over(api);
        const its = limiterOf(api);
        return its || recorder ? other.limitedBy(its, undefined, recorder) : other;
      },
      now: () => this.now(),
      sleep: (ms) => this.sleep(ms),
    };
  }

  download(url: string, limits: DownloadLimits): Promise<Download> {
    return download(url, limits, this.#host);
  }

  now(): number {
    return this.#host.now?.() ?? Date.now();
  }

  async sleep(ms: number): Promise<void> {
    if (this.#host.sleep) return this.#host.sleep(ms);
    try {
      await wait(ms, undefined, this.#host.signal ? { signal: this.#host.signal } : undefined);
    } catch (cause) {
      throw new RetryableError('Waiting ended early: this process is stopping.', { code: 'stopped', cause });
    }
  }

  private async fetchFileFor(
    piece: Piece,
    { path, query }: Pick<HttpRequest, 'path' | 'query'>,
    limits: DownloadLimits,
  ): Promise<Download> {
    const request: Sending = { ...limits, method: 'GET', path, ...(query === undefined ? {} : { query }) };
    const file = await this.sendFor(piece, request, this.judgeFile);
    return 'bytes' in file ? file : this.download(file.location, limits);
  }

  /** A token that is refused is replaced once: it may have run out, or somebody else's may have ended it. */
  private async sendFor<Result>(piece: Piece, request: Sending, judge: Judge<Result>): Promise<Result> {
    const exchange = this.api.token;
    if (!exchange) return this.sendAs(undefined, piece, request, judge);
    const issue = (): Promise<AccessToken> => exchange.issue(this.over(exchange.api), this.#credentials);
    const token = await this.#tokens.current(issue);
    const withToken = (value: string): Promise<Result> => {
      this.#secrets.addToken(value);
      return this.sendAs(exchange.authenticate(value), piece, request, judge);
    };
    try {
      return await withToken(token);
    } catch (error) {
      if (!(error instanceof ConfigurationError && error.code === 'unauthorized')) throw error;
      return withToken(await this.#tokens.replace(token, issue));
    }
  }

  private async sendAs<Result>(
    more: Authentication | undefined,
    { limiter, recorder }: Piece,
    request: Sending,
    judge: Judge<Result>,
  ): Promise<Result> {
    if (!limiter) return judge(request, await this.exchange(request, more, recorder));
    await limiter.acquire(this.api.rateLimit, this.#host.signal);
    return this.judgeLimited(judge, request, await this.exchange(request, more, recorder), limiter);
  }

  /** Judges an answer and passes on what it says about the account's limit. */
  private judgeLimited<Result>(
    judge: Judge<Result>,
    request: Sending,
    answer: Answer,
    limiter: RequestLimiter,
  ): Result {
    let signs = signsOf(answer.headers, this.api.rateLimit, () => this.now());
    try {
      return judge(request, answer);
    } catch (error) {
      if (error instanceof RateLimitedError) signs = { ...signs, waitMs: error.retryAfterMs };
      throw error;
    } finally {
      if (signs) limiter.observe?.(signs);
    }
  }

  private async exchange(
    request: Sending,
    more: Authentication | undefined,
    recorder: ExchangeRecorder | undefined,
  ): Promise<Answer> {
    const { json, query } = this.signed(request, more);
    const data = await this.#envelope.pack(request, json, more?.headers);
    const started = performance.now();
    let outcome: number | string = 'UNKNOWN';
    let answer: Answer | undefined;
    try {
      const response = await this.axios.request<Buffer, AxiosResponse<Buffer>, Outgoing>({
        url: this.base.path + request.path + queryString(request.query, query),
        method: request.method,
        timeout: request.timeoutMs ?? this.api.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        maxContentLength: request.maxBytes ?? this.api.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
        data,
      });
      answer = response.request as Answer;
      outcome = answer.status;
      return answer;
    } catch (error) {
      outcome = networkCode(error);
      throw errorForNetwork(this.api, error, this.#secrets.removeFrom(`${request.method} ${request.path}`));
    } finally {
      const { provider } = this.api;
      const told = { provider, method: request.method, outcome, durationMs: performance.now() - started };
      this.#host.onExchange?.(told);
      recorder?.record({ ...told, request, answer });
    }
  }

  /** The JSON body, and what is added to the query: credentials are in one of them at most. */
  private signed({ json }: HttpRequest, more: Authentication | undefined) {
    const own = this.#authentication;
    const query = own.query && more?.query ? { ...own.query, ...more.query } : (own.query ?? more?.query);
    if (json === undefined) return { json: undefined, query };
    const fields = own.json && more?.json ? { ...own.json, ...more.json } : (own.json ?? more?.json);
    if (!fields) return { json: JSON.stringify(json), query };
    return { json: JSON.stringify({ ...(json as object), ...fields }), query: undefined };
  }

  private readonly judge = (request: Sending, answer: Answer): HttpResponse => {
    if (request.ignoreBody && this.isPlainlyGood(answer)) {
      return { status: answer.status, headers: answer.headers, body: null };
    }
    const read = readBody(answer.bytes);
    const body = 'json' in read ? read.json : read.text;
    const status = this.api.statusOf?.(answer.status, body) ?? answer.status;
    if (status < 200 || status > 299) throw this.failure(request, { status, headers: answer.headers, body });
    if ('text' in read) throw this.invalidAnswer(request, answer);
    return { status, headers: answer.headers, body };
  };

  private readonly judgeFile = (request: Sending, answer: Answer): Download | { location: string } => {
    const { status, headers, bytes } = answer;
    if (status >= 200 && status < 300) return { bytes, contentType: headers['content-type'] };
    const { location } = headers;
    const from = this.base.origin + this.base.path + request.path;
    if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, from)) {
      return { location: new URL(location, from).href };
    }
    const read = readBody(bytes);
    throw this.failure(request, { status, headers, body: 'json' in read ? read.json : read.text });
  };

  private isPlainlyGood({ status, bytes }: Answer): boolean {
    if (status < 200 || status > 299) return false;
    return this.api.isPlainlyGood?.(bytes.toString('latin1', 0, START_BYTES)) ?? false;
  }

  private failure(request: HttpRequest, answer: Omit<HttpFailure, 'detail'>) {
    const detail = this.#secrets.removeFrom(
      `${request.method} ${request.path}: ${answer.status} ${excerpt(answer.body)}`,
    );
    const failure: HttpFailure = { ...answer, body: this.withoutSecrets(answer.body), detail };
    return this.api.interpret?.(failure) ?? errorForStatus(this.api, failure, this.now());
  }

  /** An error's message may quote the body, so what is handed on must hold no credential either. */
  private withoutSecrets(body: unknown): unknown {
    const text = JSON.stringify(body);
    const clean = text === undefined ? text : this.#secrets.removeFrom(text);
    return clean === text || clean === undefined ? body : (JSON.parse(clean) as unknown);
  }

  /** The body isn't quoted: a page cut short is made of people's data. */
  private invalidAnswer({ method, path }: HttpRequest, { status, headers, bytes }: Answer): RetryableError {
    const kind = headers['content-type'] ?? 'no content type';
    return new RetryableError(
      `${nameOf(this.api)} sent an answer that is not valid JSON. It may have been cut short, or a proxy answered in its place.`,
      {
        code: 'invalid_answer',
        detail: this.#secrets.removeFrom(`${method} ${path}: ${status} ${kind}, ${bytes.length} bytes`),
      },
    );
  }
}

/** Every text among credentials but those that the API calls settings: an id, a name that messages have. */
function secretsAmong(credentials: object, settings: Readonly<Record<string, string>>): unknown[] {
  const open = new Set(Object.values(settings));
  return Object.values(credentials).filter((value) => !open.has(value as string));
}

/** Headers or query parameters, with and without a scheme such as `Bearer` before them. */
function textsOf(values: Readonly<Record<string, string>> = {}): string[] {
  return Object.values(values).flatMap((value) => [value, value.replace(/^\S+ /, '')]);
}
