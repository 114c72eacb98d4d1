import { readFile } from 'node:fs/promises';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { expressionsOf, namesIn, readDashboards, readRules, RULE_FILES } from './support/monitoring.js';
import { startPrometheus, type Prometheus } from './support/prometheus.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { samplesOf } from './support/samples.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

/** Far away, so that no tick comes between. */
const OPTIONS = `
  schedule: { cron: '0 0 29 2 *', timezone: 'Europe/Paris' },
  webhook: { secret: env('HOOK_SECRET') },
  notify: { url: env('NOTIFY_URL') },
`;

describe('Prometheus', function () {
  this.timeout(120_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let environment: NodeJS.ProcessEnv;
  let workers: RunningCommand[];
  let others: RunningCommand[];
  let targets: Record<'worker' | 'scheduler' | 'dashboard', string[]>;
  let prometheus: Prometheus;

  before(async () => {
    sandbox = await startSandbox({ candidates: 200, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow(OPTIONS) });
    environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
      PORT: '0',
      API_PORT: '0',
      HOST: '127.0.0.1',
      HOOK_SECRET: 'a-secret-of-the-hook',
      NOTIFY_URL: 'https://example.com/nobody-is-told',
      // So that one worker alone can't take all there is.
      PUSH_CONCURRENCY: '2',
    };
    const start = (role: string): RunningCommand => startCommand([role], environment);
    workers = [start('worker'), start('worker')];
    others = [start('scheduler'), start('dashboard')];
    const [one, two, scheduler, dashboard] = await Promise.all([...workers, ...others].map(addressOf));
    targets = { worker: [one ?? '', two ?? ''], scheduler: [scheduler ?? ''], dashboard: [dashboard ?? ''] };
    prometheus = await startPrometheus({ targets, ruleFiles: RULE_FILES });
    expect((await runCommand(['run', 'candidates'], environment)).code).to.equal(0);
  });
  after(async () => {
    await prometheus.stop();
    await Promise.all([...workers, ...others].map((command) => command.stop()));
    await sandbox.close();
    await folder.remove();
  });

  /** Host and port a role says it listens on. */
  async function addressOf(command: RunningCommand): Promise<string> {
    const [, address = ''] = await command.said(/ready on http:\/\/([\d.:]+)/);
    return address;
  }

  const value = async (expression: string): Promise<number | undefined> => {
    const [sample] = await prometheus.query(expression);
    return sample && Number(sample.value[1]);
  };
  const page = async (address: string): Promise<string> =>
    (await fetch(`http://${address}/metrics`, { headers: { connection: 'close' } })).text();

  it('scrapes two workers, the scheduler and the dashboard', async () => {
    const up = await until(async () => {
      const samples = await prometheus.query('up == 1');
      return samples.length === 4 && samples;
    });
    expect(up.map(({ metric }) => metric['instance'])).to.have.members(Object.values(targets).flat());
  });

  it('adds up what both workers pushed to what the other side received', async () => {
    const pushed = sandbox.records.written().length;
    expect(pushed).to.be.greaterThan(150);
    const written = 'hrflow_sync_items_total{event="write_success"}';
    await until(async () => (await value(`sum(${written})`)) === pushed);
    const each = await prometheus.query(`sum by (instance) (${written}) > 0`);
    expect(each.map(({ metric }) => metric['instance'])).to.have.members(targets.worker);
    const [{ metric } = { metric: {} }] = await prometheus.query(`${written} > 0`);
    expect(metric).to.include({
      workflow: 'candidates',
      connector: 'greenhouse',
      action: 'update_profiles_in_hrflow',
    });
  });

  it('finds what the deployment shares at one process, not at each', async () => {
    await until(async () => (await prometheus.query('hrflow_sync_queue_jobs')).length > 0);
    for (const series of [
      'hrflow_sync_queue_jobs{queue="pushes",state="failed"}',
      'hrflow_sync_redis_memory_used_bytes',
      'hrflow_sync_last_success_timestamp_seconds{workflow="candidates"}',
    ]) {
      expect(await prometheus.query(series), series).to.have.length(1);
    }
    expect(await value('hrflow_sync_last_run_status{outcome="success"}')).to.equal(1);
    expect(await value('sum(hrflow_sync_worker_slots{queue="pushes"})')).to.equal(4);
  });

  it('finds each metric that a panel, a rule or an alert uses in a process that shows it', async () => {
    const pages = await Promise.all(Object.values(targets).flat().map(page));
    const shown = new Set(
      pages.flatMap((text) => [...samplesOf(text).keys()].map((series) => series.replace(/\{.*$/, ''))),
    );
    const rules = await readRules();
    const recorded = new Set(rules.map(({ record }) => record));
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...(await readDashboards()).flatMap(expressionsOf),
    ];
    const used = [...new Set(expressions.flatMap(namesIn))];
    expect(used.length).to.be.greaterThan(30);
    expect(used.filter((name) => !shown.has(name) && !recorded.has(name))).to.deep.equal([]);
  });

  it('finds each metric of ours explained in docs/metrics.md, and no other', async () => {
    const pages = await Promise.all(Object.values(targets).flat().map(page));
    const ours = pages
      .flatMap((text) => [...text.matchAll(/^# TYPE (hrflow_sync_\S+)/gm)].map(([, name]) => name ?? ''))
      .filter((name) => !/^hrflow_sync_(process_(?!errors)|nodejs)/.test(name));
    const text = await readFile(new URL('../docs/metrics.md', import.meta.url), 'utf8');
    const explained = [...text.matchAll(/^\| `(hrflow_sync_\w+)`/gm)].map(([, name]) => name ?? '');
    expect(explained.sort()).to.deep.equal([...new Set(ours)].sort());
  });

  it('evaluates every rule and every alert, and none fires while all is well', async () => {
    const rules = await until(async () => {
      const seen = await prometheus.rules();
      return seen.length > 0 && seen.every(({ health }) => health !== 'unknown') && seen;
    });
    expect(rules.filter(({ health }) => health !== 'ok')).to.deep.equal([]);
    const alerts = rules.filter(({ type }) => type === 'alerting');
    expect(alerts).to.have.length(12);
    const active = await until(async () => {
      const seen = (await prometheus.rules()).filter(
        ({ state }) => state === 'pending' || state === 'firing',
      );
      return seen.length === 0 && seen;
    });
    expect(active).to.deep.equal([]);
  });

  it('understands the query of every panel, and has an answer unless there is nothing to tell', async () => {
    await until(async () => (await prometheus.query('hrflow_sync:items:rate5m')).length > 0);
    for (const dashboard of await readDashboards()) {
      for (const { title, targets: queries = [] } of dashboard.panels) {
        for (const { expr } of queries) {
          const expression = expr
            .replaceAll('$workflow', 'candidates')
            .replaceAll('$__range', '1h')
            .replaceAll('$__rate_interval', '1m');
          const samples = await prometheus.query(expression);
          const filters = /(?:>|==) \d+\)?$/.test(expression);
          expect(samples.length > 0 || filters, `${dashboard.title}, ${title}: ${expression}`).to.equal(true);
        }
      }
    }
  });

  it('notices that the workers are gone', async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await until(async () =>
      (await prometheus.rules()).some(({ name, state }) => name === 'NoWorkers' && state === 'pending'),
    );
  });
});
