import { UserError } from '@hrflow-sync/core/errors';
import { Command, CommanderError } from 'commander';
import type { DocsOptions } from './commands/docs.js';
import type { RunOptions } from './commands/run.js';
import { EXIT } from './exit-code.js';
import { addOperatorCommands } from './operators/commands.js';
import { ROLES, type Role } from './roles/role.js';
import { VERSION } from './version.js';

/*
 * What a command needs is loaded when it runs: help, completion and a typing error should not wait for
 * BullMQ, Express and the rest.
 */

/** Runs the command line. Resolves to the exit code. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(environment, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message} [${error.code}]\n`);
    return EXIT.usage;
  }
}

function createProgram(environment: NodeJS.ProcessEnv, exit: (code: number) => void): Command {
  const program = new Command('hrflow-sync')
    .description('Keeps applicant-tracking systems and HrFlow.ai in step, durably.')
    .version(VERSION)
    .exitOverride();
  program
    .command('run')
    .description('run one workflow now, and follow it to its end')
    .argument('<workflow-id>')
    .option('--dry-run', 'read, apply logics and format, push nothing', false)
    .option('--json', 'print one JSON document on standard output', false)
    .addHelpText('after', '\nExit code: 0 done, 1 the run ended fatal, 2 wrong usage or configuration.')
    .action(async (workflowId: string, options: RunOptions) =>
      exit(await runOnce(environment, workflowId, options)),
    );
  program
    .command('start')
    .description('run every role in this process: worker, scheduler and dashboard')
    .action(() => serveUntilStopped(environment, ROLES));
  for (const role of ROLES) {
    program
      .command(role)
      .description(`run the ${role} alone`)
      .action(() => serveUntilStopped(environment, [role]));
  }
  addOperatorCommands(program, environment);
  program
    .command('demo')
    .description('watch a durable sync against local doubles of Greenhouse and HrFlow.ai')
    .option('--once', 'end by itself; the exit code tells whether all went as it should', false)
    .action(async (options: { once: boolean }) => {
      const { runDemo } = await import('./commands/demo.js');
      exit(await runDemo(environment, options));
    });
  program
    .command('docs')
    .description('write the reference pages of connectors and actions')
    .option('--directory <directory>', 'where they lie', 'docs/connectors')
    .option('--check', 'write nothing, and fail when a page is stale', false)
    .action(async (options: DocsOptions) => {
      const { docsCommand } = await import('./commands/docs.js');
      process.stdout.write(`${await docsCommand(options)}\n`);
    });
  return program;
}

async function runOnce(
  environment: NodeJS.ProcessEnv,
  workflowId: string,
  options: RunOptions,
): Promise<number> {
  const [{ withDeployment }, { runWorkflow }] = await Promise.all([
    import('./deployment.js'),
    import('./commands/run.js'),
  ]);
  return withDeployment(environment, 'warn', (deployment) => runWorkflow(deployment, workflowId, options));
}

async function serveUntilStopped(environment: NodeJS.ProcessEnv, roles: readonly Role[]): Promise<void> {
  const [{ withDeployment }, { serve, untilStopped }] = await Promise.all([
    import('./deployment.js'),
    import('./commands/serve.js'),
  ]);
  await withDeployment(environment, 'info', async (deployment) => {
    const serving = await serve(deployment, roles);
    const signal = await untilStopped();
    deployment.logger.info({ signal }, 'stopping: in-flight work is finished or handed back');
    await serving.close();
  });
}
