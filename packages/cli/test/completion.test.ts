import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../../../test/support/workflow-folder.js';
import { complete } from '../src/completion/complete.js';
import { COMPLETION_SCRIPTS } from '../src/completion/scripts.js';
import { createProgram } from '../src/program.js';

const COMMAND = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

describe('completion', () => {
  let folder: WorkflowFolder;

  before(async () => {
    folder = await createWorkflowFolder({
      'candidates.ts': candidatesWorkflow(),
      'nightly.ts': candidatesWorkflow("id: 'nightly',"),
      'broken.ts': 'export default {',
    });
  });
  after(() => folder.remove());

  describe('of words', () => {
    const program = createProgram({ environment: {}, exit: () => undefined });
    /** What may come next, without what it does. */
    async function next(...words: string[]): Promise<string[]> {
      const lines = await complete(program, words, { WORKFLOWS_DIR: folder.path });
      return lines
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t')[0] ?? '');
    }

    it('offers commands, with what they do', async () => {
      expect(await next(''))
        .to.include.members(['run', 'status', 'help'])
        .and.not.to.include('complete');
      expect(await next('re')).to.deep.equal(['retry', 'resume']);
      expect(await complete(program, ['resu'], {})).to.equal('resume\tlet a paused workflow go on\n');
      expect(await next('help', 'st')).to.deep.equal(['start', 'status']);
    });

    it('offers the options of a command', async () => {
      expect(await next('run', '-')).to.deep.equal(['--dry-run', '--json', '--help']);
      expect(await next('failures', 'x', '--re')).to.deep.equal(['--reference']);
    });

    it('offers workflow ids wherever one is meant, past a broken file', async () => {
      for (const command of ['run', 'trigger', 'check', 'pause', 'resume', 'runs']) {
        expect(await next(command, ''), command).to.deep.equal(['candidates', 'nightly']);
      }
      expect(await next('run', '--dry-run', 'n')).to.deep.equal(['nightly']);
      expect(await next('retry', '--workflow', 'c')).to.deep.equal(['candidates']);
      expect(await next('runs', '--limit', '5', 'n')).to.deep.equal(['nightly']);
    });

    it('offers no id twice, and none where something else is meant', async () => {
      expect(await next('run', 'nightly', '')).to.deep.equal([]);
      expect(await next('runs', '--limit', '')).to.deep.equal([]);
      expect(await next('unknown', '')).to.deep.equal([]);
    });

    it('offers the values that there are', async () => {
      expect(await next('runs', '--status', 's')).to.deep.equal(['success', 'success_with_failures']);
      expect(await next('completion', '')).to.deep.equal(['bash', 'zsh', 'fish']);
      expect(await next('init', '--connector', 'gr')).to.deep.equal(['greenhouse']);
    });

    it('is silent where the folder can not be read', async () => {
      expect(await complete(program, ['run', ''], { WORKFLOWS_DIR: '/nowhere' })).to.equal('');
    });
  });

  describe('in a shell', () => {
    let root: string;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
      root = await mkdtemp(join(tmpdir(), 'hrflow-sync-shells-'));
      await mkdir(join(root, 'bin'));
      await writeFile(
        join(root, 'bin/hrflow-sync'),
        `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`,
      );
      await chmod(join(root, 'bin/hrflow-sync'), 0o755);
      for (const [shell, script] of Object.entries(COMPLETION_SCRIPTS))
        await writeFile(join(root, shell), script);
      environment = {
        PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
        HOME: root,
        WORKFLOWS_DIR: folder.path,
      };
    });
    after(() => rm(root, { recursive: true, force: true }));

    /** What a shell that has read its script would offer, or nothing where there is no such shell. */
    function ask(shell: string, program: string): string[] | undefined {
      const { error, stdout, stderr } = spawnSync(shell, ['-c', program], {
        env: environment,
        cwd: root,
        encoding: 'utf8',
      });
      if (error && 'code' in error && error.code === 'ENOENT') return undefined;
      expect(stderr).to.equal('');
      return stdout.split('\n').filter(Boolean);
    }

    it('such as bash is that of words', function () {
      const offered = ask(
        'bash',
        `source ./bash; COMP_WORDS=(hrflow-sync run --dry-run nig); COMP_CWORD=3; _hrflow_sync; printf '%s\\n' "\${COMPREPLY[@]}"`,
      );
      if (!offered) return this.skip();
      expect(offered).to.deep.equal(['nightly']);
      expect(
        ask(
          'bash',
          `source ./bash; COMP_WORDS=(hrflow-sync ''); COMP_CWORD=1; _hrflow_sync; printf '%s\\n' "\${COMPREPLY[@]}"`,
        ),
      ).to.include.members(['run', 'doctor']);
    });

    it('such as zsh is that of words', function () {
      const stubs = `compdef() { :; }; _files() { print files; }; _describe() { print -l "\${(@P)3}"; }`;
      const offered = ask(
        'zsh',
        `${stubs}; source ./zsh; words=(hrflow-sync run ''); CURRENT=3; _hrflow_sync`,
      );
      if (!offered) return this.skip();
      expect(offered).to.deep.equal([
        'candidates:update_profiles_in_hrflow',
        'nightly:update_profiles_in_hrflow',
      ]);
      expect(
        ask('zsh', `${stubs}; source ./zsh; words=(hrflow-sync runs --status fa); CURRENT=4; _hrflow_sync`),
      ).to.deep.equal(['fatal']);
      expect(
        ask('zsh', `${stubs}; source ./zsh; words=(hrflow-sync init x); CURRENT=3; _hrflow_sync`),
      ).to.deep.equal(['files']);
    });

    it('such as fish is that of words', function () {
      const offered = ask('fish', `source ./fish; complete -C 'hrflow-sync run '`);
      if (!offered) return this.skip();
      expect(offered).to.deep.equal([
        'candidates\tupdate_profiles_in_hrflow',
        'nightly\tupdate_profiles_in_hrflow',
      ]);
      expect(ask('fish', `source ./fish; complete -C 'hrflow-sync resu'`)).to.deep.equal([
        'resume\tlet a paused workflow go on',
      ]);
    });
  });
});
