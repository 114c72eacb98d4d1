import type { HttpFailure, ProviderApi } from '../kit/api.js';
import { ConfigurationError, type SyncError } from '../kit/errors.js';
import { providerMessage } from '../kit/http/recovery.js';
import { issueToken } from './token.js';
import type { GreenhouseCredentials } from './credentials.js';

const HARVEST = {
  provider: 'greenhouse',
  name: 'Greenhouse',
  baseUrl: 'https://harvest.greenhouse.io',
  baseUrlVariable: 'GREENHOUSE_API_URL',
  timeoutMs: 60_000,
} as const;

/**
 * Where Harvest v3's tokens come from.
 *
 * Sources: Harvest v3 docs, "Authentication" (HTTP Basic with client id and secret; a wrong one is answered
 * 401) and "API rate limiting" (a window of its own, of 60 seconds; how many requests it lets through is
 * published nowhere, and one token an hour stays below any number). Its own name in limits and metrics:
 * waiting for it must not hold back Harvest.
 */
export const greenhouseAuthApi: ProviderApi<GreenhouseCredentials> = {
  provider: 'greenhouse_auth',
  name: 'Greenhouse (sign-in)',
  credentialsPath: 'connectorAuth.client_secret',
  baseUrl: 'https://auth.greenhouse.io',
  baseUrlVariable: 'GREENHOUSE_AUTH_URL',
  version: '',
  authenticate: ({ client_id, client_secret }) => ({
    headers: { authorization: basic(`${client_id}:${client_secret}`) },
  }),
  interpret: interpretRefusedToken,
};

/**
 * Greenhouse Harvest v3.
 *
 * Sources: Harvest v3 docs, "Authentication" (bearer token) and "API rate limiting" (a fixed window of 30
 * seconds, 429 with `Retry-After` in seconds). The limit is in `X-RateLimit-Limit` and differs by integration;
 * the docs' 75 is an example. Airbyte's connector budgets 50, and so do we; an answer that names fewer lowers
 * it further. The provider is that of v1: an account is provider and credentials together, and credentials
 * are for one of the two only.
 */
export const greenhouseV3Api: ProviderApi<GreenhouseCredentials> = {
  ...HARVEST,
  credentialsPath: 'connectorAuth.client_id',
  version: 'v3',
  authenticate: () => ({}),
  // Whom a token acts for is no secret, and has to be known where v1 names a user with each write.
  settings: ({ user_id }): Readonly<Record<string, string>> => (user_id ? { user_id } : {}),
  token: {
    api: greenhouseAuthApi,
    issue: issueToken,
    authenticate: (token) => ({ headers: { authorization: `Bearer ${token}` } }),
  },
  rateLimit: { requests: 50, perMs: 30_000 },
};

/**
 * Greenhouse Harvest v1, for who still has it; credentials for v3 choose {@link greenhouseV3Api}.
 *
 * Sources: Harvest v1 docs, "Authentication" (Basic, the key is the user name, empty password) and
 * "Throttling" (50 requests per 10 seconds in `X-RateLimit-Limit`; 429 with `Retry-After` in seconds
 * and `X-RateLimit-Reset` as a timestamp).
 */
export const greenhouseApi: ProviderApi<GreenhouseCredentials> = {
  ...HARVEST,
  credentialsPath: 'connectorAuth.auth',
  version: 'v1',
  authenticate: ({ auth }) => ({ headers: { authorization: basic(`${auth}:`) } }),
  forCredentials: ({ client_id }) => (client_id ? greenhouseV3Api : greenhouseApi),
  rateLimit: { requests: 50, perMs: 10_000 },
  interpret: interpretGone,
};

function basic(userAndPassword: string): string {
  return `Basic ${Buffer.from(userAndPassword).toString('base64')}`;
}

/** How an answer may say that the API was taken down, whatever its status. */
const GONE_WORDS =
  /\b(?:deprecat\w*|sunset\w*|retired|discontinued|decommissioned|no longer (?:available|supported|exists?|offered)|(?:been|was|were) (?:removed|shut ?down|turned off)|end[- ]of[- ]life|(?:migrate|upgrade|switch) to|use (?:the )?(?:harvest )?(?:api )?v3)\b/i;
/** Statuses that mean it only together with such words: each has an everyday meaning of its own. */
const MAYBE_GONE = new Set([400, 401, 403, 404]);

/**
 * Harvest v1 and v2 ended on 2026-08-31 (support.greenhouse.io, article 360029266032). What their addresses
 * answer since is unverified, so both readings are accepted: 410, and any refusal that says so in words. A
 * wrong key's ordinary 401 stays what it is.
 */
function interpretGone({ status, body, detail }: HttpFailure): SyncError | undefined {
  const words = typeof body === 'string' ? body : (providerMessage(body) ?? '');
  if (status === 410 || (MAYBE_GONE.has(status) && GONE_WORDS.test(words))) return apiVersionGone(detail);
  return undefined;
}

/** What to do once Harvest v1 doesn't answer any more. */
export function apiVersionGone(detail: string | undefined, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    'Greenhouse no longer offers Harvest v1, which connectorAuth.auth is a key for: it ended on 2026-08-31. Create Harvest v3 (OAuth) credentials in Greenhouse and give connectorAuth.client_id and connectorAuth.client_secret in its place.',
    { code: 'api_version_gone', path: 'connectorAuth.auth', detail, cause },
  );
}

/**
 * Whatever the token endpoint refuses, no item is at fault. OAuth 2.0 answers 400 or 401 (RFC 6749, 5.2);
 * Greenhouse's own bodies are unverified. A refused `sub` is likely told by its name.
 */
function interpretRefusedToken({ status, body, detail }: HttpFailure): SyncError | undefined {
  if (status < 400 || status > 404) return undefined;
  const words = typeof body === 'string' ? body : JSON.stringify(body);
  const aboutUser = /\bsub\b|\buser\b/i.test(words ?? '');
  const [path, what] = aboutUser
    ? ['connectorAuth.user_id', 'the user to act for']
    : ['connectorAuth.client_secret', 'the client id or its secret'];
  const look = aboutUser ? path : 'connectorAuth.client_id and connectorAuth.client_secret';
  return new ConfigurationError(`Greenhouse refused ${what} (${status}). Check ${look}.`, {
    code: 'unauthorized',
    path,
    detail,
  });
}
