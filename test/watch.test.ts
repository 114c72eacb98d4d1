import { connectRedis, Waits } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const CANDIDATES = 60;

describe('watching a run', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let environment: NodeJS.ProcessEnv;
  let running: RunningCommand[];

  beforeEach(async () => {
    running = [];
    sandbox = await startSandbox({ candidates: CANDIDATES, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      PUSH_CONCURRENCY: '4',
      METRICS_PORT: '0',
      HOST: '127.0.0.1',
    };
  });
  afterEach(async () => {
    for (const command of running) await command.stop();
    await sandbox.close();
    await folder.remove();
  });

  function start(...args: string[]): RunningCommand {
    const command = startCommand(args, environment);
    running.push(command);
    return command;
  }
  const command = (...args: string[]) => runCommand(args, environment);
  const runs = async (): Promise<{ run_id: string; status: string }[]> =>
    JSON.parse((await command('runs', '--json')).out) as { run_id: string; status: string }[];

  /** From its first push on, HrFlow asks to slow down for a while. */
  function holdUp(seconds: number): void {
    sandbox.addFault({
      api: 'hrflow',
      method: 'PUT',
      fault: { kind: 'rate-limit', retryAfter: String(seconds) },
    });
  }

  it('that another process works on leaves it going at Ctrl-C, and says how to follow and to cancel it', async () => {
    holdUp(2);
    await start('worker').said(/ready on/);
    const run = start('run', 'candidates', '--json');
    await run.said(/reading|pushing/);
    run.child.kill('SIGINT');
    expect(await run.ended()).to.equal(130);
    expect(run.out()).to.equal('');
    const [, runId = ''] = run.err().match(/Run (\S+) goes on without this command\.\n/) ?? [];
    expect(run.err()).to.contain(`hrflow-sync status ${runId} --watch\n`);
    expect(run.err()).to.contain(`hrflow-sync cancel ${runId}\n`);

    sandbox.clearFaults();
    const watched = await command('status', runId, '--watch', '--json');
    expect(watched.code).to.equal(0);
    expect(JSON.parse(watched.out)).to.include({ run_id: runId, status: 'success' });
    expect(watched.err).to.match(/^candidates: .*pushed/m);
  });

  it('that this process works on stops it at Ctrl-C, says so, and the same command goes on with it', async () => {
    holdUp(2);
    const run = start('run', 'candidates');
    await run.said(/pushing what was read/);
    run.child.kill('SIGINT');
    expect(await run.ended()).to.equal(130);
    const [, runId = ''] = run.err().match(/Stopped: this process was the only worker of run (\S+)\./) ?? [];
    expect(run.err())
      .to.contain('hrflow-sync run candidates\n')
      .and.to.contain(`hrflow-sync cancel ${runId}\n`);
    expect((await runs())[0]).to.include({ run_id: runId, status: 'running' });

    sandbox.clearFaults();
    const again = await command('run', 'candidates', '--json');
    expect(JSON.parse(again.out)).to.include({ run_id: runId, status: 'success' });
    expect(again.err).to.contain(`following ${runId}`);
  });

  it('ends at Ctrl-C without the run being touched', async () => {
    holdUp(2);
    await start('worker').said(/ready on/);
    start('run', 'candidates');
    const { run_id: runId } = await until(async () => (await runs())[0]);
    const watching = start('status', runId, '--watch');
    await watching.said('candidates: ');
    watching.child.kill('SIGINT');
    expect(await watching.ended()).to.equal(130);
    expect(watching.err()).to.contain(`Run ${runId} goes on.`);
    expect(watching.out()).to.contain(`Run ${runId} of candidates: `).and.to.contain('retrying');
    expect((await runs())[0]).to.include({ run_id: runId, status: 'running' });
    sandbox.clearFaults();
  });

  it('shows what waits for a rate limit, and what is tried again', async () => {
    holdUp(30);
    await start('worker').said(/ready on/);
    const run = start('run', 'candidates');
    await run.said(/rate limit: [1-9]\d* waiting until \d\d:\d\d:\d\d \(\d+ s\)/);
    const connection = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    const [{ run_id: runId } = { run_id: '' }] = await runs();
    const { limitedUntil = 0 } = await new Waits(connection, environment['REDIS_PREFIX'] ?? '').of(runId);
    connection.disconnect();
    expect(limitedUntil - Date.now()).to.be.within(1_000, 33_000);
  });

  it('counts what is tried again', async () => {
    sandbox.addFault({ api: 'hrflow', method: 'PUT', fault: { kind: 'status', status: 500 } });
    const run = start('run', 'candidates');
    await run.said(/retrying [1-9]/);
    run.child.kill('SIGINT');
    await run.ended();
    expect(run.err()).not.to.contain('will be tried again');
  });

  it('of a fatal end has exit code 1', async () => {
    sandbox.addFault({ api: 'hrflow', fault: { kind: 'status', status: 401 } });
    await command('run', 'candidates');
    const [{ run_id: runId } = { run_id: '' }] = await runs();
    expect((await command('status', runId, '--watch')).code).to.equal(1);
    expect((await command('status', runId)).code).to.equal(0);
    expect((await command('status', 'nowhere', '--watch')).err).to.contain('[run_not_found]');
  });
});

