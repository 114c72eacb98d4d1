import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, requestRun, openQueues, Ledger } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { Authority, type Certificate } from './support/certificates.js';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { startRedisServer, tlsOnly, type RedisServerProcess } from './support/redis-server.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const PASSWORD = 'not-to-be-told-to-strangers';

describe('Redis over TLS', function () {
  this.timeout(60_000);

  let folder: string;
  let authority: Authority;
  let client: Certificate;
  let server: RedisServerProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-tls-'));
    authority = await Authority.found(folder, 'authority');
    client = await authority.issue('client', 'DNS:worker');
    const its = await authority.issue('server', 'DNS:redis.internal,IP:127.0.0.1');
    server = await startRedisServer(folder, (port) => tlsOnly(port, { its, authority, password: PASSWORD }));
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const urlOf = (port: number): string => `rediss://:${PASSWORD}@127.0.0.1:${port}`;
  const trusted = (): NodeJS.ProcessEnv => ({
    REDIS_URL: urlOf(server.port),
    REDIS_TLS_CA_FILE: authority.cert,
    REDIS_TLS_CERT_FILE: client.cert,
    REDIS_TLS_KEY_FILE: client.key,
  });

  describe('with an authority of its own, which wants a certificate of each client', () => {
    let sandbox: Sandbox;
    let workflows: WorkflowFolder;
    let environment: NodeJS.ProcessEnv;

    beforeEach(async () => {
      sandbox = await startSandbox({ candidates: 30, hrflow: { syncParsing: true } });
      workflows = await createWorkflowFolder({
        'candidates.ts': candidatesWorkflow("schedule: { cron: '0 2 * * *', timezone: 'UTC' },"),
      });
      environment = { ...sandbox.environment, ...trusted(), WORKFLOWS_DIR: workflows.path };
    });
    afterEach(async () => {
      await sandbox.close();
      await workflows.remove();
    });

    it('carries the run command, an operator, and the doctor', async () => {
      const { code, out } = await runCommand(['run', 'candidates', '--json'], environment);
      expect(JSON.parse(out)).to.include({ status: 'success' });
      expect(code).to.equal(0);
      expect((await runCommand(['runs'], environment)).out).to.contain('success');
      expect((await runCommand(['doctor'], environment)).out).to.match(/redis persistence\s+on/);
    });

    it('carries worker, scheduler and dashboard, each in a process of its own', async () => {
      const roles = await startRoles();
      const pem = (file: string): Promise<string> => readFile(file, 'utf8');
      const tls = { ca: await pem(authority.cert), cert: await pem(client.cert), key: await pem(client.key) };
      const redis = connectRedis({ url: urlOf(server.port), tls }, { role: 'worker', name: 'test' });
      const queues = openQueues(redis, '{hrflow-sync}');
      try {
        const { runId } = await requestRun(queues, { workflowId: 'candidates', trigger: 'manual' });
        const ledger = new Ledger(redis, '{hrflow-sync}');
        await until(async () => (await ledger.read(runId))?.finishedAt !== undefined);
        expect((await ledger.result(runId)).status).to.equal('success');
        expect(await queues.ticks.getJobScheduler('candidates')).to.include({ pattern: '0 2 * * *' });
        for (const role of roles) expect(role.err()).not.to.match(/"level":(50|60)/);
      } finally {
        await queues.close();
        redis.disconnect();
        await Promise.all(roles.map((role) => role.stop()));
      }
    });

    async function startRoles(): Promise<RunningCommand[]> {
      const given = { ...environment, HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0' };
      const roles = ['worker', 'scheduler', 'dashboard'].map((role) => startCommand([role], given));
      await Promise.all(roles.map((role) => role.said(/ready/)));
      return roles;
    }
  });

  it('ends a command with what is wrong with its certificates, and sends no password', async () => {
    const refused = async (changes: NodeJS.ProcessEnv, code: string): Promise<void> => {
      const ended = await runCommand(['runs'], { ...trusted(), ...changes });
      expect(ended.err).to.contain(`[${code}]`).and.to.contain('REDIS_TLS_');
      expect(ended.err).not.to.contain(PASSWORD).and.not.to.contain('PRIVATE KEY');
      expect(ended.code).to.equal(2);
    };
    await refused({ REDIS_TLS_CERT_FILE: '', REDIS_TLS_KEY_FILE: '' }, 'redis_certificate_refused');
    await refused({ REDIS_TLS_CA_FILE: '' }, 'redis_certificate_untrusted');
    await refused({ REDIS_TLS_KEY_FILE: '' }, 'redis_tls_invalid');
    await refused({ REDIS_TLS_CA_FILE: join(folder, 'nowhere.crt') }, 'environment_file_unreadable');
  });
});
