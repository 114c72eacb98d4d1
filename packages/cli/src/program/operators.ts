import { Option, type Command } from 'commander';
import type { Selection } from '../operators/dead-letters.js';
import type { RunsOptions } from '../operators/runs.js';
import { JSON_OPTION, wholeNumber, withHelp, type Cli } from './help.js';
import { sayFrom, type Say } from './say.js';

interface Output {
  readonly json: boolean;
}

/** Adds the commands that look at runs and mend them. */
export function addOperatorCommands(program: Command, cli: Cli): void {
  const say = sayFrom(cli);
  addRuns(program, say);
  addStatus(program, cli, say);
  addCancel(program, say);
  addFailures(program, say);
  addRetry(program, say);
  addDrop(program, say);
  addPause(program, say);
  addResume(program, say);
  addErase(program, say);
}

/** Statuses of operators/runs.ts, which is loaded only when it is needed; a test compares them. */
const RUN_STATUSES = ['running', 'cancelling', 'success', 'success_with_failures', 'fatal'];

function addRuns(program: Command, say: Say): void {
  const command = program
    .command('runs')
    .description('list the latest runs')
    .argument('[workflow-id]', 'only of this workflow')
    .option('--limit <number>', 'how many', wholeNumber(1, 1_000), 20)
    .addOption(new Option('--status <status>', 'only with this status').choices(RUN_STATUSES))
    .option(...JSON_OPTION)
    .action((workflowId: string | undefined, options: RunsOptions) =>
      say(async (desk) => (await import('../operators/runs.js')).listRuns(desk, workflowId, options)),
    );
  withHelp(command, [
    ['runs', 'the latest runs of all workflows'],
    ['runs greenhouse-nightly --limit 5', 'the latest five of one'],
    ['runs --status success_with_failures', 'those with dead letters'],
  ]);
}

function addStatus(program: Command, cli: Cli, say: Say): void {
  const command = program
    .command('status')
    .description('show one run, and why its workflow is paused if it is')
    .argument('<run-id>', 'as "hrflow-sync runs" lists it')
    .option('--watch', 'follow it to its end', false)
    .option(...JSON_OPTION)
    .action((runId: string, { watch, ...options }: Output & { watch: boolean }) =>
      say(async (desk) => {
        if (!watch) return (await import('../operators/runs.js')).showRun(desk, runId, options);
        const { watchRun } = await import('../operators/watch.js');
        const { text, exitCode } = await watchRun(desk, runId, options);
        cli.exit(exitCode);
        return text;
      }),
    );
  withHelp(
    command,
    [
      ['status mh3k2x9a0-4f9c21', 'counts, status and the last errors of a run'],
      ['status mh3k2x9a0-4f9c21 --watch', 'follow it live; Ctrl-C ends the watching, not the run'],
      ['status mh3k2x9a0-4f9c21 --json', 'the same for a script'],
    ],
    '0 done, 2 wrong usage or configuration; with --watch also 1 when the run ended fatal, 130 after Ctrl-C',
  );
}

function addCancel(program: Command, say: Say): void {
  const command = program
    .command('cancel')
    .description('let a run read no further page; what it has read is still pushed')
    .argument('<run-id>', 'as "hrflow-sync runs" lists it')
    .option(...JSON_OPTION)
    .action((runId: string, options: Output) =>
      say(async (desk) => (await import('../operators/runs.js')).cancelRun(desk, runId, options)),
    );
  withHelp(command, [['cancel mh3k2x9a0-4f9c21', 'read no further page of this run']]);
}

function selecting(command: Command): Command {
  return command
    .argument('[run-id]', 'only of this run')
    .option('--workflow <id>', 'only of this workflow')
    .option('--reference <reference>', 'only of this item')
    .option('--code <code>', 'only with this error code');
}

function addFailures(program: Command, say: Say): void {
  const command = selecting(program.command('failures').description('list dead letters'))
    .option(...JSON_OPTION)
    .action((runId: string | undefined, options: Selection & Output) =>
      say(async (desk) =>
        (await import('../operators/dead-letters.js')).listDeadLetters(desk, runId, options, options),
      ),
    );
  withHelp(command, [
    ['failures mh3k2x9a0-4f9c21', 'the dead letters of a run, each with its reason'],
    ['failures --workflow greenhouse-nightly --code bad_request', 'those of one kind'],
    ['failures --reference 5720 --json', 'everything known about one item'],
  ]);
}

function addRetry(program: Command, say: Say): void {
  const command = selecting(program.command('retry').description('put dead letters back to be pushed'))
    .option('--all', 'every dead letter')
    .option(...JSON_OPTION)
    .action((runId: string | undefined, options: Selection & Output) =>
      say(async (desk) =>
        (await import('../operators/dead-letters.js')).retryDeadLetters(desk, runId, options, options),
      ),
    );
  withHelp(command, [
    ['retry mh3k2x9a0-4f9c21', 'all of a run'],
    ['retry --code format_threw', 'those of one kind, once the format is mended'],
    ['retry --all', 'all there are'],
  ]);
}

function addDrop(program: Command, say: Say): void {
  const command = selecting(
    program.command('drop').description('end dead letters without writing their items'),
  )
    .option('--all', 'every dead letter')
    .requiredOption('--reason <text>', 'kept with the run')
    .option(...JSON_OPTION)
    .action((runId: string | undefined, options: Selection & Output & { reason: string }) =>
      say(async (desk) =>
        (await import('../operators/dead-letters.js')).dropDeadLetters(desk, runId, options, options),
      ),
    );
  withHelp(command, [
    ['drop mh3k2x9a0-4f9c21 --reference 5720 --reason "left the company"', 'one item of a run'],
  ]);
}

function addPause(program: Command, say: Say): void {
  const command = program
    .command('pause')
    .description('let a workflow start no run, read no page and push no item')
    .argument('<workflow-id>', 'the workflow')
    .option('--reason <text>', 'shown to whoever looks', 'paused by an operator')
    .option(...JSON_OPTION)
    .action((workflowId: string, options: Output & { reason: string }) =>
      say(async (desk) => (await import('../operators/pauses.js')).pauseWorkflow(desk, workflowId, options)),
    );
  withHelp(command, [['pause greenhouse-nightly --reason "Greenhouse is being migrated"', 'until "resume"']]);
}

function addResume(program: Command, say: Say): void {
  const command = program
    .command('resume')
    .description('let a paused workflow go on')
    .argument('<workflow-id>', 'the workflow')
    .option(...JSON_OPTION)
    .action((workflowId: string, options: Output) =>
      say(async (desk) => (await import('../operators/pauses.js')).resumeWorkflow(desk, workflowId, options)),
    );
  withHelp(command, [['resume greenhouse-nightly', 'its items go on within seconds']]);
}

function addErase(program: Command, say: Say): void {
  const command = program
    .command('erase')
    .description('remove every trace of an item from Redis')
    .argument('<reference>', "the item's reference")
    .option(...JSON_OPTION)
    .action((reference: string, options: Output) =>
      say(async (desk) => (await import('../operators/erase.js')).eraseItem(desk, reference, options)),
    );
  withHelp(command, [['erase 5720', 'with a receipt; ATS and HrFlow keep what they have']]);
}
