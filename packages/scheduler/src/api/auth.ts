import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ApiError } from './errors.js';

/** Lets through who has one of the tokens. Several are for changing one without a gap. */
export function bearerToken(tokens: readonly string[]): RequestHandler {
  const known = tokens.map(digest);
  return (request, response, next) => {
    const [, token] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests are of one length, and every one is compared: the time taken tells nothing.
    const given = digest(token ?? '');
    const matches = known.filter((each) => timingSafeEqual(each, given)).length;
    if (token !== undefined && matches > 0) return next();
    response.set('WWW-Authenticate', 'Bearer');
    throw new ApiError('unauthorized', 'The API wants a token: Authorization: Bearer <one of API_TOKENS>.');
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
