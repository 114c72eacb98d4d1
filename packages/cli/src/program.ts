import { UserError } from '@hrflow-sync/core/errors';
import { Command, CommanderError, Help, type Option } from 'commander';
import { EXIT } from './exit-code.js';
import { addAccessCommands } from './program/access.js';
import type { Cli } from './program/help.js';
import { addOperatorCommands } from './program/operators.js';
import { addProjectCommands } from './program/project.js';
import { addReferenceCommands } from './program/reference.js';
import { addRunningCommands } from './program/running.js';
import { VERSION } from './version.js';

/*
 * What a command needs is loaded when it runs: help, completion and a typing error should not wait for
 * BullMQ, Express and the rest.
 */

/** Runs the command line. Resolves to the exit code. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  let exitCode: number = EXIT.ok;
  const exit = (code: number): void => {
    exitCode = code;
  };
  try {
    await createProgram({ environment, exit }).parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message} [${error.code}]\n`);
    return EXIT.usage;
  }
}

/** Every command, in the order in which help lists them. */
export function createProgram(cli: Cli): Command {
  const program = new Command('hrflow-sync')
    .description('Keeps applicant-tracking systems and HrFlow.ai in step, durably.')
    .version(VERSION)
    .configureOutput({ outputError: (text, write) => write(`${text.trimEnd()} [usage_invalid]\n`) })
    .configureHelp({ optionDescription: describeOption })
    .showHelpAfterError('For its usage, add --help.')
    .exitOverride();
  program.commandsGroup('Set up and try:');
  addProjectCommands(program, cli);
  program.commandsGroup('Run:');
  addRunningCommands(program, cli);
  program.commandsGroup('Look after runs:');
  addOperatorCommands(program, cli);
  program.commandsGroup('Look after the dashboard:');
  addAccessCommands(program, cli);
  program.commandsGroup('Reference:');
  addReferenceCommands(program, cli);
  program.helpCommand('help [command]', 'show what a command takes');
  return program;
}

/** That an option is off unless it is given goes without saying. */
function describeOption(option: Option): string {
  return option.isBoolean() ? option.description : new Help().optionDescription(option);
}
