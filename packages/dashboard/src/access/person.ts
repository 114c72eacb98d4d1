/** What a person may do: a viewer looks, an operator also changes. */
export type Role = 'viewer' | 'operator';

export const ROLES: readonly Role[] = ['viewer', 'operator'];

/** Somebody the dashboard lets in. */
export interface Person {
  readonly name: string;
  readonly role: Role;
  /** How that is known. `local`: no login is set up, and this is the dashboard's own machine. */
  readonly via: 'password' | 'oidc' | 'proxy' | 'local';
}
