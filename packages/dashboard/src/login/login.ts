import { type RequestHandler, Router } from 'express';
import type { Redis } from 'ioredis';
import { accessOf, isWrite, writesByOperatorsOnly } from '../access/access.js';
import { BOARD_CSRF_COOKIE, csrfProtection } from '../access/csrf.js';
import { wantsPage } from '../access/refuse.js';
import { fromRedis } from '../redis-deadline.js';
import { forget, isSecure, type LoginContext, recordAccess } from './context.js';
import { Gate } from './gate.js';
import { oidcRoutes } from './oidc-routes.js';
import { passwordRoutes } from './password-routes.js';
import { SharedSecret } from './shared-secret.js';

/**
 * `/login` and `/logout`. Every other route after it knows who asks, and is closed to changes by viewers and
 * to forms of other sites, whether it thought of that or not.
 */
export function createLogin(
  context: LoginContext,
  store: { redis: Redis; prefix: string; onError: (error: unknown) => void },
): Router {
  const router = Router();
  const gate = new Gate(context, new SharedSecret(store.redis, store.prefix));
  router.use(passwordRoutes(context, (request) => gate.isSignedIn(request), store.onError));
  const { oidc } = context;
  if (oidc) router.use(oidcRoutes({ ...context, oidc }, store));

  router.use(gate.handler);
  router.use(csrfProtection());
  router.post('/logout', async (request, response) => {
    const found = await gate.session(request);
    const query = found?.session.via === 'oidc' ? '?signed_out=oidc' : '';
    if (found) {
      const { name, via } = found.session;
      await fromRedis(recordAccess(request, context, { action: 'sign out', name, via }));
      await fromRedis(context.sessions.endAll(found.session));
    }
    forget(request, response, context);
    response.redirect(303, `${context.basePath}/login${query}`);
  });
  router.use(writesByOperatorsOnly);
  router.use('/queues', boardToken(context));
  return router;
}

/** Gives Bull Board's own script the token, which it sends back in a header. Other sites can't read it. */
function boardToken(context: LoginContext): RequestHandler {
  return (request, response, next) => {
    if (!isWrite(request) && wantsPage(request)) {
      response.cookie(BOARD_CSRF_COOKIE, accessOf(request).csrfToken, {
        sameSite: 'strict',
        secure: isSecure(request, context),
        path: `${context.basePath}/queues`,
      });
    }
    next();
  };
}
