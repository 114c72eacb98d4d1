import { json, type Answer } from '../../http/answer.js';
import type { Api } from '../../http/api.js';
import type { Call } from '../../http/call.js';
import type { Tokens } from './tokens.js';

/**
 * Greenhouse's authorization server, as far as client credentials go. Documented: the address, Basic, the form,
 * the answer with its `+0000`. Unverified: the bodies of its refusals.
 */
export class GreenhouseAuthApi implements Api {
  readonly name = 'greenhouse_auth';
  readonly base = '/greenhouse-auth/';
  readonly showsRateLimit = true;
  readonly #authorization: string;

  constructor(
    clientId: string,
    clientSecret: string,
    private readonly tokens: Tokens,
  ) {
    this.#authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  }

  handle(call: Call): Answer {
    if (call.path !== 'token' || call.method !== 'POST') return this.failure(404);
    if (call.headers.authorization !== this.#authorization) return json(401, { error: 'invalid_client' });
    const type = call.headers['content-type'] ?? '';
    const form = new URLSearchParams(
      type.startsWith('application/x-www-form-urlencoded') ? call.body.toString() : '',
    );
    // In the query they are not seen: "arguments must be in the body".
    if (form.get('grant_type') !== 'client_credentials')
      return json(400, { error: 'unsupported_grant_type' });
    const sub = form.get('sub');
    if (sub !== null && !/^\d+$/.test(sub)) return json(400, { error: 'invalid_request: sub' });
    const { token, expiresAtMs } = this.tokens.mint(Date.now());
    return json(200, {
      token_type: 'Bearer',
      access_token: token,
      expires_at: new Date(expiresAtMs).toISOString().replace(/\.\d+Z$/, '+0000'),
    });
  }

  referenceOf(): undefined {
    return undefined;
  }

  tooManyRequests(retryAfter?: string, resetAtSeconds?: number): Answer {
    return json(
      429,
      { message: 'Too Many Requests' },
      {
        ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
        ...(resetAtSeconds !== undefined && { 'X-RateLimit-Reset': String(resetAtSeconds) }),
      },
    );
  }

  failure(status: number): Answer {
    return json(status, { message: status === 404 ? 'Not Found' : 'Internal server error' });
  }
}
