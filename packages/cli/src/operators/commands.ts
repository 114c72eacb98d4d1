import { InvalidArgumentError, type Command } from 'commander';
import type { Selection } from './dead-letters.js';
import type { Desk } from './desk.js';

interface Output {
  readonly json: boolean;
}

/** Adds the commands that look at runs and mend them. */
export function addOperatorCommands(program: Command, environment: NodeJS.ProcessEnv): void {
  const say: Say = async (work) => {
    const { atDesk } = await import('./desk.js');
    process.stdout.write(`${await atDesk(environment, work)}\n`);
  };
  addRunCommands(program, say);
  addDeadLetterCommands(program, say);
  addPauseCommands(program, say);
  program
    .command('erase')
    .description('remove every trace of an item from Redis')
    .argument('<reference>')
    .option(...JSON_OPTION)
    .action((reference: string, options: Output) =>
      say(async (desk) => (await import('./erase.js')).eraseItem(desk, reference, options)),
    );
}

type Say = (work: (desk: Desk) => Promise<string>) => Promise<void>;

const JSON_OPTION = ['--json', 'print one JSON document on standard output', false] as const;

function addRunCommands(program: Command, say: Say): void {
  program
    .command('runs')
    .description('list the latest runs')
    .argument('[workflow-id]')
    .option('--limit <number>', 'how many', toCount, 20)
    .option(...JSON_OPTION)
    .action((workflowId: string | undefined, options: Output & { limit: number }) =>
      say(async (desk) => (await import('./runs.js')).listRuns(desk, workflowId, options)),
    );
  program
    .command('status')
    .description('show one run')
    .argument('<run-id>')
    .option(...JSON_OPTION)
    .action((runId: string, options: Output) =>
      say(async (desk) => (await import('./runs.js')).showRun(desk, runId, options)),
    );
  program
    .command('cancel')
    .description('let a run read no further page; what it has read is still pushed')
    .argument('<run-id>')
    .action((runId: string) => say(async (desk) => (await import('./runs.js')).cancelRun(desk, runId)));
}

function addDeadLetterCommands(program: Command, say: Say): void {
  selecting(program.command('failures').description('list dead letters'))
    .option(...JSON_OPTION)
    .action((runId: string | undefined, options: Selection & Output) =>
      say(async (desk) => (await import('./dead-letters.js')).listDeadLetters(desk, runId, options, options)),
    );
  selecting(program.command('retry').description('put dead letters back to be pushed'))
    .option('--all', 'every dead letter')
    .action((runId: string | undefined, options: Selection) =>
      say(async (desk) => (await import('./dead-letters.js')).retryDeadLetters(desk, runId, options)),
    );
  selecting(program.command('drop').description('end dead letters without writing their items'))
    .option('--all', 'every dead letter')
    .requiredOption('--reason <text>', 'kept with the run')
    .action((runId: string | undefined, options: Selection & { reason: string }) =>
      say(async (desk) =>
        (await import('./dead-letters.js')).dropDeadLetters(desk, runId, options, options.reason),
      ),
    );
}

function selecting(command: Command): Command {
  return command
    .argument('[run-id]')
    .option('--workflow <id>', 'only of this workflow')
    .option('--reference <reference>', 'only of this item')
    .option('--code <code>', 'only with this error code');
}

function addPauseCommands(program: Command, say: Say): void {
  program
    .command('pause')
    .description('let a workflow start no run, read no page and push no item')
    .argument('<workflow-id>')
    .option('--reason <text>', 'shown to whoever looks', 'paused by an operator')
    .action((workflowId: string, { reason }: { reason: string }) =>
      say(async ({ pauses }) => {
        const at = new Date().toISOString();
        const paused = await pauses.pause(workflowId, { code: 'operator', message: reason, at, runId: null });
        return paused ? `${workflowId} is paused.` : `${workflowId} was paused already.`;
      }),
    );
  program
    .command('resume')
    .description('let a paused workflow go on')
    .argument('<workflow-id>')
    .action((workflowId: string) =>
      say(async ({ pauses }) =>
        (await pauses.resume(workflowId))
          ? `${workflowId} goes on within seconds.`
          : `${workflowId} was not paused.`,
      ),
    );
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('expected a number from 1.');
}
