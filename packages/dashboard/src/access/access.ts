import type { Request, RequestHandler } from 'express';
import type { Person } from './person.js';
import { refuse } from './refuse.js';

/** What a request may do, and on whose behalf. */
export interface Access {
  readonly person: Person;
  /** Goes into every form and every request of a script that changes something: see `csrf.ts`. */
  readonly csrfToken: string;
  /** False where a proxy or being on this machine stands in for a login. */
  readonly canSignOut: boolean;
  /** Path under which a proxy shows the dashboard; empty or without a slash at the end. */
  readonly basePath: string;
}

/** By request, so that no header, body or parameter can pretend to be it. */
const granted = new WeakMap<Request, Access>();

/** Lets a request in. For the login alone. */
export function grantAccess(request: Request, access: Access): void {
  granted.set(request, access);
}

/** Who asks. Every route behind the login has it. */
export function accessOf(request: Request): Access {
  const access = granted.get(request);
  if (!access) throw new Error('this route is not behind the login');
  return access;
}

export function isOperator(request: Request): boolean {
  return accessOf(request).person.role === 'operator';
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request asks for a change, by its method. */
export function isWrite({ method }: Request): boolean {
  return !READS.has(method);
}

const FORBIDDEN = {
  status: 403,
  code: 'operator_required',
  message: 'Only an operator may do this. You are signed in as a viewer.',
};

/**
 * Answers 403 to whoever is no operator: for pages that only they may see.
 * @param message why, where it isn't plain
 */
export function operatorsOnly(message: string = FORBIDDEN.message): RequestHandler {
  return (request, response, next) => {
    if (isOperator(request)) next();
    else refuse(request, response, { ...FORBIDDEN, message }, accessOf(request).basePath);
  };
}

/** Looks something up, by a method that keeps what is looked for out of addresses and logs. */
const LOOKS_UP = { method: 'POST', path: '/items' };

function isLookup({ method, path }: Request): boolean {
  return method === LOOKS_UP.method && path === LOOKS_UP.path;
}

/** Every change behind the login, whichever route it is for: a route that forgot to ask is closed too. */
export const writesByOperatorsOnly: RequestHandler = (request, response, next) => {
  if (!isWrite(request) || isLookup(request) || isOperator(request)) next();
  else refuse(request, response, FORBIDDEN, accessOf(request).basePath);
};
