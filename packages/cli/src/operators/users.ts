import { UserError } from '@hrflow-sync/core';
import { Users } from '@hrflow-sync/dashboard';
import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';
import { readNewPassword } from './password.js';
import { table } from './table.js';

export type UserCommand = 'add' | 'list' | 'remove';

export interface UserOptions {
  readonly role?: string;
  readonly json: boolean;
}

/**
 * What a `user` command does at the desk. Asks for a password first, where one is needed.
 * @throws UserError `user_incomplete`, and those of the password
 */
export async function userCommand(
  what: UserCommand,
  name: string | undefined,
  { role, json }: UserOptions,
): Promise<(desk: Desk) => Promise<string>> {
  if (what === 'list') return (desk) => listUsers(desk, json);
  if (name === undefined) throw incomplete(`hrflow-sync user ${what} <name>`);
  if (what === 'remove') return (desk) => removeUser(desk, name, json);
  if (role === undefined) throw incomplete(`hrflow-sync user add ${name} --role viewer|operator`);
  const password = await readNewPassword();
  return (desk) => addUser(desk, { name, role, password }, json);
}

function incomplete(usage: string): UserError {
  return new UserError(`Something is missing: ${usage}`, { code: 'user_incomplete' });
}

/** Adds a user of the dashboard, or gives one another password and role. */
async function addUser(
  { audit, redis, prefix }: Desk,
  { name, role, password }: { name: string; role: string; password: string },
  json: boolean,
): Promise<string> {
  await recordCommand(audit, { action: 'set user', target: `user ${name}`, detail: role });
  const added = await new Users(redis, prefix).put(name, role, password);
  if (json) return JSON.stringify({ name, role, added }, null, 2);
  return added
    ? `${name} can sign in as ${role}.`
    : `${name} has a new password and is ${role}; open sessions have ended.`;
}

async function listUsers({ redis, prefix }: Desk, json: boolean): Promise<string> {
  const listed = await new Users(redis, prefix).list();
  if (json) return JSON.stringify(listed, null, 2);
  if (listed.length === 0) return 'No users.';
  return table(
    ['name', 'role', 'changed'],
    listed.map(({ name, role, changed_at }) => [name, role, changed_at]),
  );
}

async function removeUser({ audit, redis, prefix }: Desk, name: string, json: boolean): Promise<string> {
  await recordCommand(audit, { action: 'remove user', target: `user ${name}` });
  await new Users(redis, prefix).remove(name);
  if (json) return JSON.stringify({ name, removed: true }, null, 2);
  return `${name} can't sign in any more; open sessions have ended.`;
}
