import type { AccessToken, HttpFailure, ProviderApi } from '../kit/api.js';
import { ConfigurationError, RejectedItemError, RetryableError, type SyncError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { providerMessage } from '../kit/http/recovery.js';
import { hasPersonalToken, type BreezyhrCredentials } from './credentials.js';

/** What all of Breezy's API has in common. */
const BREEZY = {
  provider: 'breezyhr',
  name: 'Breezy HR',
  credentialsPath: 'connectorAuth.password',
  baseUrl: 'https://api.breezy.hr',
  baseUrlVariable: 'BREEZYHR_API_URL',
  version: 'v3',
  // Lava's documentation of the API: 100 requests in 60 seconds for each token, 429 beyond.
  rateLimit: { requests: 100, perMs: 60_000 },
  timeoutMs: 60_000,
  settings: ({ company_id, company_name }: BreezyhrCredentials): Record<string, string> => ({
    ...(company_id && { company_id }),
    ...(company_name && { company_name }),
  }),
} as const;

/** The header takes the token as it is, without `Bearer` (developer.breezy.hr, "Candidates", its curl sample). */
const withToken = (token: string) => ({ headers: { authorization: token } });

/** Where e-mail and password are exchanged for a token. */
const signInApi: ProviderApi<BreezyhrCredentials> = {
  ...BREEZY,
  authenticate: () => ({}),
  interpret: interpretSignIn,
};

/** Breezy for an account with a personal access token. */
const personalTokenApi: ProviderApi<BreezyhrCredentials> = {
  ...BREEZY,
  authenticate: ({ password }) => withToken(password),
  interpret,
};

/**
 * Breezy HR's API, v3. Somebody who signs in while his token is good gets the same token again (amp-labs,
 * `breezy/auth/client.go`), so signing out would end it for every other process, and we never do.
 *
 * Sources: developer.breezy.hr "Sign in", "Candidates" (header, errors).
 */
export const breezyhrApi: ProviderApi<BreezyhrCredentials> = {
  ...BREEZY,
  authenticate: () => ({}),
  token: { api: signInApi, issue: signIn, authenticate: withToken },
  forCredentials: (credentials) => (hasPersonalToken(credentials) ? personalTokenApi : breezyhrApi),
  interpret,
};

/** How long a token lives is not documented: it is used until it is refused. */
async function signIn(client: HttpClient, credentials: BreezyhrCredentials): Promise<AccessToken> {
  const { email, password } = credentials;
  const { body } = await client.send<{ access_token?: unknown } | null>({
    method: 'POST',
    path: 'signin',
    json: { email, password },
  });
  const token = body?.access_token;
  if (typeof token === 'string' && token !== '') return { value: token };
  throw new RetryableError('Breezy HR let us sign in, but gave out no token.', {
    code: 'unexpected_answer',
    detail: 'POST signin: no access_token in the answer',
  });
}

/** What a refused sign-in is answered by is not documented, so every refusal but a 429 is about the two fields. */
function interpretSignIn({ status, detail }: HttpFailure): SyncError | undefined {
  if (status < 400 || status >= 500 || status === 429 || status === 408) return undefined;
  return new ConfigurationError(
    `Breezy HR refused e-mail and password (${status}). Check connectorAuth.email and connectorAuth.password.`,
    { code: 'unauthorized', path: 'connectorAuth.password', detail },
  );
}

const TOKEN_ERRORS = ['invalidAccessToken', 'missingAccessToken'];

/**
 * Reads Breezy's envelope, `{"error": {"type", "message"}}`. A bad token is documented as 401 and was seen
 * as 400 (w6w's Breezy app), so its type decides.
 */
function interpret({ status, body, detail }: HttpFailure): SyncError | undefined {
  if (TOKEN_ERRORS.includes(typeOf(body))) {
    return new ConfigurationError(`Breezy HR refused the token (${status}). Check connectorAuth.password.`, {
      code: 'unauthorized',
      path: 'connectorAuth.password',
      detail,
    });
  }
  if (status === 403) {
    return new ConfigurationError(
      'Breezy HR does not let this user into the company (403): he must be a member of it, and its plan must ' +
        'include the API. Check connectorAuth.company_id or connectorAuth.company_name.',
      { code: 'forbidden', path: 'connectorAuth.company_id', detail },
    );
  }
  if (status === 412) {
    const words = providerMessage(body);
    return new RejectedItemError(
      `Breezy HR finds that a condition of the request does not hold (412)${words ? `: ${words}` : ''}.`,
      { code: 'precondition_failed', detail },
    );
  }
  return undefined;
}

function typeOf(body: unknown): string {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: { type?: unknown } };
  return typeof error?.type === 'string' ? error.type : '';
}
