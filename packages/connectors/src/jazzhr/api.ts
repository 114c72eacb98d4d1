import { z } from 'zod';
import type { HttpFailure, ProviderApi } from '../kit/api.js';
import { ConfigurationError, RejectedItemError, type SyncError } from '../kit/errors.js';

/** Names and descriptions are those of hrflow-connectors. */
export const JazzhrCredentials = z.strictObject({
  api_key: z.string().min(1).describe('The API key to authenticate with JazzHR'),
});
export type JazzhrCredentials = z.output<typeof JazzhrCredentials>;

/** JazzHR's own description of its API. Its sections have no addresses that are known. */
export const JAZZHR_DOCS = 'http://www.resumatorapi.com/v1/';

/**
 * JazzHR, formerly The Resumator.
 *
 * Its documentation (resumatorapi.com/v1) could not be had. Source of what follows: six independent clients
 * that agree, among them zailous1/JazzHR-DotNet-SDK, apify/startupjobs2jazzHR and
 * community-tech-alliance/airbyte-source-jazzhr. The key goes into the query of a GET and into the JSON body
 * of a POST; there is no token. A limit of 80 calls a minute is what users report, unverified; a 429 carries
 * no `Retry-After`, so it is waited for as long as that minute.
 */
export const jazzhrApi: ProviderApi<JazzhrCredentials> = {
  provider: 'jazzhr',
  name: 'JazzHR',
  credentialsPath: 'connectorAuth.api_key',
  baseUrl: 'https://api.resumatorapi.com',
  baseUrlVariable: 'JAZZHR_API_URL',
  version: 'v1',
  authenticate: ({ api_key }) => ({ query: { apikey: api_key }, json: { apikey: api_key } }),
  rateLimit: { requests: 80, perMs: 60_000 },
  timeoutMs: 60_000,
  statusOf,
  interpret,
};

/** What JazzHR's words mean, where its status says nothing. The words themselves are unverified. */
const READINGS: readonly (readonly [RegExp, number])[] = [
  [/\bapi[ _-]?key\b|unauthori[sz]ed|not authori[sz]ed|authenticat/i, 401],
  [/rate limit|too many requests|throttl/i, 429],
  [/not found|does(?: not|n't) exist/i, 404],
];

/**
 * JazzHR hides errors in answers of status 200: `{"_error": …}` after a POST (apify/startupjobs2jazzHR),
 * `{"error": …}`, or a text that starts with "error" (seen by users of `POST /files`).
 */
function statusOf(status: number, body: unknown): number {
  if (status < 200 || status > 299) return status;
  const words = wordsOf(body);
  if (words === undefined) return status;
  return READINGS.find(([pattern]) => pattern.test(words))?.[1] ?? 400;
}

/**
 * How a wrong key is answered is unverified: 401 and 403 are both taken for it, since JazzHR's keys have no
 * permissions of their own, and so is a 400 that speaks of the key.
 */
function interpret({ status, body, detail }: HttpFailure): SyncError | undefined {
  const words = wordsOf(body) ?? '';
  if (status === 401 || status === 403 || (status === 400 && READINGS[0]?.[0].test(words))) {
    return new ConfigurationError(
      `JazzHR refused the API key (${status}). Check connectorAuth.api_key; JazzHR shows it under Settings, Integrations.`,
      { code: 'unauthorized', path: 'connectorAuth.api_key', detail },
    );
  }
  if (status !== 400 || words === '') return undefined;
  return new RejectedItemError(`JazzHR rejected the request: ${words.replace(/\.$/, '')}.`, {
    code: 'bad_request',
    detail,
  });
}

/** Longest quotation of JazzHR's words. */
const QUOTE_LENGTH = 200;

/** What an answer says is wrong; nothing where it isn't an error. */
function wordsOf(body: unknown): string | undefined {
  if (typeof body === 'string') return /^\s*error\b/i.test(body) ? quote(body) : undefined;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { _error, error } = body as Record<string, unknown>;
  const said = _error ?? error;
  if (said === undefined || said === null || said === false || said === '') return undefined;
  return quote(typeof said === 'string' ? said : JSON.stringify(said));
}

function quote(words: string): string {
  return words.replace(/\s+/g, ' ').trim().slice(0, QUOTE_LENGTH);
}
