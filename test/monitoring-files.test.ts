import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import {
  DEPLOY,
  expressionsOf,
  namesIn,
  readDashboards,
  readRules,
  readYaml,
  type Panel,
} from './support/monitoring.js';

const run = promisify(execFile);
const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const ALERTS = [
  'CredentialsRejected',
  'DeadLettersGrowing',
  'EventLoopBlocked',
  'LockLost',
  'NoWorkers',
  'QueueBacklogAging',
  'RateLimitedTooLong',
  'RedisMemoryHigh',
  'RedisUnreachable',
  'SchedulerMissedTick',
  'SyncFailing',
  'SyncStale',
];
/** Of what the whole deployment shares: whoever is scraped may show it, so rules alone may use it as it is. */
const SHARED = /^hrflow_sync_(queue_|last_|first_run|workflow_paused|credentials_rejected|schedule_)/;

interface AlertTest {
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly unknown[];
  }[];
}

describe('deploy/prometheus', function () {
  this.timeout(30_000);

  const promtool = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    run('promtool', args, { cwd: `${DEPLOY}prometheus` });

  it('is what promtool accepts, with each of its rules', async () => {
    const { stdout } = await promtool('check', 'config', 'prometheus.yml');
    expect(stdout).to.contain('2 rule files found');
    await promtool('check', 'rules', 'rules/recording.yml', 'rules/alerts.yml');
  });

  it('has alerts that fire, don’t fire and resolve as their tests say', async () => {
    const { stdout, stderr } = await promtool('test', 'rules', 'tests/alerts.test.yml');
    expect(stdout + stderr).to.contain('SUCCESS');
  });

  it('tests each alert before it fires, while it does, and once it is resolved', async () => {
    const { tests } = await readYaml<{ tests: readonly AlertTest[] }>(
      `${DEPLOY}prometheus/tests/alerts.test.yml`,
    );
    const courses = new Map<string, string[]>();
    for (const { alert_rule_test: looks } of tests) {
      const name = looks[0]?.alertname ?? '';
      const course = looks.map(({ exp_alerts: fired }) => (fired.length > 0 ? '1' : '0')).join('');
      courses.set(name, [...(courses.get(name) ?? []), course]);
    }
    expect([...courses.keys()].sort()).to.deep.equal(ALERTS);
    const untested = ALERTS.filter((name) => !courses.get(name)?.some((course) => /0+1+0+/.test(course)));
    expect(untested).to.deep.equal([]);
  });

  it('gives each alert a severity, a summary and a section of the runbook', async () => {
    const runbook = await readFile(`${DOCS}runbook.md`, 'utf8');
    const alerts = (await readRules()).filter(({ alert }) => alert !== undefined);
    expect(alerts.map(({ alert }) => alert)).to.have.members(ALERTS);
    for (const { alert = '', labels = {}, annotations = {} } of alerts) {
      expect(labels['severity'], alert).to.be.oneOf(['warning', 'critical']);
      expect(annotations['summary'], alert).to.match(/\.$/);
      expect(annotations['runbook_url'], alert).to.equal(`docs/runbook.md#${alert.toLowerCase()}`);
      const section = new RegExp(`^## ${alert}$([^]*?)(?=^## |(?![^]))`, 'm').exec(runbook)?.[1] ?? '';
      for (const part of ['Symptom', 'What it means', 'What to do', 'How to verify']) {
        expect(section, `${alert} in the runbook`).to.contain(`**${part}.**`);
      }
    }
    expect(runbook.match(/^## /gm)).to.have.length(ALERTS.length);
  });

  it('has a runbook whose commands there are', async () => {
    const runbook = await readFile(`${DOCS}runbook.md`, 'utf8');
    const used = new Set([...runbook.matchAll(/`hrflow-sync ([a-z]+)/g)].map(([, name]) => name ?? ''));
    const { out } = await runCommand(['--help'], {});
    const known = [...out.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
    expect(used.size).to.be.greaterThan(5);
    expect(known).to.include.members([...used]);
  });
});

describe('deploy/grafana', () => {
  it('provisions the data source that every panel asks, and the folder the dashboards are in', async () => {
    const folder = `${DEPLOY}grafana/provisioning/`;
    const { datasources } = await readYaml<{ datasources: readonly { uid: string; type: string }[] }>(
      `${folder}datasources/prometheus.yml`,
    );
    const { providers } = await readYaml<{ providers: readonly { options: { path: string } }[] }>(
      `${folder}dashboards/hrflow-sync.yml`,
    );
    expect(providers[0]?.options.path).to.equal('/var/lib/grafana/dashboards');
    for (const { title, panels } of await readDashboards()) {
      for (const panel of panels.filter(({ type }) => type !== 'row')) {
        expect(panel.datasource?.uid, `${title}, ${panel.title}`).to.equal(datasources[0]?.uid);
      }
    }
  });

  it('has three dashboards: an overview, one workflow, queues and Redis', async () => {
    const uids = (await readDashboards()).map(({ uid }) => uid);
    expect(uids).to.have.members(['hrflow-sync-overview', 'hrflow-sync-workflow', 'hrflow-sync-queues']);
  });

  it('has panels that say what they show, each with an id of its own, none over another', async () => {
    for (const { title, panels } of await readDashboards()) {
      expect(new Set(panels.map(({ id }) => id)).size, title).to.equal(panels.length);
      for (const panel of panels) {
        if (panel.type !== 'row') expect(panel.description, `${title}, ${panel.title}`).to.match(/\.$/);
        expect(panel.gridPos.x + panel.gridPos.w, `${title}, ${panel.title}`).to.be.at.most(24);
        const under = panels.find((other) => other !== panel && overlap(panel, other));
        expect(under?.title, `${title}: under ${panel.title}`).to.equal(undefined);
      }
    }
  });

  it('asks for what the deployment shares through the recording rules, which count it once', async () => {
    const used = (await readDashboards()).flatMap(expressionsOf).flatMap(namesIn);
    expect(used.filter((name) => SHARED.test(name))).to.deep.equal([]);
    for (const { alert, expr } of await readRules()) {
      const shared = namesIn(expr).some((name) => SHARED.test(name));
      if (alert !== undefined) expect(shared, alert).to.equal(false);
      else if (shared) expect(expr).to.match(/^(max|min) by \([a-z, ]+\) \(last_over_time\(/);
    }
  });
});

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
