import { Argument, type Command } from 'commander';
import type { DocsOptions } from '../commands/docs.js';
import { JSON_OPTION, withHelp, type Cli } from './help.js';

/** Adds what tells which connectors and commands there are. */
export function addReferenceCommands(program: Command, cli: Cli): void {
  const connectors = program
    .command('connectors')
    .description('list connectors and their actions')
    .option(...JSON_OPTION)
    .action(async (options: { json: boolean }) => {
      const { listConnectors } = await import('../commands/connectors.js');
      process.stdout.write(`${listConnectors(options)}\n`);
    });
  withHelp(connectors, [['connectors', 'mode, entity, direction, and whether they read incrementally']]);
  addDocs(program);
  addCompletion(program, cli);
}

function addDocs(program: Command): void {
  const command = program
    .command('docs')
    .description('write the reference pages of connectors, actions and commands')
    .option('--directory <directory>', 'where those of connectors and actions lie', 'docs/connectors')
    .option('--readme <file>', 'a page with a table of connectors', 'README.md')
    .option('--commands <file>', 'a page with a reference of commands', 'docs/cli.md')
    .option('--check', 'write nothing, and fail when a page is stale', false)
    .action(async (options: DocsOptions) => {
      const { docsCommand } = await import('../commands/docs.js');
      process.stdout.write(`${await docsCommand(options, { program })}\n`);
    });
  withHelp(command, [
    ['docs', 'bring every page up to date'],
    ['docs --check', 'in CI: exit code 2 when one is stale'],
  ]);
}

function addCompletion(program: Command, { environment }: Cli): void {
  const command = program
    .command('completion')
    .description('print a script that completes commands, options and workflow ids in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { COMPLETION_SCRIPTS } = await import('../completion/scripts.js');
      process.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
  withHelp(command, [
    ['completion bash >> ~/.bashrc', 'in every new bash'],
    ['completion zsh >> ~/.zshrc', 'in every new zsh, below compinit'],
    ['completion fish > ~/.config/fish/completions/hrflow-sync.fish', 'in every new fish'],
  ]);
  program
    .command('complete', { hidden: true })
    .description('what may come next; called by the scripts of "completion"')
    .argument('[words...]', 'what has been typed, the last word unfinished')
    .action(async (words: string[]) => {
      const { complete } = await import('../completion/complete.js');
      process.stdout.write(await complete(program, words, environment));
    });
}
