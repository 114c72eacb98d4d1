import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './envelope.js';

export type Permission = 'all' | 'read' | 'write';

const PREFIXES: Readonly<Record<string, Permission>> = { ask_: 'all', askr_: 'read', askw_: 'write' };

/** Who may do what: the secret and the two narrower keys with the same digits. */
export class Access {
  readonly #permissions: ReadonlyMap<string, Permission>;

  constructor(
    apiSecret: string,
    private readonly apiUser: string,
  ) {
    const digits = apiSecret.slice(apiSecret.indexOf('_') + 1);
    const keys = Object.entries(PREFIXES).map(
      ([prefix, permission]) => [prefix + digits, permission] as const,
    );
    this.#permissions = new Map([...keys, [apiSecret, 'all']]);
  }

  /**
   * What the sender may do. Both headers are needed. The real message names the key that was sent; the
   * double doesn't repeat it, so that no test's log ever holds a key because of the double.
   * @throws {Refusal} 401
   */
  check(headers: IncomingHttpHeaders, needed: Permission | 'any'): Permission {
    const permission = this.#permissions.get(String(headers['x-api-key'] ?? ''));
    if (permission === undefined || !suffices(permission, needed)) {
      const named = needed === 'any' ? 'all' : needed;
      throw new Refusal(401, `Unauthorized. Invalid secret key: ask_xxx for permission: ${named}`);
    }
    // A blank address is reported from the field as an "Invalid Role" error; its exact words are unverified.
    if (headers['x-user-email'] !== this.apiUser) throw new Refusal(401, 'Unauthorized. Invalid Role');
    return permission;
  }
}

function suffices(permission: Permission, needed: Permission | 'any'): boolean {
  return needed === 'any' || permission === 'all' || permission === needed;
}
