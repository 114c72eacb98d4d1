import type { Request, RequestHandler, Response } from 'express';
import { type Access, grantAccess, isWrite } from '../access/access.js';
import { csrfTokenOf } from '../access/csrf.js';
import type { Person } from '../access/person.js';
import { refuse, wantsPage } from '../access/refuse.js';
import { onwardPage } from '../pages/onward-page.js';
import { fromRedis } from '../redis-deadline.js';
import { type LoginContext, recordAccess, sessionToken } from './context.js';
import { localPath } from './local-path.js';
import { isStillProven, type Session } from './sessions.js';
import type { SharedSecret } from './shared-secret.js';

/** Finds out who asks. */
export class Gate {
  constructor(
    private readonly context: LoginContext,
    private readonly secret: SharedSecret,
  ) {}

  /** Lets in whom it knows; sends everybody else to sign in, or away. */
  readonly handler: RequestHandler = async (request, response, next) => {
    // What one signed-in person sees must not be kept by a proxy for the next, nor by the browser.
    response.set('Cache-Control', 'no-store');
    const verdict = this.context.proxy?.verdict(request) ?? { kind: 'nothing' };
    if (verdict.kind === 'stranger') {
      await fromRedis(
        recordAccess(request, this.context, { action: 'refused', name: 'unknown', via: 'proxy' }),
      );
      return refuse(request, response, STRANGER, this.context.basePath);
    }
    const access =
      verdict.kind === 'person'
        ? await this.withoutSession(verdict.person)
        : ((await this.bySession(request)) ?? (await this.onThisMachine()));
    if (!access) return this.askToSignIn(request, response);
    grantAccess(request, access);
    if (access.canSignOut && isStream(request)) this.watch(request, response);
    next();
  };

  /** A stream goes on for long; when the session ends, so does the stream. */
  private watch(request: Request, response: Response): void {
    const check = async (): Promise<void> => {
      if (!(await this.isSignedIn(request))) response.end();
    };
    // While Redis is away there is nothing to stream either.
    const timer = setInterval(() => void check().catch(() => undefined), this.context.streamCheckMs);
    response.on('close', () => clearInterval(timer));
  }

  async isSignedIn(request: Request): Promise<boolean> {
    return (await this.bySession(request)) !== undefined;
  }

  /** The session a request comes with, if it still stands. */
  async session(request: Request): Promise<{ token: string; session: Session; person: Person } | undefined> {
    const token = sessionToken(request, this.context);
    const session = await fromRedis(this.context.sessions.find(token, isUse(request)));
    if (token === undefined || !session) return undefined;
    const person = await fromRedis(this.personOf(session, token));
    return person && { token, session, person };
  }

  private async bySession(request: Request): Promise<Access | undefined> {
    const found = await this.session(request);
    if (!found) return undefined;
    const { person, token } = found;
    return { person, csrfToken: csrfTokenOf(token), canSignOut: true, basePath: this.context.basePath };
  }

  /** A changed password ends sessions, and so do other lists of who may come in; a role holds as it is now. */
  private async personOf(session: Session, token: string): Promise<Person | undefined> {
    const { via, name } = session;
    if (via === 'oidc') {
      const { oidc } = this.context;
      return oidc && isStillProven(session, token, oidc.stamp)
        ? { name, role: session.role, via }
        : undefined;
    }
    const account = await this.context.accounts.find(session.subject);
    return account && isStillProven(session, token, account.stamp)
      ? { name, role: account.role, via }
      : undefined;
  }

  private async onThisMachine(): Promise<Access | undefined> {
    const { startedOpen, accounts } = this.context;
    if (!startedOpen || (await fromRedis(accounts.any()))) return undefined;
    return this.withoutSession({ name: 'this machine', role: 'operator', via: 'local' });
  }

  private async withoutSession(person: Person): Promise<Access> {
    const secret = await fromRedis(this.secret.read());
    return {
      person,
      csrfToken: csrfTokenOf(`${secret}:${person.via}:${person.name}`),
      canSignOut: false,
      basePath: this.context.basePath,
    };
  }

  private askToSignIn(request: Request, response: Response): void {
    const { basePath } = this.context;
    if (!wantsPage(request)) {
      response.status(401).json({ error: 'signed_out', message: 'Sign in first.' });
    } else if (isWrite(request)) {
      response.redirect(303, `${basePath}/login`);
    } else if (request.get('sec-fetch-site') === 'cross-site') {
      // A link on another site: the browser keeps the strict cookie back, and sends it when we lead here.
      response.send(onwardPage({ basePath, next: localPath(request.originalUrl) }));
    } else {
      response.redirect(303, `${basePath}/login?next=${encodeURIComponent(request.originalUrl)}`);
    }
  }
}

const STRANGER = {
  status: 403,
  code: 'unknown_person',
  message: 'You are signed in, but you may not open this dashboard.',
};

function isStream(request: Request): boolean {
  return request.get('accept')?.includes('text/event-stream') === true;
}

/** Opening a page or changing something; a page that watches by itself keeps no session alive. */
function isUse(request: Request): boolean {
  return isWrite(request) || request.get('sec-fetch-mode') === 'navigate' || wantsPage(request);
}
