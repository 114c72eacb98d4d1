import { DEFAULT_PREFIX } from '@hrflow-sync/core';
import { expect } from 'chai';
import { AclServer } from './support/acl-server.js';
import { runCommand } from './support/command.js';
import { TouredDeployment } from './support/tour.js';
import { until } from './support/until.js';
import { createWorkflowFolder } from './support/workflow-folder.js';

const OURS = `${DEFAULT_PREFIX}:ledger:runs`;
const FOREIGN = 'somebody-elses:key';

/** What the user may not do: with others' keys, with the server, or to find out about it. */
const REFUSED: readonly (readonly [string, ...string[]])[] = [
  ['GET', FOREIGN],
  ['SET', FOREIGN, 'x'],
  ['DEL', FOREIGN],
  ['MGET', OURS, FOREIGN],
  ['RENAME', OURS, FOREIGN],
  ['RPOPLPUSH', FOREIGN, OURS],
  ['EVAL', "return redis.call('GET', KEYS[1])", '1', FOREIGN],
  ['EVAL', `return redis.call('GET', '${FOREIGN}')`, '0'],
  ['EVAL', "return redis.call('FLUSHALL')", '0'],
  ['EVAL', "return redis.call('CONFIG', 'GET', 'requirepass')", '0'],
  ['KEYS', `${DEFAULT_PREFIX}:*`],
  ['RANDOMKEY'],
  ['SORT', OURS, 'BY', 'nosort', 'GET', FOREIGN],
  ['COPY', OURS, FOREIGN],
  ['MIGRATE', '127.0.0.1', '1', OURS, '0', '10'],
  ['DUMP', OURS],
  ['RESTORE', OURS, '0', 'x'],
  ['FLUSHALL'],
  ['FLUSHDB'],
  ['SWAPDB', '0', '1'],
  ['CONFIG', 'SET', 'dir', '/tmp'],
  ['CONFIG', 'GET', 'requirepass'],
  ['DEBUG', 'SLEEP', '0'],
  ['MODULE', 'LOAD', '/tmp/x.so'],
  ['REPLICAOF', '127.0.0.1', '1'],
  ['SAVE'],
  ['BGREWRITEAOF'],
  ['SHUTDOWN'],
  ['MONITOR'],
  ['SLOWLOG', 'GET'],
  ['LATENCY', 'LATEST'],
  ['ACL', 'LIST'],
  ['ACL', 'SETUSER', 'other', 'on'],
  ['CLIENT', 'KILL', 'ID', '1'],
  ['CLIENT', 'PAUSE', '1'],
  ['SCRIPT', 'FLUSH'],
  ['FUNCTION', 'LIST'],
  ['PUBLISH', 'channel', 'x'],
  ['SUBSCRIBE', 'channel'],
  ['PSUBSCRIBE', '*'],
];

describe('the Redis user of deploy/redis/users.acl', function () {
  this.timeout(180_000);

  let server: AclServer;

  beforeEach(async () => {
    server = await AclServer.start();
  });
  afterEach(() => server.stop());

  it('may do everything a deployment does, whichever role and command', async () => {
    const deployment = await TouredDeployment.start(server.environment());
    try {
      await seeEverything(deployment);
    } finally {
      await deployment.close();
    }
    expect(await server.refusals()).to.deep.equal([]);
    expect(deployment.log()).not.to.contain('NOPERM');
  });

  it('may do nothing else, nor anything with others’ keys', async () => {
    await server.admin.set(FOREIGN, 'theirs');
    await server.asUser(async (redis) => {
      await redis.set(OURS, 'ours');
      for (const [command, ...args] of REFUSED) {
        const refusal = await redis.call(command, ...args).catch((error: Error) => error.message);
        expect(String(refusal), [command, ...args].join(' ')).to.match(
          /NOPERM|can't (access|run)|not allowed/,
        );
      }
    });
    expect(await server.admin.mget(FOREIGN, OURS)).to.deep.equal(['theirs', 'ours']);
    expect(await server.admin.call('ACL', 'LIST')).to.have.length(3);
  });

  it('that may not do all of it is refused at the start, and told what is missing', async () => {
    const folder = await createWorkflowFolder();
    const environment = {
      ...server.environment(),
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
    };
    const command = (...args: string[]) => runCommand(args, environment);
    try {
      expect((await command('runs')).code).to.equal(0);
      await server.allow('-xadd', '-client|list', '-watch', '-time');
      const told = 'may not run client|list, time, watch, xadd.';
      for (const args of [['worker'], ['scheduler'], ['dashboard'], ['runs'], ['doctor']]) {
        const { code, out, err } = await command(...args);
        const said = out + err;
        expect(said, args[0]).to.contain('redis_permission_missing').and.to.contain(told);
        expect(said).to.contain('+client|list +time +watch +xadd');
        expect(code).not.to.equal(0);
      }
      await server.allow('+xadd', '+client|list', '+watch', '+time', 'resetkeys', '~other:*');
      const { err } = await command('runs');
      expect(err)
        .to.contain(`may not touch the keys ${DEFAULT_PREFIX}:*.`)
        .and.to.contain(`~${DEFAULT_PREFIX}:*`);
      await server.allow(`~${DEFAULT_PREFIX}:*`, '-discard', '-ping');
      expect((await command('runs')).err).to.contain('may not run discard, ping.');
      // Without a transaction the others can't be tried: they come to light once it is there.
      await server.allow('-multi');
      expect((await command('runs')).err).to.contain('may not run multi.');
    } finally {
      await folder.remove();
    }
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
