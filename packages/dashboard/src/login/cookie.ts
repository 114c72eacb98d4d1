import type { Request, Response } from 'express';
import { SESSION_MS } from './sessions.js';

const PLAIN_NAME = 'hrflow_sync_session';
/** Browsers refuse to let another host or path set a cookie of this name. */
const SECURE_NAME = `__Host-${PLAIN_NAME}`;

/** The session token a request carries. */
export function readSessionCookie(request: Request, secure: boolean): string | undefined {
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Gives the browser a token, or takes it back when there is none. */
export function writeSessionCookie(response: Response, secure: boolean, token: string | undefined): void {
  response.cookie(secure ? SECURE_NAME : PLAIN_NAME, token ?? '', {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/',
    maxAge: token === undefined ? 0 : SESSION_MS,
    encode: String,
  });
}
