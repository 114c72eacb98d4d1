import type { Request } from 'express';
import { accessOf } from '../access/access.js';
import { csrfField } from '../access/csrf.js';
import { type Html, html } from './html.js';

/** Who is signed in, what they may do, and the way out. */
export function accountBar(request: Request): Html | undefined {
  const { person, canSignOut, basePath } = accessOf(request);
  if (person.via === 'local') return undefined;
  const { name, role } = person;
  const signOut = html`<form method="post" action="${basePath}/logout">
    ${csrfField(request)}<button class="quiet" type="submit">Sign out</button>
  </form>`;
  return html`<div class="account">
    <span class="who"><span class="name">${name}</span> <span class="role">${role}</span></span>
    ${canSignOut ? signOut : undefined}
  </div>`;
}
