import type { Command } from 'commander';
import type { Users } from '@hrflow-sync/dashboard';
import type { Desk } from './desk.js';
import { JSON_OPTION, toCount, type Output, type Say } from './say.js';

/** Adds the commands about who may open the dashboard, and who did what. */
export function addAccessCommands(program: Command, say: Say): void {
  const user = program.command('user').description('who may sign in to the dashboard with a password');
  user
    .command('add')
    .description('add a user, or give one another password and role; the password is asked for, or piped in')
    .argument('<name>')
    .requiredOption('--role <role>', 'viewer looks, operator also changes')
    .action(async (name: string, { role }: { role: string }) => {
      const { readNewPassword } = await import('./password.js');
      const password = await readNewPassword();
      await say((desk) =>
        withUsers(desk, async (users, { addUser }) => addUser(users, desk.audit, { name, role, password })),
      );
    });
  user
    .command('list')
    .description('list users and their roles')
    .option(...JSON_OPTION)
    .action((options: Output) =>
      say((desk) => withUsers(desk, async (users, { listUsers }) => listUsers(users, options))),
    );
  user
    .command('remove')
    .description('let a user sign in no more, and end what sessions there are')
    .argument('<name>')
    .action((name: string) =>
      say((desk) => withUsers(desk, async (users, { removeUser }) => removeUser(users, desk.audit, name))),
    );
  program
    .command('audit')
    .description('list who retried, dropped, cancelled, paused and ran what, newest first')
    .option('--limit <number>', 'how many', toCount, 100)
    .option('--access', 'who signed in and out, and who was turned away, instead', false)
    .option(...JSON_OPTION)
    .action((options: Output & { limit: number; access: boolean }) =>
      say(async ({ audit }) => (await import('./audit.js')).listAudit(audit, options)),
    );
}

/** The users are the dashboard's; it is loaded for these commands alone. */
async function withUsers(
  { redis, prefix }: Desk,
  work: (users: Users, commands: typeof import('./users.js')) => Promise<string>,
): Promise<string> {
  const [{ Users: Store }, commands] = await Promise.all([
    import('@hrflow-sync/dashboard'),
    import('./users.js'),
  ]);
  return work(new Store(redis, prefix), commands);
}
