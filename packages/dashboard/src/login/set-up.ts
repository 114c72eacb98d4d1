import { Audit, UserError } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { fromRedis } from '../redis-deadline.js';
import type { PublicSite } from '../public-site.js';
import { Accounts, type Credentials } from './accounts.js';
import { Attempts } from './attempts.js';
import type { LoginContext } from './context.js';
import { OidcLogin, type OidcSettings } from './oidc.js';
import { ProxyLogin, type ProxySettings } from './proxy.js';
import { Sessions } from './sessions.js';
import { addressMatcher } from './trusted-proxies.js';
import { Users } from './users.js';

/** Somebody who signed out elsewhere sees no more than this of what happens next. */
const STREAM_CHECK_MS = 5_000;

interface LoginOptions {
  readonly connection: Redis;
  readonly prefix: string;
  readonly auth?: Credentials | undefined;
  readonly oidc?: OidcSettings | undefined;
  readonly proxyLogin?: ProxySettings | undefined;
  readonly trustedProxies?: readonly string[];
}

/**
 * Everything people can sign in with.
 * @throws UserError `dashboard_auth_required`, `oidc_url_missing` and those of its parts
 */
export async function loginContext(options: LoginOptions, site: PublicSite): Promise<LoginContext> {
  const { connection, prefix, auth, trustedProxies = [] } = options;
  if (auth && (auth.user.trim() === '' || auth.password === '')) {
    throw new UserError("The dashboard's user name and password must not be empty.", {
      code: 'dashboard_auth_required',
    });
  }
  const accounts = new Accounts(new Users(connection, prefix), auth);
  const oidc = options.oidc && new OidcLogin(options.oidc, callbackUrl(site));
  const proxy =
    options.proxyLogin &&
    new ProxyLogin(options.proxyLogin, addressMatcher(trustedProxies), trustedProxies.length);
  return {
    accounts,
    sessions: new Sessions(connection, prefix),
    attempts: new Attempts(connection, prefix),
    audit: new Audit(connection, prefix),
    oidc,
    proxy,
    startedOpen: !oidc && !proxy && !(await fromRedis(accounts.any())),
    basePath: site.basePath,
    publicHttps: site.isHttps,
    streamCheckMs: STREAM_CHECK_MS,
  };
}

function callbackUrl({ origin, basePath }: PublicSite): string {
  if (origin !== undefined) return `${origin}${basePath}/login/oidc/callback`;
  throw new UserError(
    'The provider has to send people back: set DASHBOARD_URL to where they reach the dashboard.',
    {
      code: 'oidc_url_missing',
      path: 'DASHBOARD_URL',
    },
  );
}
