import type { Audit } from '@hrflow-sync/core';
import type { Users } from '@hrflow-sync/dashboard';
import { recordCommand } from './audit.js';
import { table } from './table.js';

/** Adds a user of the dashboard, or gives one another password and role. */
export async function addUser(
  users: Users,
  audit: Audit,
  user: { name: string; role: string; password: string },
): Promise<string> {
  const { name, role, password } = user;
  await recordCommand(audit, { action: 'set user', target: `user ${name}`, detail: role });
  return (await users.put(name, role, password))
    ? `${name} can sign in as ${role}.`
    : `${name} has a new password and is ${role}; open sessions have ended.`;
}

export async function listUsers(users: Users, { json }: { json: boolean }): Promise<string> {
  const listed = await users.list();
  if (json) return JSON.stringify(listed, null, 2);
  if (listed.length === 0) return 'No users.';
  return table(
    ['name', 'role', 'changed'],
    listed.map(({ name, role, changed_at }) => [name, role, changed_at]),
  );
}

export async function removeUser(users: Users, audit: Audit, name: string): Promise<string> {
  await recordCommand(audit, { action: 'remove user', target: `user ${name}` });
  await users.remove(name);
  return `${name} can't sign in any more; open sessions have ended.`;
}
