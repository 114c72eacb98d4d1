import { Argument, Option, type Command } from 'commander';
import type { UserCommand, UserOptions } from '../operators/users.js';
import { JSON_OPTION, wholeNumber, withHelp, type Cli } from './help.js';
import { sayFrom } from './say.js';

/** Adds the commands about who may open the dashboard, and about who did what. */
export function addAccessCommands(program: Command, cli: Cli): void {
  addUser(program, cli);
  addAudit(program, cli);
}

function addUser(program: Command, cli: Cli): void {
  const command = program
    .command('user')
    .description('add, list or remove people who sign in to the dashboard with a password')
    .addArgument(new Argument('<what>', 'what to do').choices(['add', 'list', 'remove']))
    .argument('[name]', 'who; letters and digits, and . _ @ + - between them')
    .addOption(
      new Option(
        '--role <role>',
        'of somebody who is added: a viewer looks, an operator also changes',
      ).choices(['viewer', 'operator']),
    )
    .option(...JSON_OPTION)
    .action(async (what: UserCommand, name: string | undefined, options: UserOptions) => {
      const { userCommand } = await import('../operators/users.js');
      // Before Redis is asked: it could take a while to type.
      const work = await userCommand(what, name, options);
      await sayFrom(cli)(work);
    });
  withHelp(command, [
    ['user add ada --role operator', 'the password is asked for, or is the first line of what is piped in'],
    ['user list', 'who can sign in'],
    ['user remove ada', 'sessions that are open end at once'],
  ]);
}

function addAudit(program: Command, cli: Cli): void {
  const command = program
    .command('audit')
    .description('list who retried, dropped, cancelled, paused and ran what, newest first')
    .option('--limit <number>', 'how many', wholeNumber(1, 10_000), 100)
    .option('--access', 'instead, who signed in and out, and who was turned away', false)
    .option(...JSON_OPTION)
    .action((options: { limit: number; access: boolean; json: boolean }) =>
      sayFrom(cli)(async ({ audit }) => (await import('../operators/audit.js')).listAudit(audit, options)),
    );
  withHelp(command, [
    ['audit', 'what was done, by whom'],
    ['audit --access --limit 20', 'the last twenty sign-ins'],
    ['audit --json', 'the same for a script'],
  ]);
}
