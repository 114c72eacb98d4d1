import type { Command } from 'commander';
import type { InitOptions } from '../commands/init.js';
import type { SandboxCommandOptions } from '../commands/sandbox.js';
import { JSON_OPTION, wholeNumber, withHelp, type Cli } from './help.js';

/** Adds what sets a project up, and shows whether all is well before anything is synced. */
export function addProjectCommands(program: Command, cli: Cli): void {
  addInit(program);
  addValidate(program, cli);
  addCheck(program, cli);
  addDoctor(program, cli);
  addSandbox(program);
  addDemo(program, cli);
}

function addInit(program: Command): void {
  const command = program
    .command('init')
    .description('set up a project: a workflow, .env.example, a compose file and a README; replaces nothing')
    .argument('[directory]', 'where', '.')
    .option('--connector <name>', 'which system, as "hrflow-sync connectors" lists them', 'greenhouse')
    .option('--action <name>', 'which of its actions (default: updating profiles, or else its first)')
    .option(...JSON_OPTION)
    .action(async (directory: string, options: InitOptions) => {
      const { initProject } = await import('../commands/init.js');
      process.stdout.write(`${await initProject(directory, options)}\n`);
    });
  withHelp(command, [
    ['init my-sync', 'Greenhouse profiles to HrFlow, in a new folder'],
    ['init my-sync --connector greenhouse --action update_profiles_in_hrflow', 'another connector or action'],
  ]);
}

function addValidate(program: Command, { environment, exit }: Cli): void {
  const command = program
    .command('validate')
    .description('check every workflow file and its variables, without calling anybody')
    .option('--skip-environment', "don't ask for variables: where there are none, as in CI", false)
    .option(...JSON_OPTION)
    .action(async (options: { skipEnvironment: boolean; json: boolean }) => {
      const { validateWorkflows } = await import('../commands/validate.js');
      exit(await validateWorkflows(environment, options));
    });
  withHelp(
    command,
    [
      ['validate', 'each problem with its file, workflow, field and what to do'],
      ['validate --skip-environment', 'in CI, where the credentials are not'],
      ['validate --json', 'the same for a script'],
    ],
    '0 all is well, 2 there are problems, or wrong usage',
  );
}

function addCheck(program: Command, { environment, exit }: Cli): void {
  const command = program
    .command('check')
    .description("try a workflow's credentials and parameters with one harmless call to each side")
    .argument('<workflow-id>', 'the workflow')
    .option(...JSON_OPTION)
    .action(async (workflowId: string, options: { json: boolean }) => {
      const { checkWorkflow } = await import('../commands/check.js');
      exit(await checkWorkflow(environment, workflowId, options));
    });
  withHelp(
    command,
    [['check greenhouse-nightly', 'writes nothing and needs no Redis']],
    '0 both sides are fine, 2 one of them is not, or wrong usage',
  );
}

function addDoctor(program: Command, { environment, exit }: Cli): void {
  const command = program
    .command('doctor')
    .description(
      'look at Node, Redis, the clock, the workflows, and whether each API they use can be reached',
    )
    .option(...JSON_OPTION)
    .action(async (options: { json: boolean }) => {
      const { runDoctor } = await import('../commands/doctor.js');
      exit(await runDoctor(environment, options));
    });
  withHelp(
    command,
    [
      ['doctor', 'one line each, with the fix'],
      ['doctor --json', 'the same for a script'],
    ],
    '0 nothing is wrong, 2 something is',
  );
}

/** Seeds are 32 bits wide, and nobody needs more candidates. */
const MOST = 2 ** 31 - 1;

function addSandbox(program: Command): void {
  const command = program
    .command('sandbox')
    .description('run local doubles of all systems, to try workflows without an account')
    .option(
      '--port <number>',
      'where they listen on 127.0.0.1; 0 takes a free port',
      wholeNumber(0, 65_535),
      4010,
    )
    .option('--seed <number>', 'another seed invents other people', wholeNumber(0, MOST), 1)
    .option('--candidates <number>', 'how many candidates Greenhouse holds', wholeNumber(0, MOST), 1000)
    .option('--latency <ms>', 'how long each answer takes, in milliseconds', wholeNumber(0, 60_000), 0)
    .option(...JSON_OPTION)
    .action(async (options: SandboxCommandOptions) => {
      const { runSandbox } = await import('../commands/sandbox.js');
      await runSandbox(options);
    });
  withHelp(command, [
    ['sandbox', 'until Ctrl-C; prints the variables with which workflows use them'],
    ['sandbox --candidates 5000 --latency 150', 'more people, at a distance'],
  ]);
}

function addDemo(program: Command, { environment, exit }: Cli): void {
  const command = program
    .command('demo')
    .description('watch a durable sync against local doubles of Greenhouse and HrFlow.ai')
    .option('--once', 'end by itself; the exit code tells whether all went as it should', false)
    .action(async (options: { once: boolean }) => {
      const { runDemo } = await import('../commands/demo.js');
      exit(await runDemo(environment, options));
    });
  withHelp(
    command,
    [
      ['demo', 'worker, scheduler and dashboard at work, until Ctrl-C'],
      ['demo --once', 'the same, ending by itself'],
    ],
    '0 all went as it should, 1 it did not, 2 wrong usage or configuration',
  );
}
