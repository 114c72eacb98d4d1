import {
  connectRedis,
  Ledger,
  openQueues,
  requestRun,
  type OpenQueues,
  type RunResult,
} from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser } from 'playwright-core';
import { startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

/** Screenshots are kept here, for whoever wants to look. */
const ARTIFACTS = new URL('../artifacts/', import.meta.url).pathname;
/** Chromium as it runs in a container: no sandbox of its own, no call to anywhere. */
const CHROMIUM_FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

describe('Bull Board', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let redis: Redis;
  let queues: OpenQueues;
  let ledger: Ledger;
  let prefix: string;
  let command: RunningCommand;
  let browser: Browser;

  beforeEach(async () => {
    prefix = newPrefix();
    sandbox = await startSandbox({ candidates: 120, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    ledger = new Ledger(redis, prefix);
    command = startCommand(['start'], {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: prefix,
      WORKFLOWS_DIR: folder.path,
      PORT: '0',
    });
    await mkdir(ARTIFACTS, { recursive: true });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_FLAGS.split(' ') });
  });

  afterEach(async () => {
    await browser.close();
    await command.stop();
    await queues.close();
    redis.disconnect();
    await sandbox.close();
    await folder.remove();
  });

  it('shows the tree of a run and its failures, and a retry there corrects the run', async () => {
    const rejected = [10, 40, 77].map((position) => String([...sandbox.candidates()][position]?.id));
    sandbox.reject(rejected);
    const [, base = ''] = await command.said(/ready on (http:\/\/[\d.:]+)/);
    const { runId } = await requestRun(queues, { workflowId: 'candidates', trigger: 'manual' });
    const before = await until(async () => {
      const record = await ledger.read(runId);
      return record?.finishedAt !== undefined && record;
    });
    expect(before.events.write_failure).to.equal(3);

    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    await page.goto(`${base}/queues/queue/runs/${runId}`);
    await page.getByText('Job flow').waitFor();
    await page.getByText('3 ignored').first().waitFor();
    await page.getByText('Load 100 more').click();
    const failures = page.locator('.react-flow__node').filter({ hasText: 'FAILED' });
    await failures.nth(rejected.length - 1).waitFor();
    expect(await failures.count()).to.equal(rejected.length);
    await page.locator('.react-flow__panel button').nth(2).click();
    // The zoom is animated; the picture is taken once the last node is in sight.
    await until(async () => isInSight(await failures.last().boundingBox(), page.viewportSize()));
    await page.screenshot({ path: `${ARTIFACTS}bull-board-run.png` });

    await page.goto(`${base}/queues/queue/pushes?status=failed`);
    for (const reference of rejected) await page.getByText(`candidates · ${reference}`).waitFor();
    await page.screenshot({ path: `${ARTIFACTS}bull-board-failures.png` });
    const text = await page.locator('body').innerText();
    expect(text).to.contain('[bad_request]');

    sandbox.accept(rejected);
    await page.locator('button:has(> .lucide-refresh-cw)').last().click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    const after = await until(async () => {
      const record = await ledger.read(runId);
      return record?.events.write_failure === 2 && record;
    });
    expect(after.events.write_success).to.equal(before.events.write_success + 1);
    const shown = await until(async () => {
      const result = (await queues.runs.getJob(runId))?.returnvalue as RunResult;
      return result.events.write_failure === 2 && result;
    });
    expect(shown.status).to.equal('success_with_failures');

    await page.goto(`${base}/queues/queue/pushes?status=failed`);
    await page.getByText('Retry all').click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    const healed = await until(async () => {
      const result = await ledger.result(runId);
      return result.events.write_failure === 0 && result;
    });
    expect(healed.status).to.equal('success');
    expect(rejected.map((reference) => sandbox.records.item(reference)?.puts)).to.deep.equal([1, 1, 1]);
  });
});

type Box = { readonly x: number; readonly width: number } | null;

function isInSight(box: Box, viewport: { readonly width: number } | null): boolean {
  return box !== null && viewport !== null && box.x + box.width < viewport.width * 0.7;
}
