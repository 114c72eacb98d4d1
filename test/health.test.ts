import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { startCommand, type RunningCommand } from './support/command.js';
import { startFaultProxy } from './support/fault-proxy.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

describe('the health of a process', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let commands: RunningCommand[];
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 1 });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    commands = [];
    environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
      PORT: '0',
      HOST: '127.0.0.1',
    };
  });
  afterEach(async () => {
    await Promise.all(commands.map((command) => command.stop()));
    await sandbox.close();
    await folder.remove();
  });

  /** Starts a role; resolves to where it can be asked. */
  async function start(role: string): Promise<string> {
    const command = startCommand([role], environment);
    commands.push(command);
    const [, base = ''] = await command.said(/ready on (http:\/\/[\d.:]+)/);
    return base;
  }
  const ask = (url: string): Promise<Response> => fetch(url, { headers: { connection: 'close' } });

  it('is good in every role, once it says that it is ready', async () => {
    for (const base of await Promise.all(['worker', 'scheduler', 'dashboard', 'start'].map(start))) {
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        const answer = await ask(base + path);
        expect(answer.status, `${base}${path}`).to.equal(200);
        await answer.text();
      }
    }
  });

  it('is bad while Redis swallows what it is told, within a deadline; the process lives, and comes back', async () => {
    const redis = new URL(redisUrl());
    const proxy = await startFaultProxy({ port: Number(redis.port) });
    redis.port = String(proxy.port);
    environment = { ...environment, REDIS_URL: redis.href };
    try {
      const base = await start('worker');
      proxy.set({ kind: 'black-hole' });
      const askedAt = performance.now();
      const unready = await ask(`${base}/readyz`);
      expect(performance.now() - askedAt).to.be.lessThan(5_000);
      expect(unready.status).to.equal(503);
      expect(await unready.json()).to.deep.equal({
        status: 'unready',
        failed: ['redis', 'redis_memory', 'redis_eviction'],
      });
      const healthy = await ask(`${base}/healthz`);
      expect(await healthy.json()).to.deep.equal({ status: 'ok' });
      const metrics = await (await ask(`${base}/metrics`)).text();
      expect(metrics)
        .to.contain('hrflow_sync_redis_last_success_timestamp_seconds')
        .and.not.contain('hrflow_sync_queue_jobs{');
      proxy.set({ kind: 'reset' });
      proxy.set({ kind: 'pass' });
      await until(async () => (await ask(`${base}/readyz`)).status === 200);
    } finally {
      await Promise.all(commands.map((command) => command.stop()));
      await proxy.close();
    }
  });

  it('is bad from the moment it is told to stop, while what is in flight is finished', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ candidates: 1, latencyMs: 1_500 });
    environment = { ...environment, ...sandbox.environment };
    const base = await start('worker');
    const run = startCommand(['run', 'candidates'], environment);
    commands.push(run);
    await until(async () => {
      const page = await (await ask(`${base}/metrics`)).text();
      return /hrflow_sync_queue_jobs\{queue="\w+",state="active"\} [1-9]/.test(page);
    });
    commands[0]?.child.kill('SIGTERM');
    const answer = await until(async () => {
      const asked = await ask(`${base}/readyz`);
      return asked.status === 503 && asked;
    });
    expect(await answer.json()).to.deep.equal({ status: 'unready', failed: ['serving'] });
    expect(await commands[0]?.ended()).to.equal(0);
  });
});
