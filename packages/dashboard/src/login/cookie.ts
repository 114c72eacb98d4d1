import type { Request, Response } from 'express';

/** A cookie of ours, without the prefix that a secure one has. */
export interface CookieKind {
  readonly name: string;
  /** `lax` comes along when another site leads here, which the way back from a provider needs. */
  readonly sameSite: 'strict' | 'lax';
  readonly maxAgeMs: number;
}

/** Browsers refuse to let another host or path, or plain http, set a cookie of this name. */
const SECURE_PREFIX = '__Host-';

export function readCookie(request: Request, { name }: CookieKind, secure: boolean): string | undefined {
  const full = secure ? SECURE_PREFIX + name : name;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${full}=`))?.slice(full.length + 1);
}

/** Gives the browser a cookie, or takes it back when there is no value. */
export function writeCookie(
  response: Response,
  { name, sameSite, maxAgeMs }: CookieKind,
  secure: boolean,
  value: string | undefined,
): void {
  response.cookie(secure ? SECURE_PREFIX + name : name, value ?? '', {
    httpOnly: true,
    sameSite,
    secure,
    path: '/',
    maxAge: value === undefined ? 0 : maxAgeMs,
    encode: String,
  });
}
