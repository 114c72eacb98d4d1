import type { Command } from 'commander';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readFile } from 'node:fs/promises';
import { runCommand } from '../../../../test/support/command.js';
import { readCommandsPage } from '../../src/docs/commands-page.js';
import { EXIT } from '../../src/exit-code.js';
import { RUN_STATUSES } from '../../src/operators/runs.js';
import { createProgram } from '../../src/program.js';
import { helpOf } from '../../src/program/help.js';

const PAGE = new URL('../../../../docs/cli.md', import.meta.url);

/** They run until they are stopped, and their log is JSON. */
const LASTING = ['start', 'worker', 'scheduler', 'dashboard', 'demo'];
/** What they print is a file, or files are what they write. */
const WRITING = ['docs', 'completion'];

const program = createProgram({ environment: {}, exit: () => undefined });
const commands = program
  .createHelp()
  .visibleCommands(program)
  .filter((command) => command.name() !== 'help');

describe('the help', () => {
  for (const command of commands) {
    it(`of ${command.name()} says what it does, what it takes and how to use it`, () => {
      expect(command.description()).to.match(/^[a-z]/);
      for (const argument of command.registeredArguments) expect(argument.description).not.to.equal('');
      for (const option of command.options) expect(option.description).not.to.equal('');
      expect(helpOf(command).examples).not.to.deep.equal([]);
      for (const example of helpOf(command).examples) expect(parses(command, example.command)).to.equal(true);
    });

    if (!LASTING.includes(command.name()) && !WRITING.includes(command.name())) {
      it(`of ${command.name()} offers JSON`, () => {
        expect(command.options.map(({ long }) => long)).to.include('--json');
      });
    }
  }

  it('is printed with its examples, and ends with exit code 0', async () => {
    const { code, out, err } = await runCommand(['status', '--help'], {});
    expect([code, err]).to.deep.equal([0, '']);
    expect(out).to.contain('Usage: hrflow-sync status [options] <run-id>');
    expect(out).to.match(/Examples:\n {2}# .+\n {2}hrflow-sync status .+\n/);
    expect(out).to.match(/Exit code: 0 done/);
    expect(out).not.to.contain('default: false');
  });

  it('lists every command in a group', async () => {
    const { code, out } = await runCommand(['--help'], {});
    expect(code).to.equal(0);
    for (const command of commands) expect(out).to.match(new RegExp(`^ {2}${command.name()}\\b`, 'm'));
    expect(out).not.to.match(/^Commands:|^ {2}complete /m);
  });

  it('offers the statuses that runs have', () => {
    const runs = commands.find((command) => command.name() === 'runs');
    const status = runs?.options.find(({ long }) => long === '--status');
    expect(status?.argChoices).to.deep.equal([...RUN_STATUSES]);
  });
});

describe('docs/cli.md', () => {
  it('has every command with each argument, option, default and example, as "hrflow-sync docs" writes it', async () => {
    const page = await readCommandsPage(PAGE.pathname, program);
    expect(page?.text).to.equal(page?.wanted).and.be.a('string');
    for (const command of commands) {
      const [, section = ''] = page!.text.split(new RegExp(`^### ${command.name()}$`, 'm'));
      const [own = ''] = section.split('\n### ');
      for (const option of command.options) expect(own, command.name()).to.contain(`\`${option.flags}\``);
      for (const argument of command.registeredArguments) expect(own).to.contain(argument.name());
      for (const example of helpOf(command).examples) expect(own).to.contain(example.command);
    }
  });

  it('explains every exit code', async () => {
    const page = await readFile(PAGE, 'utf8');
    for (const code of Object.values(EXIT)) expect(page).to.match(new RegExp(`^\\| ${code} +\\|`, 'm'));
  });
});

describe('wrong usage', () => {
  const CASES: Readonly<Record<string, readonly string[]>> = {
    'an unknown command': ['push'],
    'an unknown option': ['run', 'nightly', '--fast'],
    'a missing argument': ['trigger'],
    'an argument too many': ['cancel', 'a', 'b'],
    'a number that is none': ['runs', '--limit', 'many'],
    'a status there is none of': ['runs', '--status', 'done'],
    'a parameter without a value': ['trigger', 'nightly', '--pull', 'city'],
    'a parameter without a name': ['trigger', 'nightly', '--push', '=x'],
    'a reason that is missing': ['drop', '--all'],
    'a shell there is no script for': ['completion', 'tcsh'],
  };
  for (const [name, args] of Object.entries(CASES)) {
    it(`such as ${name} is told with a code and where help is, and nothing else happens`, async () => {
      const { code, out, err } = await runCommand(args, {});
      expect([code, out]).to.deep.equal([2, '']);
      expect(err)
        .to.match(/^error: .+/)
        .and.to.match(/ \[usage_invalid\]$/m)
        .and.to.contain('--help');
    });
  }
});

/** Whether a command's own parser takes an example as it stands. */
function parses(command: Command, example: string): boolean {
  const [name, own, ...rest] = wordsOf(example);
  expect([name, own]).to.deep.equal(['hrflow-sync', command.name()]);
  // A parser of its own: parsing leaves what it found behind in the command.
  const fresh = createProgram({ environment: {}, exit: () => undefined });
  const parser = fresh.commands.find((each) => each.name() === own);
  const { operands, unknown } = parser!.parseOptions(rest);
  const most = parser!.registeredArguments.length;
  const least = parser!.registeredArguments.filter(({ required }) => required).length;
  return unknown.length === 0 && operands.length >= least && operands.length <= most;
}

/** A shell's words, without redirections. */
function wordsOf(line: string): string[] {
  return [...line.replace(/ 2?>>? .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}
