import { connectRedis, Ledger, openQueues, requestRun, type OpenQueues } from '@hrflow-sync/core';
import { DISCARD_TAG, startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const CANDIDATES = 1_000;
const REJECTED_POSITIONS = [41, 502, 777];

describe('a worker killed with -9 in the middle of a run', function () {
  // A dead worker's jobs are taken up when their locks have run out, 30 s later.
  this.timeout(120_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let redis: Redis;
  let queues: OpenQueues;
  let ledger: Ledger;
  let prefix: string;
  let workers: RunningCommand[];

  beforeEach(async () => {
    prefix = newPrefix();
    sandbox = await startSandbox({ candidates: CANDIDATES, latencyMs: 20, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    ledger = new Ledger(redis, prefix);
    workers = [];
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await queues.close();
    redis.disconnect();
    await sandbox.close();
    await folder.remove();
  });

  function startWorker(): RunningCommand {
    const worker = startCommand(['worker'], {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: prefix,
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
      HOST: '127.0.0.1',
    });
    workers.push(worker);
    return worker;
  }

  it('loses nothing and counts nothing twice once another one is started', async () => {
    const references = [...sandbox.candidates()].map(({ id }) => String(id));
    const rejected = REJECTED_POSITIONS.map((position) => references[position] ?? '');
    sandbox.reject(rejected);
    const victim = startWorker();
    const { runId } = await requestRun(queues, { workflowId: 'candidates', trigger: 'manual' });
    await until(async () => ((await ledger.read(runId))?.events.write_success ?? 0) >= 150);
    victim.child.kill('SIGKILL');
    expect(await victim.ended()).to.equal('SIGKILL');
    const atDeath = await ledger.read(runId);
    expect(atDeath?.finishedAt).to.equal(undefined);

    startWorker();
    const record = await until(async () => {
      const now = await ledger.read(runId);
      return now?.finishedAt !== undefined && now;
    });
    const discarded = [...sandbox.candidates()].filter(({ tags }) => tags.includes(DISCARD_TAG)).length;
    expect(record.events).to.include({
      read_success: CANDIDATES,
      logics_discard: discarded,
      write_success: CANDIDATES - discarded - rejected.length,
      write_failure: rejected.length,
    });
    const letters = await ledger.deadLetters(runId);
    expect(letters.map(({ reference }) => reference)).to.have.members(rejected);
    // Seen from outside: each item that had to be written was, and never with two different contents.
    const written = [...sandbox.records.items()].filter(([, item]) => item.puts > 0);
    expect(written).to.have.length(CANDIDATES - discarded - rejected.length);
    expect(written.filter(([, item]) => item.distinctBodies !== 1)).to.deep.equal([]);
  });
});
