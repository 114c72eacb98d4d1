import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

interface QueryAnswer {
  readonly data: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
  };
}

describe('Prometheus', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let dataDir: string;
  let commands: RunningCommand[];

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 60, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-prometheus-'));
    commands = [];
  });
  afterEach(async () => {
    await Promise.all(commands.map((command) => command.stop()));
    await sandbox.close();
    await folder.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('scrapes a worker and the dashboard, and its query returns what was pushed', async () => {
    const environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
      PORT: '0',
      HOST: '127.0.0.1',
    };
    commands = [startCommand(['worker'], environment), startCommand(['dashboard'], environment)];
    const targets = await Promise.all(commands.map(addressOf));
    expect((await runCommand(['run', 'candidates'], environment)).code).to.equal(0);
    const pushed = sandbox.records.written().length;
    expect(pushed).to.be.greaterThan(40);

    const prometheus = await startPrometheus(targets);
    try {
      const total = await until(async () => {
        const [sample] = await prometheus.query('sum(hrflow_sync_items_total{event="write_success"})');
        return sample?.value[1] === String(pushed) && sample.value[1];
      });
      expect(total).to.equal(String(pushed));
      const up = await until(async () => {
        const samples = await prometheus.query('up == 1');
        return samples.length === 2 && samples;
      });
      expect(up.map(({ metric }) => metric['instance'])).to.have.members(targets);
      const failed = await prometheus.query('hrflow_sync_queue_jobs{queue="pushes",state="failed"}');
      expect(failed).to.have.length(1);
      const labels = await prometheus.query('hrflow_sync_items_total{event="write_success"}');
      expect(labels[0]?.metric).to.include({
        workflow: 'candidates',
        connector: 'greenhouse',
        action: 'update_profiles_in_hrflow',
      });
    } finally {
      await prometheus.stop();
    }
  });

  it('finds every process healthy and ready', async () => {
    const environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
      PORT: '0',
      HOST: '127.0.0.1',
    };
    commands = ['worker', 'scheduler', 'dashboard', 'start'].map((role) => startCommand([role], environment));
    for (const command of commands) {
      const base = `http://${await addressOf(command)}`;
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        const answer = await fetch(base + path, { headers: { connection: 'close' } });
        expect(answer.status, `${base}${path}`).to.equal(200);
        await answer.text();
      }
    }
  });

  /** Host and port a role says it listens on. */
  async function addressOf(command: RunningCommand): Promise<string> {
    const [, address = ''] = await command.said(/ready on http:\/\/([\d.:]+)/);
    return address;
  }

  async function startPrometheus(targets: readonly string[]) {
    const port = await freePort();
    const configuration = join(dataDir, 'prometheus.yml');
    const scrape = { job_name: 'hrflow-sync', scrape_interval: '1s', static_configs: [{ targets }] };
    // Prometheus reads YAML, and JSON is YAML.
    await writeFile(configuration, JSON.stringify({ scrape_configs: [scrape] }));
    const child = spawn(
      'prometheus',
      [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${join(dataDir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    return {
      async query(expression: string): Promise<QueryAnswer['data']['result']> {
        const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`;
        const answer = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined);
        if (!answer?.ok) return [];
        return ((await answer.json()) as QueryAnswer).data.result;
      },
      async stop(): Promise<void> {
        child.kill('SIGTERM');
        await once(child, 'exit');
      },
    };
  }
});
