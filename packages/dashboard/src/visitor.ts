import type { Request } from 'express';
import type { Html } from './pages/html.js';

/** Who looks at a page, as far as pages care. */
export interface Visitor {
  /** Shown beside "Sign out". */
  readonly name: string | undefined;
  /** May do more than look. Pages show no button that would be refused. */
  readonly mayAct: boolean;
  readonly canSignOut: boolean;
  /** Hidden fields each form that changes something has to send along. */
  readonly formFields: Html | undefined;
}

export type VisitorOf = (request: Request) => Visitor;
