import type { AccessToken } from '../kit/api.js';
import { RetryableError } from '../kit/errors.js';
import type { HttpClient, HttpResponse } from '../kit/http/client.js';
import { parseInstant } from '../kit/time.js';
import type { GreenhouseCredentials } from './credentials.js';

/**
 * Asks for an access token: `POST token` with the arguments in the body, never in the query (Harvest v3 docs,
 * "Authentication"). The answer says when it ends by a date, written `+0000` or `+00:00`; `expires_in` in
 * seconds, as OAuth has it, is understood as well. A new token may end the one before it (unverified), so
 * the kit keeps one for all workers. Credentials used under several `user_id`s are several accounts to us,
 * and would then end each other's tokens: each use asks once more, and goes on.
 * @param client of the token API
 */
export async function issueToken(
  client: HttpClient,
  { user_id }: Pick<GreenhouseCredentials, 'user_id'>,
): Promise<AccessToken> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(user_id && { sub: user_id }) });
  const response = await client.send({ method: 'POST', path: 'token', form });
  const answer = (response.body ?? {}) as Record<string, unknown>;
  const value = answer['access_token'];
  if (typeof value !== 'string' || value === '') {
    throw new RetryableError('Greenhouse answered a sign-in without a token.', {
      code: 'unexpected_answer',
      detail: `POST token: ${response.status}, no access_token`,
    });
  }
  const lifetimeMs = lifetimeOf(answer, response, client.now());
  return lifetimeMs === undefined ? { value } : { value, expiresAtMs: client.now() + lifetimeMs };
}

/** By Greenhouse's own clock, where it shows one: ours may be wrong by more than a token lives. */
function lifetimeOf(
  { expires_at, expires_in }: Record<string, unknown>,
  { headers }: HttpResponse,
  nowMs: number,
): number | undefined {
  const endMs = typeof expires_at === 'string' ? parseInstant(expires_at) : undefined;
  if (endMs !== undefined) {
    const theirs = Date.parse(headers['date'] ?? '');
    return endMs - (Number.isNaN(theirs) ? nowMs : theirs);
  }
  const seconds = Number(expires_in ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
