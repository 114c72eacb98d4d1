import { type Request, type Response, Router } from 'express';
import type { Redis } from 'ioredis';
import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { onwardPage } from '../pages/onward-page.js';
import { loginPage } from '../pages/login-page.js';
import { fromRedis } from '../redis-deadline.js';
import { networkOf } from './attempts.js';
import { addressOf, enter, isSecure, type LoginContext, recordAccess } from './context.js';
import { type CookieKind, readCookie, writeCookie } from './cookie.js';
import { localPath } from './local-path.js';
import type { OidcLogin, OidcPerson } from './oidc.js';
import { parseStored } from './stored.js';

/** How long somebody may take at the provider. */
const AWAY_SECONDS = 10 * 60;
/** Each begun sign-in is a key for ten minutes. */
const BEGUN_PER_MINUTE = { points: 30, duration: 60 };
const COOKIE: CookieKind = { name: 'hrflow_sync_oidc', sameSite: 'lax', maxAgeMs: AWAY_SECONDS * 1000 };

const Journey = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  next: z.string(),
});
type Journey = z.output<typeof Journey>;

const FAILED = 'The sign-in did not succeed. Try again.';

/** `/login/oidc`: to the provider and back. */
export function oidcRoutes(
  context: LoginContext & { oidc: OidcLogin },
  { redis, prefix, onError }: { redis: Redis; prefix: string; onError: (error: unknown) => void },
): Router {
  const { oidc, basePath, accounts } = context;
  const router = Router();
  const journeys = new Journeys(redis, prefix);
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}:dashboard:attempts:oidc`,
    ...BEGUN_PER_MINUTE,
  });
  const again = async (response: Response, status: number, problem: string): Promise<void> => {
    const passwords = await fromRedis(accounts.any());
    const provider = oidc.providerName;
    response.status(status).send(loginPage({ basePath, next: '/', provider, passwords, problem }));
  };

  router.get('/login/oidc', async (request, response) => {
    if (!(await fromRedis(isAdmitted(limiter, request)))) {
      return again(response, 429, 'Too many attempts. Try again in a minute.');
    }
    const begun = await oidc.begin().catch(onError);
    if (!begun) return again(response, 502, `${oidc.providerName} can’t be reached. Try again.`);
    const ticket = await fromRedis(
      journeys.begin({ ...begun.check, next: localPath(request.query['next']) }),
    );
    writeCookie(response, COOKIE, isSecure(request, context), ticket);
    response.redirect(303, begun.url);
  });

  router.get('/login/oidc/sign-out', async (_request, response) => {
    const url = await oidc.signOutUrl().catch(onError);
    response.redirect(303, url ?? `${basePath}/login`);
  });

  router.get('/login/oidc/callback', async (request, response) => {
    const ticket = readCookie(request, COOKIE, isSecure(request, context));
    const journey = await fromRedis(journeys.end(ticket));
    writeCookie(response, COOKIE, isSecure(request, context), undefined);
    if (!journey) return again(response, 400, FAILED);
    const person = await oidc.finish(queryOf(request), journey).catch(onError);
    if (!person) return again(response, 401, FAILED);
    if (!(await admit(request, response, context, person))) {
      return again(response, 403, `${person.name} may not open this dashboard.`);
    }
    // The browser came from another site: it would not send a strict cookie along a redirect.
    response.send(onwardPage({ basePath, next: journey.next }));
  });
  return router;
}

async function admit(
  request: Request,
  response: Response,
  context: LoginContext & { oidc: OidcLogin },
  { subject, name, role }: OidcPerson,
): Promise<boolean> {
  if (role === undefined) {
    await fromRedis(recordAccess(request, context, { action: 'refused', name, via: 'oidc' }));
    return false;
  }
  const { stamp } = context.oidc;
  await fromRedis(enter(request, response, context, { via: 'oidc', subject, name, role, stamp }));
  return true;
}

/** What people took along to the provider, once each. */
class Journeys {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async begin(journey: Journey): Promise<string> {
    const ticket = randomBytes(32).toString('base64url');
    await this.redis.set(this.key(ticket), JSON.stringify(journey), 'EX', AWAY_SECONDS);
    return ticket;
  }

  async end(ticket: string | undefined): Promise<Journey | undefined> {
    if (ticket === undefined) return undefined;
    return parseStored(Journey, await this.redis.getdel(this.key(ticket)));
  }

  private key(ticket: string): string {
    return `${this.prefix}:dashboard:oidc:${createHash('sha256').update(ticket).digest('base64url')}`;
  }
}

async function isAdmitted(limiter: RateLimiterRedis, request: Request): Promise<boolean> {
  try {
    await limiter.consume(networkOf(addressOf(request)));
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}

function queryOf({ url }: Request): string {
  return url.includes('?') ? url.slice(url.indexOf('?')) : '';
}
