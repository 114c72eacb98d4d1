import { UserError } from '@hrflow-sync/core';
import type { Role } from '../access/person.js';
import { normalName } from './users.js';

/** Who gets in with which role, where somebody else says who a person is. */
export interface RoleLists {
  /** Each entry is a name or an e-mail address, `@domain` for all addresses of a domain, or `*` for everybody. */
  readonly operators: readonly string[];
  readonly viewers: readonly string[];
}

/** The most a person may do who goes by any of these names; undefined: may not come in. */
export function roleOf({ operators, viewers }: RoleLists, names: readonly string[]): Role | undefined {
  if (names.length === 0) return undefined;
  if (operators.some((entry) => isMeant(entry, names))) return 'operator';
  return viewers.some((entry) => isMeant(entry, names)) ? 'viewer' : undefined;
}

function isMeant(entry: string, names: readonly string[]): boolean {
  if (entry === '*') return true;
  const wanted = normalName(entry);
  return names.map(normalName).some((name) => {
    // Of an address with several @, what is after the last one decides where mail goes.
    if (wanted.startsWith('@'))
      return name.lastIndexOf('@') > 0 && name.slice(name.lastIndexOf('@')) === wanted;
    return name === wanted;
  });
}

/** @throws UserError `dashboard_roles_missing` when nobody could come in */
export function requireSomebody({ operators, viewers }: RoleLists, path: string): void {
  if (operators.length + viewers.length > 0) return;
  throw new UserError(
    `Nobody could come in: name operators or viewers in ${path}_OPERATORS or ${path}_VIEWERS.`,
    {
      code: 'dashboard_roles_missing',
      path: `${path}_OPERATORS`,
    },
  );
}
