import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connectRedis, openQueues, schedulesOf, type OpenQueues } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

describe('hrflow-sync start', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let redis: Redis;
  let queues: OpenQueues;
  let command: RunningCommand;

  beforeEach(async () => {
    const prefix = newPrefix();
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    sandbox = await startSandbox({ candidates: 5, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    command = startCommand(['start'], {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: prefix,
      WORKFLOWS_DIR: folder.path,
      PORT: '0',
    });
    await command.said(/ready on/);
  });
  afterEach(async () => {
    await command.stop();
    await queues.close();
    redis.disconnect();
    await sandbox.close();
    await folder.remove();
  });

  it('follows its workflow files: a schedule that is added runs, one that is taken away is gone', async () => {
    await folder.write('candidates.ts', candidatesWorkflow('schedule: { every: 3600000 },'));
    await command.said(/"msg":"run finished"/);
    const ids = async (): Promise<string[]> =>
      (await schedulesOf(queues)).map(({ workflowId }) => workflowId);
    expect(await ids()).to.deep.equal(['candidates']);
    await folder.write('candidates.ts', 'export default defineWorkflow({');
    await command.said(/stay as they last were/);
    expect(await ids()).to.deep.equal(['candidates']);
    await rm(join(folder.path, 'candidates.ts'));
    await until(async () => (await ids()).length === 0);
  });
});
