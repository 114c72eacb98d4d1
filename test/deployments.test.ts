import { connectRedis } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { rulesOfUser } from './support/acl-server.js';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const TOKEN = 'a-token-of-this-test-of-32-characters';
const PASSWORD = 'of-one-deployment';
const OPTIONS = 'skipUnchanged: true,';

/** One of two that share a server and the ids of their workflows. */
interface Deployment {
  readonly prefix: string;
  readonly user: string;
  readonly sandbox: Sandbox;
  readonly folder: WorkflowFolder;
  readonly environment: NodeJS.ProcessEnv;
  readonly started: RunningCommand;
  readonly dashboard: string;
  readonly api: string;
}

describe('two deployments on one Redis, with the same workflows', function () {
  this.timeout(90_000);

  let admin: Redis;
  let one: Deployment;
  let other: Deployment;
  /** Of a candidate that both have, and whom the targets of both reject. */
  let reference: string;

  beforeEach(async () => {
    admin = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    await admin.acl('LOG', 'RESET');
    [one, other] = await Promise.all([
      deploy(`${OPTIONS} schedule: { cron: '0 2 * * *', timezone: 'UTC' },`),
      deploy(OPTIONS),
    ]);
    reference = String([...one.sandbox.candidates()][5]?.id);
    for (const { sandbox } of [one, other]) sandbox.reject([reference]);
  });
  afterEach(async () => {
    for (const { started, sandbox, folder, user } of [one, other]) {
      await started.stop();
      await sandbox.close();
      await folder.remove();
      await admin.acl('DELUSER', user);
    }
    admin.disconnect();
  });

  /** All roles in one process, for the user of deploy/redis/users.acl with a prefix of its own. */
  async function deploy(options: string): Promise<Deployment> {
    const prefix = newPrefix();
    const user = prefix.slice(1, -1);
    await admin.acl('SETUSER', user, ...(await rulesOfUser(prefix, `>${PASSWORD}`)));
    const sandbox = await startSandbox({ candidates: 20, hrflow: { syncParsing: true } });
    const folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow(options) });
    const url = new URL(redisUrl());
    [url.username, url.password] = [user, PASSWORD];
    const environment = {
      ...sandbox.environment,
      REDIS_URL: url.href,
      REDIS_PREFIX: prefix,
      WORKFLOWS_DIR: folder.path,
      API_TOKENS: TOKEN,
      API_TOKEN: TOKEN,
      HOST: '127.0.0.1',
      PORT: '0',
      API_PORT: '0',
    };
    const started = startCommand(['start'], environment);
    const [, api = ''] = await started.said(/HTTP API and webhooks on (http:\/\/[\d.:]+)/);
    const [, dashboard = ''] = await started.said(/ready on (http:\/\/[\d.:]+)/);
    return { prefix, user, sandbox, folder, environment, started, dashboard, api };
  }

  const command = async ({ environment }: Deployment, ...args: string[]): Promise<unknown> => {
    const { out, err } = await runCommand([...args, '--json'], environment);
    return JSON.parse(out === '' ? JSON.stringify(err) : out);
  };
  const ask = async ({ api }: Deployment, path: string): Promise<{ status: number; body: unknown }> => {
    const headers = { authorization: `Bearer ${TOKEN}`, connection: 'close' };
    const answer = await fetch(`${api}/api/${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  };
  const metrics = async ({ dashboard }: Deployment): Promise<string> =>
    (await fetch(`${dashboard}/metrics`, { headers: { connection: 'close' } })).text();
  const run = async (deployment: Deployment): Promise<string> => {
    const result = (await command(deployment, 'run', 'candidates')) as { run_id: string; events: object };
    expect(result.events).to.include({ write_failure: 1, unchanged: 0 });
    return result.run_id;
  };
  /** What there is of a run, wherever one may look. */
  const seen = async (deployment: Deployment, runId: string): Promise<object> => ({
    listed: JSON.stringify(await command(deployment, 'runs')).includes(runId),
    told: (await ask(deployment, `runs/${runId}`)).status,
    failures: lengthOf(await command(deployment, 'failures', runId)),
  });
  const dead = 'hrflow_sync_queue_jobs{queue="pushes",state="failed"} 1';

  it('have runs, counts, dead letters, metrics and schedules of their own', async () => {
    const first = await run(one);
    expect(await seen(one, first)).to.deep.equal({ listed: true, told: 200, failures: 1 });
    expect(await seen(other, first)).to.deep.equal({ listed: false, told: 404, failures: '[run_not_found]' });
    expect(await metrics(one)).to.contain(dead);
    expect(await metrics(other)).not.to.contain(dead);
    expect(other.sandbox.records.written()).to.deep.equal([]);
    const workflow = async (deployment: Deployment): Promise<unknown> =>
      (await ask(deployment, 'workflows/candidates')).body;
    expect(JSON.stringify(await workflow(one))).to.contain('0 2 * * *');
    expect(JSON.stringify(await workflow(other))).not.to.contain('0 2 * * *');

    // Nothing is unchanged here because of what the first one wrote.
    const second = await run(other);
    expect(await seen(one, second)).to.deep.equal({ listed: false, told: 404, failures: '[run_not_found]' });
    await command(one, 'pause', 'candidates');
    expect(JSON.stringify(await workflow(one))).to.contain('"paused":{');
    expect(JSON.stringify(await workflow(other))).to.contain('"paused":null');

    const receipt = await command(one, 'erase', reference);
    expect(receipt).to.include({ reference, deadLetters: 1 });
    expect(await seen(one, first)).to.include({ failures: 0 });
    expect(await seen(other, second)).to.deep.equal({ listed: true, told: 200, failures: 1 });

    // Neither as much as tried a key of the other.
    const refused = (await admin.acl('LOG')) as unknown[][];
    expect(refused.filter((entry) => [one.user, other.user].includes(String(entry[9])))).to.deep.equal([]);
  });

  it('do not start with the prefix of each other', async () => {
    const { code, err } = await runCommand(['runs'], { ...one.environment, REDIS_PREFIX: other.prefix });
    expect(err).to.contain('[redis_permission_missing]').and.to.contain(`~${other.prefix}:*`);
    expect(code).to.equal(2);
  });

  it('may not use the keys of each other', async () => {
    const redis = connectRedis(one.environment['REDIS_URL'] ?? '', { role: 'worker', name: 'test' });
    const theirs = `${other.prefix}:ledger:workflows`;
    expect(await admin.exists(theirs)).to.equal(1);
    const attempts = [
      () => redis.hgetall(theirs),
      () => redis.del(theirs),
      () => redis.rename(`${one.prefix}:ledger:workflows`, theirs),
      () => redis.eval("return redis.call('HGETALL', KEYS[1])", 1, theirs),
      () => redis.eval(`return redis.call('HGETALL', '${theirs}')`, 0),
      () => redis.keys('*'),
      () => redis.flushall(),
    ];
    for (const attempt of attempts) {
      const refusal = await attempt().then(
        () => 'done',
        (error: Error) => error.message,
      );
      expect(refusal, attempt.toString()).to.match(/NOPERM|ACL failure|No permissions|can't access/);
    }
    redis.disconnect();
    expect(await admin.exists(theirs)).to.equal(1);
  });
});

/** How many, or the code of why not. */
function lengthOf(answer: unknown): number | string {
  if (Array.isArray(answer)) return answer.length;
  return /\[\w+\]/.exec(String(answer))?.[0] ?? String(answer);
}
