import type { Command } from 'commander';
import type { RunOptions } from '../commands/run.js';
import type { TriggerOptions } from '../commands/trigger.js';
import { ROLES, type Role } from '../roles/role.js';
import { JSON_OPTION, keyValue, withHelp, type Cli } from './help.js';

/** Adds what runs workflows. */
export function addRunningCommands(program: Command, cli: Cli): void {
  addRun(program, cli);
  addTrigger(program, cli);
  addRoles(program, cli);
}

function addRun(program: Command, { environment, exit }: Cli): void {
  const command = program
    .command('run')
    .description('run one workflow now, and follow it to its end')
    .argument('<workflow-id>', 'the workflow')
    .option('--dry-run', 'read, apply logics and format, push nothing', false)
    .option(...JSON_OPTION)
    .action(async (workflowId: string, options: RunOptions) =>
      exit(await runOnce(environment, workflowId, options)),
    );
  withHelp(
    command,
    [
      ['run greenhouse-nightly', 'now; without a worker, this process is one for as long as it takes'],
      ['run greenhouse-nightly --dry-run', 'push nothing, and see the first formatted items'],
      ['run greenhouse-nightly --json > result.json', 'the result for a script, progress on standard error'],
    ],
    '0 done (dead letters included), 1 the run ended fatal, 2 wrong usage or configuration, 130 after Ctrl-C',
  );
}

function addTrigger(program: Command, { environment, exit }: Cli): void {
  const command = program
    .command('trigger')
    .description('ask a scheduler for a run, through its HTTP API; the token is read from API_TOKEN')
    .argument('<workflow-id>', 'the workflow')
    .option('--url <url>', 'where the API is (default: API_URL, or http://127.0.0.1:3001)')
    .option('--dry-run', 'read, apply logics and format, push nothing', false)
    .option('--pull <key=value>', "a pull parameter in place of the workflow's; repeatable", keyValue)
    .option('--push <key=value>', "a push parameter in place of the workflow's; repeatable", keyValue)
    .option('--idempotency-key <key>', 'requests with the same key ask for the same run, for a day')
    .option('--wait', 'follow the run to its end', false)
    .option(...JSON_OPTION)
    .action(async (workflowId: string, options: TriggerOptions) => {
      const { triggerRun } = await import('../commands/trigger.js');
      exit(await triggerRun(environment, workflowId, options));
    });
  withHelp(
    command,
    [
      ['trigger greenhouse-nightly', 'a run, wherever its workers are'],
      ['trigger greenhouse-nightly --wait', 'and follow it to its end'],
      [
        'trigger greenhouse-nightly --pull updated_after=2026-01-01T00:00:00Z --dry-run',
        'with another parameter, pushing nothing',
      ],
      ['trigger greenhouse-nightly --idempotency-key 2026-11-25', 'once, however often it is asked for'],
    ],
    '0 asked for (with --wait: done), 2 wrong usage, or the API refused; with --wait also 1 when the run ended fatal, 130 after Ctrl-C',
  );
}

function addRoles(program: Command, { environment }: Cli): void {
  const start = program
    .command('start')
    .description('run every role in this process: worker, scheduler and dashboard')
    .action(() => serveUntilStopped(environment, ROLES));
  const exitCodes = '0 stopped by SIGTERM or Ctrl-C, 2 wrong usage or configuration';
  withHelp(
    start,
    [
      ['start', 'everything in one process'],
      ['start 2> hrflow-sync.log', 'its log, as JSON, in a file'],
    ],
    exitCodes,
  );
  for (const role of ROLES) {
    const command = program
      .command(role)
      .description(`run the ${role} alone`)
      .action(() => serveUntilStopped(environment, [role]));
    withHelp(command, [[role, `one ${role}; further processes may run more`]], exitCodes);
  }
}

async function runOnce(
  environment: NodeJS.ProcessEnv,
  workflowId: string,
  options: RunOptions,
): Promise<number> {
  const [{ withDeployment }, { runWorkflow }] = await Promise.all([
    import('../deployment.js'),
    import('../commands/run.js'),
  ]);
  return withDeployment(environment, 'warn', (deployment) => runWorkflow(deployment, workflowId, options));
}

async function serveUntilStopped(environment: NodeJS.ProcessEnv, roles: readonly Role[]): Promise<void> {
  const [{ withDeployment }, { serve }, { untilStopped }] = await Promise.all([
    import('../deployment.js'),
    import('../commands/serve.js'),
    import('../until-stopped.js'),
  ]);
  // As process 1 of a container nothing but this hears SIGTERM, also while the roles are still starting.
  const stopped = untilStopped();
  await withDeployment(environment, 'info', async (deployment) => {
    const serving = await serve(deployment, roles);
    const signal = await stopped;
    deployment.logger.info({ signal }, 'stopping: in-flight work is finished or handed back');
    await serving.close();
  });
}
