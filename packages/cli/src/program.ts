import { readConfig, UserError, type LogLevel } from '@hrflow-sync/core';
import { Command, CommanderError } from 'commander';
import { runDemo } from './commands/demo.js';
import { DOCS_DIRECTORY, docsCommand, type DocsOptions } from './commands/docs.js';
import { runWorkflow, type RunOptions } from './commands/run.js';
import { ROLES, serve, untilStopped, type Role } from './commands/serve.js';
import { CliConfig } from './config.js';
import { openDeployment, type Deployment } from './deployment.js';
import { EXIT } from './exit-code.js';
import { addOperatorCommands } from './operators/commands.js';
import { VERSION } from './version.js';

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
      exit(
        await withDeployment(environment, 'warn', (deployment) =>
          runWorkflow(deployment, workflowId, options),
        ),
      ),
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
    .action(async (options: { once: boolean }) => exit(await runDemo(environment, options)));
  program
    .command('docs')
    .description('write the reference pages of connectors and actions')
    .option('--directory <directory>', 'where they lie', DOCS_DIRECTORY)
    .option('--check', 'write nothing, and fail when a page is stale', false)
    .action(async (options: DocsOptions) => void process.stdout.write(`${await docsCommand(options)}\n`));
  return program;
}

async function serveUntilStopped(environment: NodeJS.ProcessEnv, roles: readonly Role[]): Promise<void> {
  await withDeployment(environment, 'info', async (deployment) => {
    const serving = await serve(deployment, roles);
    const signal = await untilStopped();
    deployment.logger.info({ signal }, 'stopping: in-flight work is finished or handed back');
    await serving.close();
  });
}

async function withDeployment<Result>(
  environment: NodeJS.ProcessEnv,
  defaultLogLevel: LogLevel,
  work: (deployment: Deployment) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(CliConfig, environment);
  const deployment = await openDeployment({ config, environment, defaultLogLevel });
  try {
    return await work(deployment);
  } finally {
    await deployment.close();
  }
}
