import { once } from 'node:events';
import { jobIds, requestRun, type Workflow } from '@hrflow-sync/core';
import { WORKER_STOP_MS } from '@hrflow-sync/worker';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { pagesOf, startEngine, type EngineFixture, type Item, type World } from './support/engine-fixture.js';
import { fileWorkflow, sourceOf, type FiledWorkflow } from './support/isolated-workflow.js';

describe('the threads of a workflow with isolation', function () {
  this.timeout(60_000);

  let filed: FiledWorkflow;
  let engine: EngineFixture;
  let pushed: Item[];

  beforeEach(() => {
    pushed = [];
  });
  afterEach(async () => {
    await engine.close();
    await filed.folder.remove();
  });

  const world: World = {
    pull: pagesOf(3, 3),
    push(item) {
      pushed.push(item);
      return 'written';
    },
  };
  const versionOf = (number: number): string =>
    `isolation: true, format: (item) => ({ ...item, version: ${number} })`;

  async function start(options: string, above = '', environment: NodeJS.ProcessEnv = {}): Promise<Workflow> {
    filed = await fileWorkflow(options, above);
    const workflow = await filed.load(world);
    engine = await startEngine(workflow, { environment });
    return workflow;
  }

  it('see nothing of the environment but what the workflow names', async () => {
    await start(
      `isolation: { environment: ['REGION'] }, format: (item) => ({ ...item, seen: { ...process.env } })`,
      '',
      { REGION: 'fr', TZ: 'Europe/Paris', GREENHOUSE_API_KEY: 'a-credential', HOME: '/root' },
    );
    await engine.run();
    expect(pushed.map(({ seen }) => seen)).to.deep.equal(
      Array.from({ length: 3 }, () => ({ REGION: 'fr', TZ: 'Europe/Paris' })),
    );
  });

  it('run what the file says once the worker knows it', async () => {
    const before = await start(versionOf(1));
    await engine.run();
    await filed.folder.write('numbers.ts', sourceOf(versionOf(2)));
    engine.workflows.set(before.id, await filed.load(world));
    await engine.run();
    expect(pushed.map(({ version }) => version)).to.deep.equal([1, 1, 1, 2, 2, 2]);
  });

  it('never run another version of the file than the worker has', async () => {
    const before = await start(versionOf(1));
    await filed.folder.write('numbers.ts', sourceOf(versionOf(2)));
    const retrying = once(engine.events, 'job.retrying');
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    const [{ error }] = (await retrying) as [{ error: { code: string } }];
    expect(error.code).to.equal('workflow_file_changed');
    expect(pushed).to.deep.equal([]);
    engine.workflows.set(before.id, await filed.load(world));
    await until(async () => (await engine.ledger.read(runId))?.finishedAt !== undefined);
    expect(pushed.map(({ version }) => version)).to.deep.equal([2, 2, 2]);
  });

  it('that can not load the file end the read with the reason', async () => {
    process.env['NUMBERS_CITY'] = 'Lyon';
    await start(
      'isolation: true',
      `if (process.env.NUMBERS_CITY === undefined) throw new Error('NUMBERS_CITY is not set');`,
    );
    delete process.env['NUMBERS_CITY'];
    const failed = once(engine.events, 'read.failed');
    const result = await engine.run();
    expect(result.events).to.include({ read_failure: 1, write_success: 0 });
    const [{ error }] = (await failed) as [{ error: Error & { code: string } }];
    expect(error.code).to.equal('isolation_unusable');
    expect(error.message).to.contain('NUMBERS_CITY is not set').and.to.contain('isolation.environment');
  });

  it('end with the worker, which hands back what they were at', async () => {
    filed = await fileWorkflow('isolation: { timeoutMs: 600_000 }, format: (item) => { for (;;); }');
    engine = await startEngine(await filed.load(world), { workers: 0 });
    const worker = await engine.addWorker();
    const threadStarted = once(process, 'worker');
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await threadStarted;
    const started = performance.now();
    await worker.close();
    expect(performance.now() - started).to.be.lessThan(WORKER_STOP_MS);
    const pull = await engine.queues.pulls.getJob(jobIds.pull(runId, 0));
    expect(await pull?.getState()).to.be.oneOf(['delayed', 'waiting']);
    expect(pull?.attemptsMade).to.equal(0);
  });
});
