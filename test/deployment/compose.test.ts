import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, freePort, inspectRedis, waitForRedis } from '@hrflow-sync/core';
import { WORKER_STOP_MS } from '@hrflow-sync/worker';
import { expect } from 'chai';
import * as dclint from 'dclint';
import { parse } from 'yaml';
import { ROOT } from './image.js';
import { COMPOSE_FILE, readCompose, rolesOf, type Compose } from './compose.js';

/** Orders of keys and services are a matter of taste, and ours follows the way of a reader. */
const ORDER_RULES = ['service-keys-order', 'services-alphabetical-order', 'top-level-properties-order'];

/** What is used of dclint, whose own types can't be resolved by Node's rules. */
interface ComposeLinter {
  lintFiles(
    files: readonly string[],
    recursive: boolean,
  ): readonly { readonly messages: readonly { line: number; rule: string; message: string }[] }[];
}
const { DCLinter }: { DCLinter: new (config: object) => ComposeLinter } = dclint;

describe('docker-compose.yml', () => {
  let compose: Compose;

  before(async () => {
    compose = await readCompose();
  });

  it('is valid by the schema of the Compose specification, and its linter has nothing to say', () => {
    const linter = new DCLinter({
      rules: Object.fromEntries(ORDER_RULES.map((rule) => [rule, 0])),
      quiet: false,
      debug: false,
      exclude: [],
    });
    const [result] = linter.lintFiles([COMPOSE_FILE], false);
    expect(result?.messages.map(({ line, rule, message }) => `${line}: ${rule}: ${message}`)).to.deep.equal(
      [],
    );
  });

  it('has each part of a deployment, and the doubles in a profile of their own', () => {
    const { services } = compose;
    const usual = Object.keys(services).filter((name) => services[name]?.profiles === undefined);
    expect(usual).to.have.members(['redis', 'worker', 'scheduler', 'dashboard', 'prometheus', 'grafana']);
    const demo = Object.keys(services).filter((name) => services[name]?.profiles?.includes('demo'));
    expect(demo).to.have.members(['sandbox', 'demo']);
  });

  it('lets a worker be scaled: it has no port and no name of its own', () => {
    expect(compose.services['worker']).to.not.have.any.keys('ports', 'container_name');
  });

  it('gives every role longer to stop than a worker takes to hand back its work', () => {
    for (const [name, { stop_grace_period: grace = '' }] of rolesOf(compose)) {
      expect(Number.parseInt(grace, 10) * 1_000, name).to.be.at.least(WORKER_STOP_MS + 10_000);
    }
  });

  it('opens ports to this machine only, each once', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    for (const port of ports) expect(port).to.match(/^127\.0\.0\.1:\d+:\d+$/);
    const outside = ports.map((port) => port.split(':')[1]);
    expect(new Set(outside).size).to.equal(outside.length);
  });

  it('keeps Redis where only our roles can reach it', () => {
    expect(compose.networks['redis']?.internal).to.equal(true);
    expect(compose.services['redis']?.networks).to.deep.equal(['redis']);
    const roles = rolesOf(compose).map(([name]) => name);
    const onIts = Object.entries(compose.services).filter(([, { networks }]) => networks?.includes('redis'));
    for (const [name] of onIts) expect([...roles, 'redis']).to.include(name);
  });

  it('gives Prometheus and Grafana files that there are, and Prometheus finds each role where it listens', async () => {
    const mounts = ['prometheus', 'grafana'].flatMap((name) => compose.services[name]?.volumes ?? []);
    const folders = mounts
      .map((mount) => mount.split(':')[0] ?? '')
      .filter((source) => source.startsWith('./'));
    expect(folders).to.have.length(3);
    for (const folder of folders) expect(await readdir(join(ROOT, folder)), folder).to.not.deep.equal([]);
    const text = await readFile(join(ROOT, 'deploy/prometheus/prometheus.yml'), 'utf8');
    const { scrape_configs: jobs } = parse(text) as {
      scrape_configs: { dns_sd_configs?: { names: string[]; port: number }[] }[];
    };
    const targets = jobs
      .flatMap((job) => job.dns_sd_configs ?? [])
      .map(({ names, port }) => [names[0], port]);
    expect(targets).to.have.deep.members([
      ['worker', 9464],
      ['scheduler', 9464],
      ['dashboard', 3000],
    ]);
  });

  it('runs a Redis that has nothing for us to complain about', async () => {
    const [program = '', ...options] = compose.services['redis']?.command ?? [];
    const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-compose-redis-'));
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    const redis = spawn(program, [...options, '--port', String(port), '--dir', folder], { stdio: 'ignore' });
    try {
      await waitForRedis(url, 10_000);
      const connection = connectRedis(url, { role: 'worker', name: 'test' });
      expect(await inspectRedis(connection)).to.deep.equal([]);
      expect(await connection.config('GET', 'appendfsync')).to.include('everysec');
      expect(await connection.config('GET', 'maxmemory')).to.not.include('0');
      connection.disconnect();
    } finally {
      redis.kill('SIGTERM');
      await once(redis, 'exit');
      await rm(folder, { recursive: true, force: true });
    }
  });
});
