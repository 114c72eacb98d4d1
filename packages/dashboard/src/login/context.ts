import type { Audit, AuditEntry } from '@hrflow-sync/core';
import type { Request, Response } from 'express';
import { type CookieKind, readCookie, writeCookie } from './cookie.js';
import type { Accounts } from './accounts.js';
import type { Attempts } from './attempts.js';
import type { OidcLogin } from './oidc.js';
import type { ProxyLogin } from './proxy.js';
import { type NewSession, SESSION_MS, type Sessions } from './sessions.js';

/** What the parts of the login share. */
export interface LoginContext {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly audit: Audit;
  readonly oidc: OidcLogin | undefined;
  readonly proxy: ProxyLogin | undefined;
  /** Nobody could sign in when the dashboard started: until somebody can, this machine's users may do all. */
  readonly startedOpen: boolean;
  /** Path under which a proxy shows the dashboard; empty or without a slash at the end. */
  readonly basePath: string;
  /** The public address is https even when this process is asked over http. */
  readonly publicHttps: boolean;
  /** How often an open stream is asked for its session. */
  readonly streamCheckMs: number;
}

const SESSION_COOKIE: CookieKind = {
  name: 'hrflow_sync_session',
  sameSite: 'strict',
  maxAgeMs: SESSION_MS,
};

export function isSecure(request: Request, { publicHttps }: LoginContext): boolean {
  return publicHttps || request.secure;
}

export function sessionToken(request: Request, context: LoginContext): string | undefined {
  return readCookie(request, SESSION_COOKIE, isSecure(request, context));
}

/** Begins a session under a token nobody had before; one that the browser came with is over. */
export async function enter(
  request: Request,
  response: Response,
  context: LoginContext,
  session: NewSession,
): Promise<void> {
  const before = sessionToken(request, context);
  if (before !== undefined) await context.sessions.end(before);
  await recordAccess(request, context, { action: 'sign in', name: session.name, via: session.via });
  const token = await context.sessions.begin(session);
  writeCookie(response, SESSION_COOKIE, isSecure(request, context), token);
}

/** Takes the session cookie back. */
export function forget(request: Request, response: Response, context: LoginContext): void {
  writeCookie(response, SESSION_COOKIE, isSecure(request, context), undefined);
}

/** Writes down who came in, who left and who was turned away. */
export async function recordAccess(
  request: Request,
  { audit }: LoginContext,
  entry: Omit<AuditEntry, 'target' | 'address'>,
): Promise<void> {
  await audit.record({ ...entry, target: 'dashboard', address: addressOf(request) }, 'access');
}

export function addressOf(request: Request): string {
  return request.ip ?? 'unknown';
}
