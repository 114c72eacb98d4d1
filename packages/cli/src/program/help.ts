import { InvalidArgumentError, type Command } from 'commander';

/** What every command is given. */
export interface Cli {
  readonly environment: NodeJS.ProcessEnv;
  /** Sets the exit code. */
  readonly exit: (code: number) => void;
}

/** Something to type, and what it does. */
export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What a command's help says besides its arguments and options. */
export interface Help {
  readonly examples: readonly Example[];
  /** What its exit codes mean, where they are not the usual ones. */
  readonly exitCodes: string | undefined;
}

/** Most commands'. */
export const USUAL_EXIT_CODES = '0 done, 2 wrong usage or configuration';

const helps = new WeakMap<Command, Help>();

/**
 * Adds examples to a command's help: pairs of what follows `hrflow-sync` and what it does.
 * @returns the command
 */
export function withHelp(
  command: Command,
  examples: readonly (readonly [rest: string, does: string])[],
  exitCodes?: string,
): Command {
  const help: Help = {
    examples: examples.map(([rest, does]) => ({ command: `hrflow-sync ${rest}`, does })),
    exitCodes,
  };
  helps.set(command, help);
  return command.addHelpText('after', helpText(help));
}

export function helpOf(command: Command): Help {
  return helps.get(command) ?? { examples: [], exitCodes: undefined };
}

function helpText({ examples, exitCodes = USUAL_EXIT_CODES }: Help): string {
  const lines = examples.map(({ command, does }) => `  # ${does}\n  ${command}`);
  return `\nExamples:\n${lines.join('\n')}\n\nExit code: ${exitCodes}.`;
}

export const JSON_OPTION = ['--json', 'print one JSON document on standard output', false] as const;

/** Reads a whole number of an option. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`);
  };
}

/** `key=value`, added to those before. */
export function keyValue(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected key=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
