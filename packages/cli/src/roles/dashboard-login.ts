import { UserError } from '@hrflow-sync/core';
import type { Credentials, OidcSettings, ProxySettings } from '@hrflow-sync/dashboard';
import type { DashboardConfig } from '../dashboard-config.js';

/** Who may open the dashboard, from the environment. */
export interface LoginSettings {
  readonly auth: Credentials | undefined;
  readonly oidc: OidcSettings | undefined;
  readonly proxyLogin: ProxySettings | undefined;
  readonly trustedProxies: readonly string[];
}

/** @throws UserError `dashboard_auth_incomplete` or `oidc_incomplete`, where one setting of several is missing */
export function loginSettings(config: DashboardConfig): LoginSettings {
  return {
    auth: ownUser(config),
    oidc: oidcSettings(config),
    proxyLogin: proxySettings(config),
    trustedProxies: config.DASHBOARD_TRUSTED_PROXIES,
  };
}

function ownUser({
  DASHBOARD_USER: user,
  DASHBOARD_PASSWORD: password,
}: DashboardConfig): Credentials | undefined {
  if (user === undefined && password === undefined) return undefined;
  if (user !== undefined && password !== undefined) return { user, password };
  throw new UserError('DASHBOARD_USER and DASHBOARD_PASSWORD go together: one of them is not set.', {
    code: 'dashboard_auth_incomplete',
    path: user === undefined ? 'DASHBOARD_USER' : 'DASHBOARD_PASSWORD',
  });
}

function oidcSettings(config: DashboardConfig): OidcSettings | undefined {
  const {
    DASHBOARD_OIDC_ISSUER: issuer,
    DASHBOARD_OIDC_CLIENT_ID: clientId,
    DASHBOARD_OIDC_CLIENT_SECRET: clientSecret,
  } = config;
  const needed = {
    DASHBOARD_OIDC_ISSUER: issuer,
    DASHBOARD_OIDC_CLIENT_ID: clientId,
    DASHBOARD_OIDC_CLIENT_SECRET: clientSecret,
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === Object.keys(needed).length) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw new UserError(`OpenID Connect needs ${missing.join(' and ')} as well.`, {
      code: 'oidc_incomplete',
      path: missing[0],
    });
  }
  return {
    issuer,
    clientId,
    clientSecret,
    scopes: config.DASHBOARD_OIDC_SCOPES,
    roleClaim: config.DASHBOARD_OIDC_ROLE_CLAIM,
    operators: config.DASHBOARD_OIDC_OPERATORS,
    viewers: config.DASHBOARD_OIDC_VIEWERS,
  };
}

function proxySettings(config: DashboardConfig): ProxySettings | undefined {
  const userHeader = config.DASHBOARD_PROXY_USER_HEADER;
  if (userHeader === undefined) return undefined;
  return {
    userHeader,
    groupsHeader: config.DASHBOARD_PROXY_GROUPS_HEADER,
    operators: config.DASHBOARD_PROXY_OPERATORS,
    viewers: config.DASHBOARD_PROXY_VIEWERS,
  };
}
