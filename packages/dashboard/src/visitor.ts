import type { Request } from 'express';
import { accessOf, isOperator } from './access/access.js';
import { csrfField } from './access/csrf.js';
import type { Role } from './access/person.js';
import type { Html } from './pages/html.js';

/** Who looks at a page, as far as pages care. */
export interface Visitor {
  /** Shown beside "Sign out". */
  readonly name: string | undefined;
  readonly role: Role;
  /** May do more than look. Pages show no button that would be refused. */
  readonly mayAct: boolean;
  readonly canSignOut: boolean;
  /** Hidden fields each form that changes something has to send along. */
  readonly formFields: Html | undefined;
}

export type VisitorOf = (request: Request) => Visitor;

export const visitorOf: VisitorOf = (request) => {
  const { person, canSignOut } = accessOf(request);
  return {
    name: person.via === 'local' ? undefined : person.name,
    role: person.role,
    mayAct: isOperator(request),
    canSignOut,
    formFields: csrfField(request),
  };
};
