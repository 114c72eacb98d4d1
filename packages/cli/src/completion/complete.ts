import type { Argument, Command, Option } from 'commander';

/** A word that may come next, and what it does. */
interface Suggestion {
  readonly word: string;
  readonly does: string;
}

/** Arguments and options whose value is a workflow's id. */
const WORKFLOW = new Set(['workflow-id', 'workflow']);

/**
 * What may come next, one suggestion a line: the word, a tab, and what it does. Made from the commands as they
 * are, so that it can't differ from them.
 * @param words what has been typed after the program's name; the last one is unfinished, and may be empty
 */
export async function complete(
  program: Command,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const unfinished = words.at(-1) ?? '';
  const suggestions = await suggest(program, words.slice(0, -1), unfinished, environment);
  return suggestions
    .filter(({ word }) => word.startsWith(unfinished))
    .map(({ word, does }) => `${word}\t${does}\n`)
    .join('');
}

async function suggest(
  program: Command,
  before: readonly string[],
  unfinished: string,
  environment: NodeJS.ProcessEnv,
): Promise<Suggestion[]> {
  const [name, ...rest] = before;
  if (name === undefined) return [...commandsOf(program), ...optionsOf(program)];
  const command = program.commands.find((each) => each.name() === name);
  if (!command) return name === 'help' ? commandsOf(program) : [];
  const pending = optionNamed(command, rest.at(-1));
  if (pending && (pending.required || pending.optional))
    return valuesOf(pending.attributeName(), pending.argChoices, environment);
  if (unfinished.startsWith('-')) return optionsOf(command);
  const argument = command.registeredArguments[operands(command, rest).length];
  return argument ? valuesOf(argument.name(), argument.argChoices, environment) : [];
}

/** The words that are neither options nor their values. */
function operands(command: Command, words: readonly string[]): string[] {
  return words.filter((word, index) => {
    if (word.startsWith('-')) return false;
    const option = optionNamed(command, words[index - 1]);
    return !(option && (option.required || option.optional));
  });
}

function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word !== undefined && [long, short].includes(word));
}

async function valuesOf(
  name: string,
  choices: Argument['argChoices'],
  environment: NodeJS.ProcessEnv,
): Promise<Suggestion[]> {
  if (choices) return choices.map((word) => ({ word, does: '' }));
  if (name === 'connector') return (await import('./values.js')).connectorNames();
  return WORKFLOW.has(name) ? (await import('./values.js')).workflowIds(environment) : [];
}

function commandsOf(program: Command): Suggestion[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ word: command.name(), does: firstWords(command.description()) }));
}

function optionsOf(command: Command): Suggestion[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({ word: option.long ?? option.flags, does: firstWords(option.description) }));
}

/** A line is all there is room for. */
function firstWords(text: string): string {
  return text.replace(/\s+/g, ' ');
}
