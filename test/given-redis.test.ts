import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort, waitForRedis } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

describe('a Redis that was given', () => {
  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let server: ChildProcess;
  let url: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 5, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
  });
  afterEach(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    await sandbox.close();
    await folder.remove();
  });

  /** A server as somebody else might have set it up: in memory, with these settings. */
  async function given(...settings: string[]): Promise<void> {
    const port = await freePort();
    const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path];
    server = spawn('redis-server', [...address, ...settings], { stdio: 'ignore' });
    url = `redis://127.0.0.1:${port}`;
    await waitForRedis(url, 10_000);
  }
  const run = () =>
    runCommand(['run', 'candidates', '--json'], {
      ...sandbox.environment,
      REDIS_URL: url,
      WORKFLOWS_DIR: folder.path,
    });

  it('is refused when it evicts keys, with the setting to change', async () => {
    await given(
      '--save',
      '',
      '--appendonly',
      'yes',
      '--maxmemory',
      '50mb',
      '--maxmemory-policy',
      'allkeys-lru',
    );
    const { code, err } = await run();
    expect(err).to.contain('[redis_evicts_keys]').and.to.contain('maxmemory-policy noeviction');
    expect(code).to.equal(2);
    expect(sandbox.records.requests()).to.deep.equal([]);
  });

  it('is warned about when a restart would lose every job, with the setting to change', async () => {
    await given('--save', '', '--appendonly', 'no');
    const { code, out, err } = await run();
    expect(err).to.contain('redis_not_persistent').and.to.contain('appendonly');
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.include({ status: 'success' });
  });
});
