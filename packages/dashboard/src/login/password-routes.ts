import express, { type Request, type Response, Router } from 'express';
import { loginPage } from '../pages/login-page.js';
import { fromRedis } from '../redis-deadline.js';
import type { Account } from './accounts.js';
import { addressOf, enter, type LoginContext, recordAccess } from './context.js';
import { localPath } from './local-path.js';
import { TooBusyError } from './passwords.js';
import { normalName } from './users.js';

/** The same for a wrong name and a wrong password. */
const MISMATCH = 'That user name and password don’t match.';
const BUSY_SECONDS = 5;

/** `/login`: the form, and what it sends. */
export function passwordRoutes(
  context: LoginContext,
  isSignedIn: (request: Request) => Promise<boolean>,
  onError: (error: unknown) => void,
): Router {
  const router = Router();
  const form = async (
    response: Response,
    next: string,
    shown: { user?: string; problem?: string; signOut?: boolean } = {},
  ): Promise<void> => {
    const { basePath, oidc, accounts } = context;
    const passwords = await fromRedis(accounts.any());
    response.send(loginPage({ basePath, next, provider: oidc?.providerName, passwords, ...shown }));
  };

  router.get('/login', async (request, response) => {
    const next = localPath(request.query['next']);
    if (await isSignedIn(request)) response.redirect(303, context.basePath + next);
    else {
      const signOut = request.query['signed_out'] === 'oidc' && (await offersSignOut(context, onError));
      await form(response, next, { signOut });
    }
  });

  router.post('/login', express.urlencoded({ extended: false, limit: '10kb' }), async (request, response) => {
    const { user, password, next } = formFields(request.body);
    const target = localPath(next);
    const outcome = await signIn(request, context, user, password);
    switch (outcome.kind) {
      case 'welcome': {
        const { name, role, stamp } = outcome.account;
        await fromRedis(
          enter(request, response, context, { via: 'password', subject: name, name, role, stamp }),
        );
        return response.redirect(303, context.basePath + target);
      }
      case 'mismatch':
        response.status(401);
        return form(response, target, { user, problem: MISMATCH });
      case 'wait':
        response.status(429).set('Retry-After', String(outcome.seconds));
        return form(response, target, { user, problem: tooMany(outcome.seconds) });
      default:
        return outcome satisfies never;
    }
  });
  return router;
}

/** Whoever signed out here may want to do so where they came from: their next sign-in asks for nothing otherwise. */
async function offersSignOut({ oidc }: LoginContext, onError: (error: unknown) => void): Promise<boolean> {
  return (await oidc?.signOutUrl().catch(onError)) !== undefined;
}

type Outcome =
  { kind: 'welcome'; account: Account } | { kind: 'mismatch' } | { kind: 'wait'; seconds: number };

async function signIn(
  request: Request,
  context: LoginContext,
  user: string,
  password: string,
): Promise<Outcome> {
  const name = normalName(user);
  const address = addressOf(request);
  const seconds = await fromRedis(context.attempts.count(name, address));
  if (seconds > 0) return { kind: 'wait', seconds };
  try {
    const account = await context.accounts.authenticate(name, password);
    if (account) {
      await fromRedis(context.attempts.succeeded(name, address));
      return { kind: 'welcome', account };
    }
  } catch (error) {
    if (error instanceof TooBusyError) return { kind: 'wait', seconds: BUSY_SECONDS };
    throw error;
  }
  // Without what was typed: people type passwords into the wrong field.
  await fromRedis(recordAccess(request, context, { action: 'refused', name: 'unknown', via: 'password' }));
  return { kind: 'mismatch' };
}

function formFields(body: unknown): { user: string; password: string; next: string } {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  return { user: text('user'), password: text('password'), next: text('next') };
}

function tooMany(waitSeconds: number): string {
  return `Too many attempts. Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`;
}
