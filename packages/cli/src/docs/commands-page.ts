import { readFile } from 'node:fs/promises';
import type { Argument, Command, Option } from 'commander';
import { helpOf, USUAL_EXIT_CODES } from '../program/help.js';
import { table } from './markdown.js';

const START = '<!-- commands: written by `hrflow-sync docs` -->';
const END = '<!-- /commands -->';

/** A page whose reference of commands is kept up to date. */
export interface CommandsPage {
  readonly path: string;
  readonly text: string;
  /** What it should be. */
  readonly wanted: string;
}

/**
 * Reads a page that has a place for the reference of commands: two comments, between which it stands.
 * @returns nothing where there is no such file, or no such place in it
 */
export async function readCommandsPage(path: string, program: Command): Promise<CommandsPage | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) return undefined;
  const wanted = `${text.slice(0, start)}${block(program)}${text.slice(end + END.length)}`;
  return { path, text, wanted };
}

/** Prettier would align the columns anew with each option. */
function block(program: Command): string {
  const commands = visible(program).filter((command) => command.name() !== 'help');
  return [
    START,
    '<!-- prettier-ignore-start -->',
    ...commands.map(section),
    '<!-- prettier-ignore-end -->',
    END,
  ].join('\n\n');
}

function visible(program: Command): Command[] {
  return program.createHelp().visibleCommands(program);
}

function section(command: Command): string {
  const { examples, exitCodes = USUAL_EXIT_CODES } = helpOf(command);
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => option.long !== '--help');
  const rows = [...command.registeredArguments.map(argumentRow), ...options.map(optionRow)];
  return [
    `### ${command.name()}`,
    `${capitalized(command.description())}.`,
    ...(rows.length === 0 ? [] : [table(['argument or option', 'what it does', 'default'], rows)]),
    ['```sh', ...examples.map(({ command: typed, does }) => `${typed}  # ${does}`), '```'].join('\n'),
    `Exit code: ${exitCodes}.`,
  ].join('\n\n');
}

function argumentRow(argument: Argument): string[] {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return [
    `\`${name}\``,
    described(argument.description, argument.argChoices),
    defaultOf(argument.defaultValue as unknown),
  ];
}

function optionRow(option: Option): string[] {
  const required = option.mandatory ? ' Required.' : '';
  return [
    `\`${option.flags}\``,
    `${described(option.description, option.argChoices)}${required}`,
    defaultOf(option.defaultValue as unknown),
  ];
}

function described(text: string, choices: readonly string[] | undefined): string {
  const told = `${capitalized(text)}.`;
  return choices ? `${told} One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.` : told;
}

/** That an option is off unless it is given goes without saying. */
function defaultOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `\`${value}\`` : '';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
