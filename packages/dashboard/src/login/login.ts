import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { loginPage } from '../pages/login-page.js';
import { readSessionCookie, writeSessionCookie } from './cookie.js';
import { FailedLogins } from './failed-logins.js';
import type { Sessions } from './sessions.js';

/** What the sign-in needs to know of its surroundings. */
export interface LoginOptions {
  sessions: Sessions;
  /** Path under which a proxy shows the dashboard; empty or without a slash at the end. */
  basePath: string;
  /** The public address is https even when this process is asked over http. */
  publicHttps: boolean;
}

/** `/login` and `/logout`; every other route after it wants a session. */
export function createLogin(options: LoginOptions): Router {
  const { sessions, basePath } = options;
  const failures = new FailedLogins();
  const isSecure = (request: Request) => options.publicHttps || request.secure;
  const token = (request: Request) => readSessionCookie(request, isSecure(request));
  const router = Router();

  router.get('/login', (request, response) => {
    const next = localPath(request.query['next']);
    if (sessions.isValid(token(request))) response.redirect(303, basePath + next);
    else response.send(loginPage({ basePath, next }));
  });

  router.post('/login', express.urlencoded({ extended: false, limit: '10kb' }), (request, response) => {
    const { user, password, next } = formFields(request.body);
    const target = localPath(next);
    const address = request.ip ?? 'unknown';
    const waitSeconds = failures.waitSeconds(address);
    if (waitSeconds > 0) {
      response.status(429).set('Retry-After', String(waitSeconds));
      response.send(loginPage({ basePath, next: target, user, problem: tooMany(waitSeconds) }));
    } else if (sessions.accepts(user, password)) {
      writeSessionCookie(response, isSecure(request), sessions.issue());
      response.redirect(303, basePath + target);
    } else {
      failures.add(address);
      const problem = 'That user name and password don’t match.';
      response.status(401).send(loginPage({ basePath, next: target, user, problem }));
    }
  });

  router.post('/logout', (request, response) => {
    sessions.revoke(token(request));
    writeSessionCookie(response, isSecure(request), undefined);
    response.redirect(303, `${basePath}/login`);
  });

  router.use(requireSession((request) => sessions.isValid(token(request)), basePath));
  return router;
}

function requireSession(isSignedIn: (request: Request) => boolean, basePath: string): RequestHandler {
  return (request: Request, response: Response, next) => {
    // What one signed-in person sees must not be kept by a proxy for the next.
    response.set('Cache-Control', 'private, no-cache');
    if (isSignedIn(request)) next();
    else if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
      response.redirect(303, `${basePath}/login?next=${encodeURIComponent(request.originalUrl)}`);
    } else response.status(401).json({ error: 'signed_out' });
  };
}

/** A path of ours, or `/`: a link to the login page must not lead on to another site. */
function localPath(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return '/';
  const here = 'http://here.invalid';
  if (!URL.canParse(value, here)) return '/';
  const url = new URL(value, here);
  return url.origin === here ? url.pathname.replace(/^\/+/, '/') + url.search : '/';
}

function formFields(body: unknown): { user: string; password: string; next: string } {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  return { user: text('user'), password: text('password'), next: text('next') };
}

function tooMany(waitSeconds: number): string {
  return `Too many attempts. Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`;
}
