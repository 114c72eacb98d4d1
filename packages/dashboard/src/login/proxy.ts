import { UserError } from '@hrflow-sync/core';
import type { Request } from 'express';
import type { Person } from '../access/person.js';
import { requireSomebody, type RoleLists, roleOf } from './role-lists.js';

/** A proxy that signs people in, and says in a header of each request who asks. */
export interface ProxySettings extends RoleLists {
  /** Has the name, e.g. `X-Forwarded-User`. */
  readonly userHeader: string;
  /** Has groups separated by commas, which the lists are about then; without it they are about names. */
  readonly groupsHeader?: string | undefined;
}

const LONGEST_NAME = 256;

/** What a proxy says of a request. */
export type ProxyVerdict = { kind: 'nothing' } | { kind: 'person'; person: Person } | { kind: 'stranger' };

/**
 * Reads who asks from a proxy's headers. Only of a request that comes straight from a trusted address:
 * anybody can write headers.
 * @throws UserError `proxy_login_incomplete` or `dashboard_roles_missing`
 */
export class ProxyLogin {
  constructor(
    private readonly settings: ProxySettings,
    private readonly isTrusted: (address: string | undefined) => boolean,
    trustedProxies: number,
  ) {
    if (trustedProxies === 0) {
      throw new UserError(
        `${settings.userHeader} would be believed whoever sends it. Say in DASHBOARD_TRUSTED_PROXIES which addresses the proxy has.`,
        { code: 'proxy_login_incomplete', path: 'DASHBOARD_TRUSTED_PROXIES' },
      );
    }
    requireSomebody(settings, 'DASHBOARD_PROXY');
  }

  verdict(request: Request): ProxyVerdict {
    if (!this.isTrusted(request.socket.remoteAddress)) return { kind: 'nothing' };
    const { userHeader, groupsHeader } = this.settings;
    const names = valuesOf(request, userHeader);
    if (names.length === 0) return { kind: 'nothing' };
    const [name = '', ...more] = names;
    // A proxy that adds its header to one the browser sent has said nothing.
    if (more.length > 0 || name.trim() === '' || name.length > LONGEST_NAME) return { kind: 'stranger' };
    const groups = groupsHeader === undefined ? [name] : groupsOf(valuesOf(request, groupsHeader));
    const role = roleOf(this.settings, groups);
    return role === undefined
      ? { kind: 'stranger' }
      : { kind: 'person', person: { name: name.trim(), role, via: 'proxy' } };
  }
}

function groupsOf(values: readonly string[]): string[] {
  if (values.length > 1) return [];
  return (values[0] ?? '')
    .split(',')
    .map((group) => group.trim())
    .filter(Boolean);
}

/** Every line of a header: `request.headers` shows two as one. */
function valuesOf({ rawHeaders }: Request, header: string): string[] {
  const wanted = header.toLowerCase();
  return rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted,
  );
}
