import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestRun } from '@hrflow-sync/core';
import { expect } from 'chai';
import { redisUrl } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';
import { pagesOf, startEngine, workflowOver, type EngineFixture } from './support/engine-fixture.js';

const WORKER = fileURLToPath(new URL('./support/worker-process.ts', import.meta.url));

describe('an item that ends its process', function () {
  this.timeout(90_000);

  let engine: EngineFixture;
  let folder: string;
  let pushedFile: string;
  let worker: ChildProcess;
  let deaths: number;
  let stopping: boolean;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-poison-'));
    pushedFile = join(folder, 'pushed');
    await writeFile(pushedFile, '');
    deaths = 0;
    stopping = false;
    engine = await startEngine(workflowOver({ pull: pagesOf(0, 1), push: () => 'written' }), { workers: 0 });
  });
  afterEach(async () => {
    stopping = true;
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** As a supervisor would: a worker that dies is replaced. */
  function supervise(poison: string, where: string): void {
    worker = spawn(process.execPath, ['--import', 'tsx', WORKER], {
      env: {
        ...process.env,
        REDIS_URL: redisUrl(),
        PREFIX: engine.prefix,
        PUSHED_FILE: pushedFile,
        POISON: poison,
        WHERE: where,
      },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    worker.once('exit', () => {
      if (stopping) return;
      deaths++;
      supervise(poison, where);
    });
  }

  for (const [poison, where] of [
    ['exit', 'push'],
    ['exit', 'logics'],
    ['hang', 'logics'],
  ] as const) {
    it(`becomes a dead letter with that reason, and its siblings finish (${poison} in ${where})`, async () => {
      supervise(poison, where);
      const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
      const record = await until(async () => {
        const now = await engine.ledger.read(runId);
        return now?.finishedAt !== undefined && now;
      });
      expect(record.events).to.include({ read_success: 60, write_success: 59, write_failure: 1 });
      const [letter] = await engine.ledger.deadLetters(runId);
      expect(letter).to.include({ reference: 'item-13', code: 'crashes_worker' });
      const pushed = new Set((await readFile(pushedFile, 'utf8')).trim().split('\n'));
      expect(pushed.size).to.equal(59);
      expect(deaths).to.be.at.least(3);
    });
  }
});
