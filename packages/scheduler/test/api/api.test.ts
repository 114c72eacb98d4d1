import { lint, createConfig, type Config } from '@redocly/openapi-core';
import { Greenhouse } from '@hrflow-sync/connectors';
import {
  Audit,
  auditedItem,
  connectRedis,
  createEngineEvents,
  Ledger,
  openQueues,
  QUEUES,
  jobIds,
  type HttpServer,
  type OpenQueues,
  type Workflow,
} from '@hrflow-sync/core';
import { openApiDocument, startApi } from '@hrflow-sync/scheduler';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

const TOKEN = 'a-token-for-tests-and-nothing-else-0123';

describe('the HTTP API', () => {
  let redis: Redis;
  let prefix: string;
  let queues: OpenQueues;
  let ledger: Ledger;
  let api: HttpServer;
  let errors: unknown[];

  beforeEach(async () => {
    prefix = newPrefix();
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    ledger = new Ledger(redis, prefix);
    errors = [];
    api = await start();
  });
  afterEach(async () => {
    await api.close();
    await queues.close();
    redis.disconnect();
    expect(errors).to.deep.equal([]);
  });

  const start = (tokens: readonly string[] = [TOKEN]): Promise<HttpServer> =>
    startApi({
      connection: redis,
      prefix,
      workflows: () => new Map([['nightly', WORKFLOW]]),
      tokens,
      environment: {},
      events: createEngineEvents(),
      version: '1.2.3',
      port: 0,
      host: '127.0.0.1',
      onError: (error) => void errors.push(error),
    });

  interface Answer {
    readonly status: number;
    readonly body: Record<string, unknown>;
    readonly headers: Headers;
  }
  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${api.url}/api${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...(init.headers as Record<string, string>) },
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body, headers: response.headers };
  };
  const get = (path: string): Promise<Answer> => ask('GET', path);
  const post = (path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    ask('POST', path, {
      headers: { 'content-type': 'application/json', ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });

  async function finishedRun(runId: string, startedAt: string, workflowId = 'nightly'): Promise<void> {
    await ledger.start({
      runId,
      workflowId,
      action: WORKFLOW.action.name,
      trigger: 'manual',
      dryRun: false,
      incremental: false,
      startedAt: new Date(startedAt),
    });
    await ledger.finish(runId, new Date(startedAt));
  }

  async function bury(runId: string, ordinal: number, code = 'bad_request'): Promise<void> {
    const at = new Date().toISOString();
    const letter = { event: 'write_failure' as const, ordinal, reference: `item-${ordinal}`, code };
    await ledger.bury(runId, { ...letter, message: 'no', attempts: 1, at });
    const data = { v: 1, runId, workflowId: 'nightly', ordinal, item: '{}' };
    const jobId = jobIds.push(runId, ordinal);
    await queues.pushes.add('push', data, { ...QUEUES.pushes.jobOptions, jobId });
  }

  it('writes down what is changed before it is, by token and never by item', async () => {
    await post('/workflows/nightly/pause', { reason: 'x' });
    await ask('DELETE', '/items/marie@example.org');
    await get('/runs');
    await post('/runs/nowhere/cancel');
    await post('/workflows/nightly/runs', { pull_parameters: 3 });
    const records = await new Audit(redis, prefix).latest(10);
    expect(records.map(({ via, action, target }) => `${via} ${action} ${target}`)).to.deep.equal([
      'api cancel nowhere',
      `api erase ${auditedItem('marie@example.org')}`,
      'api pause nightly',
    ]);
    for (const { name } of records) expect(name).to.match(/^token [0-9a-f]{8}$/);
    await redis.set(`${prefix}:audit:actions`, 'in the way');
    expect((await post('/workflows/nightly/resume')).status).to.equal(500);
    expect(await get('/workflows/nightly'))
      .to.have.nested.property('body.paused')
      .that.is.not.equal(null);
    expect(errors.splice(0)).to.have.length(1);
  });

  it('wants one of its tokens, and says so to everybody else in the same words', async () => {
    for (const authorization of ['', 'Bearer ', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
      const { status, body, headers } = await ask('GET', '/workflows', { headers: { authorization } });
      expect(status, authorization).to.equal(401);
      expect(body).to.include({ code: 'unauthorized' });
      expect(headers.get('www-authenticate')).to.equal('Bearer');
    }
    expect((await get('/workflows')).status).to.equal(200);
  });

  it('refuses to start with a token that can be guessed', async () => {
    const failure = await start(['short']).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'api_token_short', path: 'API_TOKENS' });
  });

  it('lists workflows with their schedule, pause and last run', async () => {
    await finishedRun('run-1', '2026-01-01T00:00:00Z');
    await post('/workflows/nightly/pause', { reason: 'maintenance' });
    const { body } = await get('/workflows');
    const [workflow] = body['workflows'] as Record<string, unknown>[];
    expect(workflow).to.include({ id: 'nightly', connector: 'greenhouse', direction: 'inbound' });
    expect(workflow?.['schedule']).to.deep.equal({
      cron: '0 2 * * *',
      timezone: 'UTC',
      misfire: 'once',
    });
    expect(workflow?.['paused']).to.include({ code: 'operator', message: 'maintenance' });
    expect(workflow?.['last_run']).to.include({ run_id: 'run-1', status: 'success' });
    expect((await get('/workflows/nightly')).body).to.deep.equal(workflow);
    expect((await get('/workflows/other')).body).to.include({ code: 'workflow_not_found' });
  });

  it('asks for a run, and names the one in flight when it is asked again', async () => {
    const first = await post('/workflows/nightly/runs', { dry_run: true });
    expect(first.status).to.equal(202);
    const [job] = await queues.runs.getWaiting();
    expect(job?.data).to.deep.include({ workflowId: 'nightly', trigger: 'api', dryRun: true });
    const second = await post('/workflows/nightly/runs');
    expect(second).to.deep.include({ status: 200, body: { run_id: first.body['run_id'], added: false } });
  });

  it('gives a run the parameters that the schema of its action takes, and no others', async () => {
    const good = { pull_parameters: { job_id: '5' }, push_parameters: { only_edit_fields: ['tags'] } };
    expect((await post('/workflows/nightly/runs', good)).status).to.equal(202);
    const [job] = await queues.runs.getWaiting();
    const overrides = { pull: good.pull_parameters, push: good.push_parameters };
    expect(job?.data).to.deep.include({ overrides });
    const bad = { pull_parameters: { job_idd: '5', created_after: 'yesterday' } };
    const { status, body } = await post('/workflows/nightly/runs', bad);
    expect(status).to.equal(422);
    const details = body['details'] as { path: string; code: string }[];
    expect(details.map(({ path }) => path)).to.have.members([
      'pull_parameters.job_idd',
      'pull_parameters.created_after',
    ]);
  });

  it('asks for one run however often a request with an Idempotency-Key is repeated, in any replica', async () => {
    const other = await start();
    const key = { 'idempotency-key': 'order-66' };
    const asked = await Promise.all([
      post('/workflows/nightly/runs', {}, key),
      post('/workflows/nightly/runs', {}, key),
      fetch(`${other.url}/api/workflows/nightly/runs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...key },
        body: '{}',
      }).then(async (response) => ({ body: (await response.json()) as Record<string, unknown> })),
    ]);
    await other.close();
    expect(new Set(asked.map(({ body }) => body['run_id'])).size).to.equal(1);
    expect(await queues.runs.getWaitingCount()).to.equal(1);
    const reused = await post('/workflows/nightly/runs', { dry_run: true }, key);
    expect(reused).to.deep.include({ status: 422 });
    expect(reused.body).to.include({ code: 'idempotency_key_reused' });
  });

  it('names the run of an Idempotency-Key also once that run has ended', async () => {
    const key = { 'idempotency-key': 'order-67' };
    const { body } = await post('/workflows/nightly/runs', {}, key);
    const runId = String(body['run_id']);
    await finishedRun(runId, '2026-01-01T00:00:00Z');
    await (await queues.runs.getJob(runId))?.remove();
    expect((await post('/workflows/nightly/runs', {}, key)).body['run_id']).to.equal(runId);
    expect(await queues.runs.getWaitingCount()).to.equal(0);
  });

  it('lists runs newest first, page by page, of one workflow or with one status', async () => {
    for (let day = 1; day <= 5; day++) await finishedRun(`run-${day}`, `2026-01-0${day}T00:00:00Z`);
    await finishedRun('twin-a', '2026-01-03T00:00:00Z', 'other');
    const listed: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/runs?limit=2${cursor}`);
      listed.push(...(body['runs'] as { run_id: string }[]).map(({ run_id }) => run_id));
      const next = body['next_cursor'] as string | null;
      cursor = next === null ? '' : `&cursor=${next}`;
      // A run added meanwhile is not told in the middle of the list.
      await finishedRun(`late-${listed.length}`, '2026-02-01T00:00:00Z');
    } while (cursor !== '');
    expect(listed).to.deep.equal(['run-5', 'run-4', 'twin-a', 'run-3', 'run-2', 'run-1']);
    const ids = async (query: string): Promise<string[]> =>
      ((await get(`/runs?${query}`)).body['runs'] as { run_id: string }[]).map(({ run_id }) => run_id);
    expect(await ids('workflow=other')).to.deep.equal(['twin-a']);
    expect(await ids('status=fatal')).to.deep.equal([]);
    expect((await get('/runs?limit=1000&status=odd')).body['details']).to.have.length(2);
    expect((await get('/runs?cursor=nonsense')).body).to.include({ code: 'request_invalid' });
  });

  it('shows one run, cancels it while it is in flight, and not afterwards', async () => {
    await ledger.start({
      runId: 'r',
      workflowId: 'nightly',
      action: 'x',
      trigger: 'manual',
      dryRun: false,
      incremental: false,
      startedAt: new Date(),
    });
    expect((await get('/runs/r')).body).to.include({ status: 'running', finished_at: null });
    expect((await post('/runs/r/cancel')).body).to.include({ status: 'cancelling' });
    await ledger.finish('r', new Date());
    expect(await post('/runs/r/cancel')).to.deep.include({ status: 409 });
    expect((await get('/runs/none')).body).to.include({ code: 'run_not_found' });
  });

  it('lists the failures of a run and puts those back that are named', async () => {
    await finishedRun('r', '2026-01-01T00:00:00Z');
    for (const ordinal of [0, 1, 2]) await bury('r', ordinal, ordinal === 2 ? 'conflict' : 'bad_request');
    const first = await get('/runs/r/failures?limit=2');
    expect((first.body['failures'] as unknown[]).length).to.equal(2);
    expect(first.body['next_after']).to.equal(1);
    const second = await get('/runs/r/failures?limit=2&after=1');
    expect(second.body).to.deep.include({ next_after: null });
    expect((second.body['failures'] as object[])[0]).to.include({ reference: 'item-2', code: 'conflict' });
    // None of these jobs has failed in the queue, so there is nothing to put back.
    const retried = await post('/runs/r/retry', { code: 'bad_request' });
    expect(retried.body).to.deep.equal({ retried: 0, gone: 2 });
    const { status, body } = await post('/runs/r/retry', {});
    expect(status).to.equal(422);
    expect((body['details'] as { message: string }[])[0]?.message).to.contain('all, code or reference');
  });

  it('pauses and resumes a workflow, and says whether it was so already', async () => {
    expect((await post('/workflows/nightly/pause')).body).to.deep.equal({ changed: true });
    expect((await post('/workflows/nightly/pause')).body).to.deep.equal({ changed: false });
    expect((await post('/workflows/nightly/resume')).body).to.deep.equal({ changed: true });
    expect((await post('/workflows/nightly/resume')).body).to.deep.equal({ changed: false });
  });

  it('erases every trace of an item, and gives a receipt', async () => {
    await finishedRun('r', '2026-01-01T00:00:00Z');
    await bury('r', 5);
    await bury('r', 6);
    const { status, body } = await ask('DELETE', '/items/item-5');
    expect(status).to.equal(200);
    expect(body).to.include({ reference: 'item-5', dead_letters: 1, in_flight: 0 });
    const left = await get('/runs/r/failures');
    expect(
      (left.body['failures'] as { reference: string }[]).map(({ reference }) => reference),
    ).to.deep.equal(['item-6']);
    expect((await ask('DELETE', `/items/${encodeURIComponent('a/b ü')}`)).body).to.include({
      reference: 'a/b ü',
    });
  });

  it('answers what it can not use with a code and the field', async () => {
    const send = (body: string): Promise<Answer> => ask('POST', '/workflows/nightly/runs', { body });
    expect((await send('{')).body).to.include({ code: 'body_invalid' });
    expect((await send('5')).body).to.include({ code: 'body_invalid' });
    expect((await send(JSON.stringify({ dry_run: 'x'.repeat(70_000) }))).status).to.equal(413);
    const unknown = await post('/workflows/nightly/runs', { dryrun: true });
    expect((unknown.body['details'] as object[])[0]).to.include({
      code: 'parameter_unknown',
      path: 'dryrun',
    });
    expect((await get('/nothing')).body).to.include({ code: 'not_found' });
    expect((await get('/runs/..%2f..%2fx')).status).to.equal(404);
  });

  it('shows everybody its reference, which no script and no other host is needed for', async () => {
    const page = await fetch(`${api.url}/api/docs`);
    const html = await page.text();
    expect(html).to.contain('/api/workflows/{workflow_id}/runs');
    expect(html).to.not.match(/<script|https?:\/\//);
    expect(page.headers.get('content-security-policy')).to.contain("default-src 'self'");
    const document: unknown = await (await fetch(`${api.url}/api/openapi.json`)).json();
    expect(document).to.deep.equal(openApiDocument('1.2.3'));
  });

  it('has a page that explains every code', async () => {
    const page = await readFile(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
    const document = openApiDocument('1.2.3') as {
      components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
    };
    for (const code of document.components.schemas.Problem.properties.code.enum) {
      expect(page).to.contain(`\`${code}\``);
    }
  });

  it('has a reference that a linter finds nothing wrong with', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-openapi-'));
    try {
      const ref = join(folder, 'openapi.json');
      await writeFile(ref, JSON.stringify(openApiDocument('1.2.3')));
      const config: Config = await createConfig({ extends: ['recommended-strict'] });
      const problems = await lint({ ref, config });
      expect(
        problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      ).to.deep.equal([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const WORKFLOW: Workflow = {
  id: 'nightly',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: {},
  hrflowAuth: {},
  pullParameters: {},
  pushParameters: { source_key: 'source' },
  logics: [],
  format: (item) => item,
  callback: undefined,
  schedule: { cron: '0 2 * * *' },
  webhook: undefined,
  enabled: true,
  persist: true,
  incremental: false,
  skipUnchanged: false,
  file: 'test',
};
