import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectRedis } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { startRedisServer, type RedisServerProcess } from './support/redis-server.js';
import { TouredDeployment } from './support/tour.js';
import { until } from './support/until.js';

const FILE = fileURLToPath(new URL('../deploy/redis/users.acl', import.meta.url));
const PASSWORDS = { 'hrflow-sync': 'of-the-deployment', admin: 'of-the-test' } as const;

/** The file as an operator would deploy it: with a password of their own, by its hash. Somebody has to look. */
async function usersFile(): Promise<string> {
  const hash = (password: string): string => `#${createHash('sha256').update(password).digest('hex')}`;
  const shipped = await readFile(FILE, 'utf8');
  return `${shipped.replace('>change-me', hash(PASSWORDS['hrflow-sync']))}user admin on ${hash(PASSWORDS.admin)} ~* &* +@all\n`;
}

describe('the Redis user of deploy/redis/users.acl', function () {
  this.timeout(180_000);

  let folder: string;
  let server: RedisServerProcess;
  let admin: Redis;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-acl-'));
    const file = join(folder, 'users.acl');
    await writeFile(file, await usersFile());
    server = await startRedisServer(folder, (port) => ['--port', port, '--aclfile', file]);
    admin = connectRedis(urlOf('admin'), { role: 'worker', name: 'test' });
  });
  afterEach(async () => {
    admin.disconnect();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const urlOf = (user: keyof typeof PASSWORDS): string =>
    `redis://${user}:${PASSWORDS[user]}@127.0.0.1:${server.port}`;

  it('may do everything a deployment does, whichever role and command', async () => {
    const deployment = await TouredDeployment.start({ REDIS_URL: urlOf('hrflow-sync') });
    try {
      await seeEverything(deployment);
    } finally {
      await deployment.close();
    }
    expect(await admin.call('ACL', 'LOG')).to.deep.equal([]);
    expect(deployment.log()).not.to.contain('NOPERM');
  });
});

/** Everything that touches Redis, once. */
async function seeEverything(deployment: TouredDeployment): Promise<void> {
  const { sandbox, urls } = deployment;
  sandbox.reject([...sandbox.candidates()].slice(0, 8).map(({ id }) => String(id)));
  const run = await deployment.run('candidates');
  expect(run).to.include({ status: 'success_with_failures' });
  const [retried = '', dropped = '', erased = '', ...others] = await deployment.failures(run.run_id);
  expect(others).not.to.deep.equal([]);
  await until(async () => deployment.told.some((text) => text.includes('"failures"')));
  await operate(deployment, run.run_id, { retried, dropped, erased });
  const visit = await lookAround(deployment, run.run_id);
  sandbox.accept(others);
  await visit.send(`/runs/${run.run_id}`, `/runs/${run.run_id}/retry`, { all: '1' });
  await until(async () => (await deployment.ended(run.run_id)).status === 'success');
  await until(async () => deployment.told.some((text) => text.includes('"recovered"')));
  await deployment.deliver();
  for (const id of ['catching', 'ticking']) {
    const started = await until(async () =>
      (await deployment.runs()).find(({ workflow_id }) => workflow_id === id),
    );
    expect((await deployment.ended(started.run_id)).status).to.match(/^success/);
  }
  for (const url of [...urls.metrics, urls.dashboard]) {
    expect((await fetch(`${url}/readyz`)).status).to.equal(200);
    expect(await (await fetch(`${url}/metrics`)).text()).to.contain('hrflow_sync_');
  }
}

async function operate(
  deployment: TouredDeployment,
  runId: string,
  { retried, dropped, erased }: Record<'retried' | 'dropped' | 'erased', string>,
): Promise<void> {
  const { sandbox } = deployment;
  const good = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await deployment.command(...args);
    expect(code, `${args.join(' ')}: ${err}`).to.equal(0);
    return out;
  };
  sandbox.accept([retried]);
  expect(await good('retry', runId, '--reference', retried)).to.contain('1 put back');
  expect(await good('drop', runId, '--reference', dropped, '--reason', 'gone')).to.contain('1 dropped');
  const receipt = await good('erase', erased);
  expect(receipt).to.contain(`Erased ${erased}`).and.not.contain('there was nothing');
  await good('pause', 'candidates', '--reason', 'a look');
  await good('resume', 'candidates');
  expect(await good('runs')).to.contain(runId);
  expect(await good('status', runId)).to.contain(runId);
  expect(await good('failures')).to.contain(runId);
  expect(await good('audit')).to.contain('erase');
  expect(await good('user', 'list')).to.contain('ada');
  expect(await good('run', 'candidates', '--dry-run')).to.contain('candidates: success');
  expect(await good('doctor')).to.match(/redis permissions\s+all that is needed/);
  await deployment.api('POST', '/workflows/candidates/pause', {});
  await deployment.api('POST', '/workflows/candidates/resume', {});
  await deployment.api('GET', `/runs/${runId}/failures`);
  await deployment.api('GET', '/workflows/candidates');
  await deployment.api('DELETE', '/items/nobody');
}

/** Every page, and the board over each queue. */
async function lookAround(deployment: TouredDeployment, runId: string) {
  const visit = await deployment.signIn();
  for (const path of [
    '/',
    '/workflows/candidates',
    `/runs/${runId}`,
    '/items?reference=x',
    '/schedules',
    '/audit',
    '/audit?trail=access',
  ]) {
    await visit.read(path);
  }
  for (const queue of ['runs', 'pulls', 'pages', 'pushes', 'ticks', 'events', 'notices']) {
    for (const status of ['latest', 'failed', 'completed', 'waiting-children', 'delayed']) {
      await visit.read(`/queues/api/queues?activeQueue=${queue}&status=${status}&page=1&jobsPerPage=20`);
    }
  }
  await visit.read(`/queues/api/queues/runs/${runId}`);
  await visit.read(`/queues/api/flow/runs/${runId}`).catch(() => undefined);
  return visit;
}
