import { UserError } from '@hrflow-sync/core/errors';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { DocsOptions } from './commands/docs.js';
import type { RunOptions } from './commands/run.js';
import type { SandboxCommandOptions } from './commands/sandbox.js';
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

function createProgram(environment: NodeJS.ProcessEnv, exit: Exit): Command {
  const program = new Command('hrflow-sync')
    .description('Keeps applicant-tracking systems and HrFlow.ai in step, durably.')
    .version(VERSION)
    .exitOverride();
  addRunCommands(program, environment, exit);
  addOperatorCommands(program, environment);
  addTrialCommands(program, environment, exit);
  addReferenceCommands(program);
  return program;
}

type Exit = (code: number) => void;

const JSON_OPTION = ['--json', 'print one JSON document on standard output', false] as const;

/** What runs workflows. */
function addRunCommands(program: Command, environment: NodeJS.ProcessEnv, exit: Exit): void {
  program
    .command('run')
    .description('run one workflow now, and follow it to its end')
    .argument('<workflow-id>')
    .option('--dry-run', 'read, apply logics and format, push nothing', false)
    .option(...JSON_OPTION)
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
}

/** What shows whether all is well before anything is synced. */
function addTrialCommands(program: Command, environment: NodeJS.ProcessEnv, exit: Exit): void {
  program
    .command('check')
    .description("try a workflow's credentials and parameters with one harmless call to each side")
    .argument('<workflow-id>')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nExit code: 0 both sides are fine, 2 one of them is not, or wrong usage.')
    .action(async (workflowId: string, options: { json: boolean }) => {
      const { checkWorkflow } = await import('./commands/check.js');
      exit(await checkWorkflow(environment, workflowId, options));
    });
  program
    .command('sandbox')
    .description('run local doubles of all systems, to try workflows without an account')
    .option('--port <number>', 'where they listen on 127.0.0.1; 0 takes a free port', toNumber(65_535), 4010)
    .option('--seed <number>', 'another seed invents other people', toNumber(MOST), 1)
    .option('--candidates <number>', 'how many candidates Greenhouse holds', toNumber(MOST), 1000)
    .option('--latency <ms>', 'how long each answer takes, in milliseconds', toNumber(60_000), 0)
    .option(...JSON_OPTION)
    .action(async (options: SandboxCommandOptions) => {
      const { runSandbox } = await import('./commands/sandbox.js');
      await runSandbox(options);
    });
  program
    .command('demo')
    .description('watch a durable sync against local doubles of Greenhouse and HrFlow.ai')
    .option('--once', 'end by itself; the exit code tells whether all went as it should', false)
    .action(async (options: { once: boolean }) => {
      const { runDemo } = await import('./commands/demo.js');
      exit(await runDemo(environment, options));
    });
}

/** Seeds are 32 bits wide, and nobody needs more candidates. */
const MOST = 2 ** 31 - 1;

function toNumber(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from 0 to ${most}.`);
  };
}

/** What tells which connectors there are. */
function addReferenceCommands(program: Command): void {
  program
    .command('connectors')
    .description('list connectors and their actions')
    .option(...JSON_OPTION)
    .action(async (options: { json: boolean }) => {
      const { listConnectors } = await import('./commands/connectors.js');
      process.stdout.write(`${listConnectors(options)}\n`);
    });
  program
    .command('docs')
    .description('write the reference pages of connectors and actions')
    .option('--directory <directory>', 'where they lie', 'docs/connectors')
    .option('--readme <file>', 'a page with a table of connectors', 'README.md')
    .option('--check', 'write nothing, and fail when a page is stale', false)
    .action(async (options: DocsOptions) => {
      const { docsCommand } = await import('./commands/docs.js');
      process.stdout.write(`${await docsCommand(options)}\n`);
    });
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
  const [{ withDeployment }, { serve }, { untilStopped }] = await Promise.all([
    import('./deployment.js'),
    import('./commands/serve.js'),
    import('./until-stopped.js'),
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
