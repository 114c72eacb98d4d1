import { connectors } from '@hrflow-sync/connectors';
import { loadWorkflows, UserError } from '@hrflow-sync/core';
import { startSandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../test/support/command.js';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import { initProject } from '../src/commands/init.js';

const FILES = ['.env.example', '.gitignore', 'README.md', 'compose.yaml', 'package.json', 'workflows'];

describe('hrflow-sync init', () => {
  let root: string;
  let project: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hrflow-sync-init-'));
    project = join(root, 'my-sync');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const init = (...args: string[]) => runCommand(['init', project, ...args], {});
  const text = (path: string): Promise<string> => readFile(join(project, path), 'utf8');

  it('writes a project whose workflow runs against the doubles as it is', async () => {
    const { code, out, err } = await init();
    expect([code, err]).to.deep.equal([0, '']);
    expect((await readdir(project)).sort()).to.deep.equal(FILES);
    expect(out).to.contain(join(project, 'workflows/greenhouse-update-profiles.ts'));
    expect(out).to.contain('npx hrflow-sync check greenhouse-update-profiles');
    const sandbox = await startSandbox({ candidates: 3, hrflow: { syncParsing: true } });
    try {
      const environment = {
        ...sandbox.environment,
        REDIS_URL: redisUrl(),
        REDIS_PREFIX: newPrefix(),
        WORKFLOWS_DIR: join(project, 'workflows'),
      };
      expect((await runCommand(['validate'], environment)).code).to.equal(0);
      const run = await runCommand(['run', 'greenhouse-update-profiles', '--json'], environment);
      expect(JSON.parse(run.out)).to.include({ status: 'success' });
    } finally {
      await sandbox.close();
    }
  });

  for (const { info, actions } of connectors) {
    for (const { name } of actions) {
      it(`writes a workflow that loads, for ${name} of ${info.name}, and names each variable it reads`, async () => {
        await initProject(project, { connector: info.subtype, action: name, json: false });
        const { workflows, problems } = await loadWorkflows(join(project, 'workflows'));
        expect(problems).to.deep.equal([]);
        const [workflow] = workflows.values();
        expect(workflow?.action.name).to.equal(name);
        const source = await text(`workflows/${workflow?.id}.ts`);
        const read = [...source.matchAll(/env\('(\w+)'\)/g)].map(([, variable]) => variable);
        const named = [...(await text('.env.example')).matchAll(/^(\w+)=$/gm)].map(
          ([, variable]) => variable,
        );
        expect(named).to.include.members(read);
        expect(await text('README.md')).to.contain(`hrflow-sync run ${workflow?.id}`);
      });
    }
  }

  it('tells a script what it wrote and what comes next', async () => {
    const { out } = await init('--connector', 'Greenhouse', '--json');
    expect(JSON.parse(out)).to.deep.include({
      directory: project,
      workflow_id: 'greenhouse-update-profiles',
    });
    expect((JSON.parse(out) as { files: string[] }).files).to.include('compose.yaml');
  });

  it('replaces nothing: where one of its files is there already, it writes none', async () => {
    await mkdir(project);
    await writeFile(join(project, 'README.md'), 'mine');
    const { code, out, err } = await init();
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.contain('README.md').and.to.contain('[init_in_the_way]');
    expect(await readdir(project)).to.deep.equal(['README.md']);
    expect(await text('README.md')).to.equal('mine');
  });

  it('says which connectors and actions there are', async () => {
    const connector = await init('--connector', 'workday');
    expect(connector.err).to.match(/"workday".*greenhouse.*\[connector_unknown\]/);
    const action = await init('--action', 'delete_everything');
    expect(action.err).to.match(/"delete_everything".*update_profiles_in_hrflow.*\[action_unknown\]/);
    expect([connector.code, action.code]).to.deep.equal([2, 2]);
    expect(await readdir(root)).to.deep.equal([]);
  });

  it('says that a directory can not be written', async () => {
    await writeFile(project, 'a file');
    const error = await initProject(project, { connector: 'greenhouse', json: false }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(UserError).and.to.include({ code: 'init_directory_unusable' });
  });
});