describe('the commands of an operator', function () {
  this.timeout(60_000);

  it('print one JSON document each, and filter by status', async () => {
    const sandbox = await startSandbox({ candidates: 10, hrflow: { syncParsing: true } });
    const folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    const json = async (...args: string[]): Promise<unknown> => {
      const { code, out, err } = await runCommand([...args, '--json'], {
        ...sandbox.environment,
        REDIS_URL: redisUrl(),
        REDIS_PREFIX: prefix,
        WORKFLOWS_DIR: folder.path,
      });
      expect(code, err).to.equal(0);
      return JSON.parse(out);
    };
    const prefix = newPrefix();
    const [one = ''] = [...sandbox.candidates()].map(({ id }) => String(id));
    sandbox.reject([one]);
    try {
      const { run_id: runId } = (await json('run', 'candidates')) as { run_id: string };
      expect(await json('runs', '--status', 'success')).to.deep.equal([]);
      expect(await json('runs', '--status', 'success_with_failures')).to.have.length(1);
      const [failure] = (await json('failures', runId)) as object[];
      expect(failure).to.include({
        run_id: runId,
        workflow_id: 'candidates',
        reference: one,
        code: 'bad_request',
      });
      expect(failure).to.include.keys('ordinal', 'event', 'message', 'attempts', 'at');
      expect(await json('cancel', runId)).to.deep.equal({ run_id: runId, cancelled: false });
      expect(await json('retry', runId)).to.deep.equal({ retried: 1, gone: 0 });
      expect(await json('retry', runId)).to.deep.equal({ retried: 0, gone: 1 });
      expect(await json('drop', runId, '--reason', 'gone')).to.deep.equal({ dropped: 1 });
      expect(await json('pause', 'candidates')).to.deep.equal({
        workflow_id: 'candidates',
        paused: true,
        changed: true,
      });
      expect(await json('status', runId)).to.have.nested.property('paused.code', 'operator');
      expect(await json('resume', 'candidates')).to.include({ paused: false, changed: true });
      expect(await json('resume', 'candidates')).to.include({ paused: false, changed: false });
    } finally {
      await sandbox.close();
      await folder.remove();
    }
  });

  for (const name of ['failures', 'retry', 'cancel', 'status']) {
    it(`such as ${name} take a misspelt run for a mistake`, async () => {
      const environment = { REDIS_URL: redisUrl(), REDIS_PREFIX: newPrefix() };
      const { code, out, err } = await runCommand([name, 'nowhere'], environment);
      expect([code, out]).to.deep.equal([2, '']);
      expect(err).to.contain('"nowhere"').and.to.contain('[run_not_found]');
    });
  }
});
