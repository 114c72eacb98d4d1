import { connectRedis, Ledger, openQueues, requestRun, type OpenQueues } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { startCommand, type RunningCommand } from './support/command.js';
import { contentsOf } from './support/contents.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const CANDIDATES = 80;
/** What the double enforces, with a window of its own, and what the workflow's action declares. */
const LIMIT = { requests: 70, perMs: 2_500 };

/** As HrFlow publishes no limit, an action of its own declares one. */
const WORKFLOW = `
import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';
const action = Greenhouse.update_profiles_in_hrflow;
const api = { ...action.target.api, rateLimit: ${JSON.stringify(LIMIT)} };
export default defineWorkflow({
  id: 'candidates',
  action: { ...action, target: { ...action.target, api } },
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
});
`;

describe('three worker processes under one rate limit', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let redis: Redis;
  let queues: OpenQueues;
  let prefix: string;
  let workers: RunningCommand[];

  beforeEach(async () => {
    prefix = newPrefix();
    sandbox = await startSandbox({
      candidates: CANDIDATES,
      latencyMs: 30,
      rateLimit: { hrflow: LIMIT },
      hrflow: { syncParsing: true },
    });
    folder = await createWorkflowFolder({ 'candidates.ts': WORKFLOW });
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    workers = [];
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await queues.close();
    redis.disconnect();
    await sandbox.close();
    await folder.remove();
  });

  it('never meet a 429, write everything, and leave no credential in Redis', async () => {
    for (let number = 0; number < 3; number++) {
      workers.push(
        startCommand(['worker'], {
          ...sandbox.environment,
          REDIS_URL: redisUrl(),
          REDIS_PREFIX: prefix,
          WORKFLOWS_DIR: folder.path,
          PUSH_CONCURRENCY: '8',
          METRICS_PORT: '0',
          HOST: '127.0.0.1',
        }),
      );
    }
    await until(async () => (await queues.pushes.getWorkers()).length === 3);
    const { runId } = await requestRun(queues, { workflowId: 'candidates', trigger: 'manual' });
    const ledger = new Ledger(redis, prefix);
    const record = await until(async () => {
      const now = await ledger.read(runId);
      return now?.finishedAt !== undefined && now;
    });
    const { requests } = sandbox.summary();
    expect(record.events).to.include({ write_success: CANDIDATES, write_failure: 0 });
    const toHrflow = requests.filter(({ api }) => api === 'hrflow');
    expect(toHrflow.filter(({ outcome }) => outcome === 429)).to.deep.equal([]);
    expect(sandbox.records.requests({ api: 'hrflow', method: 'GET' }).length).to.be.at.least(CANDIDATES);
    const contents = JSON.stringify([...(await contentsOf(redis, prefix))]);
    const { HRFLOW_API_SECRET, GREENHOUSE_API_KEY } = sandbox.environment;
    expect(contents).to.contain(runId);
    expect(contents).not.to.contain(HRFLOW_API_SECRET);
    expect(contents).not.to.contain(GREENHOUSE_API_KEY);
  });
});
