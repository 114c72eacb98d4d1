import { setTimeout as wait } from 'node:timers/promises';
import { Axios, type AxiosResponse } from 'axios';
import type { Host, HttpFailure, ProviderApi, RequestLimiter } from '../api.js';
import { RateLimitedError, RetryableError } from '../errors.js';
import { axiosOver } from './adapter.js';
import { baseOf, queryString, type Base } from './address.js';
import { excerpt, readBody } from './body.js';
import type { AccountClient, Download, HttpClient, HttpRequest, HttpResponse } from './client.js';
import { download } from './download.js';
import type { Answer } from './exchange.js';
import { encode, type Multipart } from './multipart.js';
import { errorForNetwork, networkCode } from './network.js';
import { poolFor } from './pool.js';
import { signsOf } from './rate-limit-signs.js';
import { errorForStatus, nameOf } from './recovery.js';
import { secretsRemover } from './secrets.js';

/** A whole request, unless API or request say otherwise. */
const DEFAULT_TIMEOUT_MS = 30_000;
/** What {@link ProviderApi.isPlainlyGood} is shown of an answer, in bytes. */
const START_BYTES = 64;
/** 500 Greenhouse candidates with long histories stay well below it. */
const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Opens HTTP for one account of a provider. Clients are cheap and share connections by origin; keep
 * one for as long as its account is in use.
 * @throws {@link ConfigurationError} when the host replaces the base URL by something that is none
 */
export function openClient<Credentials>(
  api: ProviderApi<Credentials>,
  credentials: Credentials,
  host: Host = {},
): AccountClient {
  return new OpenClient(api, credentials as never, host);
}

class OpenClient implements AccountClient {
  private readonly base: Base;
  private readonly axios: Axios;
  private readonly authQuery: Readonly<Record<string, string>> | undefined;
  private readonly clean: (text: string) => string;

  constructor(
    private readonly api: ProviderApi<never>,
    credentials: never,
    private readonly host: Host,
  ) {
    const { headers = {}, query } = api.authenticate(credentials);
    this.base = baseOf(api, host);
    this.authQuery = query;
    this.clean = secretsRemover([
      ...Object.values(credentials ?? {}),
      ...Object.values(headers),
      ...Object.values(query ?? {}),
    ]);
    const { origin } = this.base;
    const sent = ['accept', 'application/json', ...Object.entries(headers).flat()];
    // An instance without axios' defaults: they would be merged anew for each request.
    this.axios = new Axios({
      adapter: axiosOver(() => poolFor(origin, host.maxConnections), sent),
      maxContentLength: api.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
      ...(host.signal ? { signal: host.signal } : {}),
    });
  }

  async send<Body = unknown>(request: HttpRequest): Promise<HttpResponse<Body>> {
    return (await this.sendUnder(this.host.limiter, request)) as HttpResponse<Body>;
  }

  limitedBy(limiter: RequestLimiter): HttpClient {
    return {
      send: async <Body>(request: HttpRequest) =>
        (await this.sendUnder(limiter, request)) as HttpResponse<Body>,
      download: (url, limits) => this.download(url, limits),
      now: () => this.now(),
      sleep: (ms) => this.sleep(ms),
    };
  }

  private async sendUnder(limiter: RequestLimiter | undefined, request: HttpRequest): Promise<HttpResponse> {
    if (!limiter) return this.judge(request, await this.exchange(request));
    await limiter.acquire(this.api.rateLimit, this.host.signal);
    return this.judgeLimited(request, await this.exchange(request), limiter);
  }

  /** Judges an answer and passes on what it says about the account's limit. */
  private judgeLimited(request: HttpRequest, answer: Answer, limiter: RequestLimiter): HttpResponse {
    let signs = signsOf(answer.headers, this.api.rateLimit, () => this.now());
    try {
      return this.judge(request, answer);
    } catch (error) {
      if (error instanceof RateLimitedError) signs = { ...signs, waitMs: error.retryAfterMs };
      throw error;
    } finally {
      if (signs) limiter.observe?.(signs);
    }
  }

  download(url: string, limits: { maxBytes: number; timeoutMs: number }): Promise<Download> {
    return download(url, limits, this.host);
  }

  now(): number {
    return this.host.now?.() ?? Date.now();
  }

  async sleep(ms: number): Promise<void> {
    if (this.host.sleep) return this.host.sleep(ms);
    try {
      await wait(ms, undefined, this.host.signal ? { signal: this.host.signal } : undefined);
    } catch (cause) {
      throw new RetryableError('Waiting ended early: this process is stopping.', { code: 'stopped', cause });
    }
  }

  private async exchange(request: HttpRequest): Promise<Answer> {
    const started = performance.now();
    let outcome: number | string = 'UNKNOWN';
    try {
      const response = await this.axios.request<Buffer, AxiosResponse<Buffer>, string | Multipart>({
        url: this.base.path + request.path + queryString(request.query, this.authQuery),
        method: request.method,
        timeout: request.timeoutMs ?? this.api.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        ...(request.json === undefined ? {} : { data: JSON.stringify(request.json) }),
        ...(request.form === undefined ? {} : { data: await encode(request.form) }),
      });
      const answer = response.request as Answer;
      outcome = answer.status;
      return answer;
    } catch (error) {
      outcome = networkCode(error);
      throw errorForNetwork(this.api, error, this.clean(`${request.method} ${request.path}`));
    } finally {
      const { provider } = this.api;
      this.host.onExchange?.({
        provider,
        method: request.method,
        outcome,
        durationMs: performance.now() - started,
      });
    }
  }

  private judge(request: HttpRequest, answer: Answer): HttpResponse {
    if (request.ignoreBody && this.isPlainlyGood(answer)) {
      return { status: answer.status, headers: answer.headers, body: null };
    }
    const read = readBody(answer.bytes);
    const body = 'json' in read ? read.json : read.text;
    const status = this.api.statusOf?.(answer.status, body) ?? answer.status;
    if (status < 200 || status > 299) throw this.failure(request, { status, headers: answer.headers, body });
    if ('text' in read) throw this.invalidAnswer(request, answer);
    return { status, headers: answer.headers, body };
  }

  private isPlainlyGood({ status, bytes }: Answer): boolean {
    if (status < 200 || status > 299) return false;
    return this.api.isPlainlyGood?.(bytes.toString('latin1', 0, START_BYTES)) ?? false;
  }

  private failure(request: HttpRequest, answer: Omit<HttpFailure, 'detail'>) {
    const detail = this.clean(`${request.method} ${request.path}: ${answer.status} ${excerpt(answer.body)}`);
    const failure: HttpFailure = { ...answer, body: this.withoutSecrets(answer.body), detail };
    return this.api.interpret?.(failure) ?? errorForStatus(this.api, failure, this.now());
  }

  /** An error's message may quote the body, so what is handed on must hold no credential either. */
  private withoutSecrets(body: unknown): unknown {
    const text = JSON.stringify(body);
    const clean = text === undefined ? text : this.clean(text);
    return clean === text || clean === undefined ? body : (JSON.parse(clean) as unknown);
  }

  /** The body isn't quoted: a page cut short is made of people's data. */
  private invalidAnswer({ method, path }: HttpRequest, { status, headers, bytes }: Answer): RetryableError {
    const kind = headers['content-type'] ?? 'no content type';
    return new RetryableError(
      `${nameOf(this.api)} sent an answer that is not valid JSON. It may have been cut short, or a proxy answered in its place.`,
      {
        code: 'invalid_answer',
        detail: this.clean(`${method} ${path}: ${status} ${kind}, ${bytes.length} bytes`),
      },
    );
  }
}
