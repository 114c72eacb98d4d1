import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, Ledger, openQueues, startEmbeddedRedis } from '@hrflow-sync/core';
import type { EmbeddedRedis, OpenQueues } from '@hrflow-sync/core';
import { startSandbox, type Fault, type FaultRule, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { startCommand, type RunningCommand } from './support/command.js';
import { contentsOf, filesOf } from './support/contents.js';
import { until } from './support/until.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const unique = (name: string): string => `canary-${name}-${randomBytes(12).toString('hex')}`;

/** A secret of every kind that a deployment has, none of which exists anywhere else. */
function newCanaries() {
  return {
    greenhouse: unique('greenhouse'),
    clientSecret: unique('client-secret'),
    jazzhr: unique('jazzhr'),
    breezyPassword: unique('breezy-password'),
    hrflow: `ask_${randomBytes(16).toString('hex')}`,
    hook: unique('hook'),
    api: unique('api-token'),
    // In no workflow: user code reads it by itself.
    other: unique('other'),
  };
}
type Canaries = ReturnType<typeof newCanaries>;
type ApiName = FaultRule['api'];

const HRFLOW_SIDE = `
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },`;

const inbound = (id: string, connector: string, auth: string, more = ''): string => `
import { defineWorkflow, env, ${connector} } from 'hrflow-sync';
export default defineWorkflow({
  id: '${id}',
  action: ${connector}.create_profiles_in_hrflow,
  connectorAuth: ${auth},${HRFLOW_SIDE}
  ${more}
});
`;

const GREENHOUSE_AUTH = "{ auth: env('GREENHOUSE_API_KEY') }";

const GREENHOUSE_V3_AUTH =
  "{ client_id: env('GREENHOUSE_CLIENT_ID'), client_secret: env('GREENHOUSE_CLIENT_SECRET'), user_id: env('GREENHOUSE_USER_ID') }";
const JAZZHR_AUTH = "{ api_key: env('JAZZHR_API_KEY') }";
const BREEZYHR_AUTH =
  "{ email: env('BREEZYHR_EMAIL'), password: env('BREEZYHR_PASSWORD'), company_name: env('BREEZYHR_COMPANY_NAME') }";

/** They meet every fault that passes. */
const TRIED = ['greenhouse', 'greenhouse-v3', 'jazzhr', 'breezyhr', 'throwing'];
/** They meet the refusal of their credentials: the first by HrFlow, the others where they read. */
const REFUSED = ['greenhouse-refused', 'jazzhr-refused', 'breezyhr-refused'];

const WORKFLOWS = {
  'greenhouse.ts': inbound('greenhouse', 'Greenhouse', GREENHOUSE_AUTH),
  'greenhouse-v3.ts': inbound('greenhouse-v3', 'Greenhouse', GREENHOUSE_V3_AUTH),
  'jazzhr.ts': inbound('jazzhr', 'JazzHR', JAZZHR_AUTH),
  'breezyhr.ts': inbound('breezyhr', 'BreezyHR', BREEZYHR_AUTH),
  'greenhouse-refused.ts': inbound('greenhouse-refused', 'Greenhouse', GREENHOUSE_AUTH),
  'jazzhr-refused.ts': inbound('jazzhr-refused', 'JazzHR', JAZZHR_AUTH),
  'breezyhr-refused.ts': inbound('breezyhr-refused', 'BreezyHR', BREEZYHR_AUTH),
  'throwing.ts': inbound(
    'throwing',
    'Greenhouse',
    GREENHOUSE_AUTH,
    `
  webhook: {
    secret: env('HOOK_SECRET'),
    source: 'secret',
    parse: () => { throw new Error('parse saw ' + process.env.HOOK_SECRET); },
  },
  logics: [(candidate) => {
    if (candidate.id % 2 === 0) return candidate;
    throw new Error('logic saw ' + JSON.stringify(process.env), { cause: new Error(process.env.OTHER_TOKEN) });
  }],
  callback: () => { throw new Error('callback saw ' + process.env.HRFLOW_API_SECRET); },`,
  ),
  'broken.ts': "throw new Error('the file saw ' + process.env.OTHER_TOKEN);",
};

/** Every kind of failure, where it can be with the canaries quoted in the answer. */
function faultsQuoting(text: string): readonly Fault[] {
  const status = (code: number, headers = {}): Fault => ({
    kind: 'status',
    status: code,
    headers,
    body: { code, message: text, error: { type: 'quoted', message: text }, errors: [{ message: text }] },
  });
  return [
    status(500),
    status(503, { 'retry-after': '1' }),
    status(429, { 'retry-after': '1' }),
    { kind: 'status', status: 200, body: text },
    { kind: 'html', status: 502 },
    { kind: 'reset' },
    { kind: 'truncate' },
    { kind: 'malformed' },
    status(422),
    status(400),
  ];
}

describe('secrets', function () {
  this.timeout(150_000);

  let canaries: Canaries;
  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let dataDir: string;
  let server: EmbeddedRedis;
  let redis: Redis;
  let queues: OpenQueues;
  let command: RunningCommand;
  const prefix = '{canaries}';

  beforeEach(async () => {
    canaries = newCanaries();
    sandbox = await startSandbox({
      candidates: 24,
      held: 'none',
      apiKey: canaries.greenhouse,
      greenhouse: { clientSecret: canaries.clientSecret },
      jazzhr: { apiKey: canaries.jazzhr, applicants: 12, jobs: 2 },
      breezyhr: { email: 'canary@example.com', password: canaries.breezyPassword },
      hrflow: { apiSecret: canaries.hrflow, syncParsing: true },
    });
    folder = await createWorkflowFolder(WORKFLOWS);
    dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-canaries-'));
    server = await startEmbeddedRedis({ dataDir });
    redis = connectRedis(server.url, { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
  });
  afterEach(async () => {
    await command.stop();
    await queues.close();
    redis.disconnect();
    await server.stop();
    await sandbox.close();
    await folder.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Everything a process is given, one of them by file. */
  async function environment(): Promise<NodeJS.ProcessEnv> {
    const keyFile = join(folder.path, 'greenhouse-key.txt');
    await writeFile(keyFile, `${canaries.greenhouse}\n`);
    const { GREENHOUSE_API_KEY: _inFile, ...rest } = sandbox.environment;
    return {
      ...rest,
      GREENHOUSE_API_KEY_FILE: keyFile,
      REDIS_URL: server.url,
      REDIS_PREFIX: prefix,
      WORKFLOWS_DIR: folder.path,
      HOOK_SECRET: canaries.hook,
      OTHER_TOKEN: canaries.other,
      API_TOKENS: canaries.api,
      LOG_LEVEL: 'trace',
      HOST: '127.0.0.1',
      PORT: '0',
      API_PORT: '0',
    };
  }

  it('are in no key of Redis, no file of its own, no log line, metric, answer or page, whatever fails', async () => {
    const given = await environment();
    expect(sandbox.environment).to.include({
      HRFLOW_API_SECRET: canaries.hrflow,
      JAZZHR_API_KEY: canaries.jazzhr,
      BREEZYHR_PASSWORD: canaries.breezyPassword,
      GREENHOUSE_CLIENT_SECRET: canaries.clientSecret,
    });
    const token = await breezyToken(given);
    // Basic authentication sends a key in this form.
    const basic = Buffer.from(`${canaries.greenhouse}:`).toString('base64');
    const forbidden = { ...canaries, token, basic, redis: new URL(server.url).password };
    const faults = faultsQuoting(Object.values(forbidden).join(' and '));
    quoteEverywhere(sandbox, faults);

    command = startCommand(['start'], given);
    const [, api = ''] = await command.said(/webhooks on (http:\/\/127\.0\.0\.1:\d+)/);
    const [, dashboard = ''] = await command.said(/ready on (http:\/\/[\d.:]+)/);
    const authorization = `Bearer ${canaries.api}`;
    const hook = await fetch(`${api}/hooks/throwing`, {
      method: 'POST',
      headers: { 'x-hook-secret': canaries.hook },
      body: '{}',
    });
    expect(hook.status).to.equal(202);
    const askFor = (ids: readonly string[]) =>
      Promise.all(ids.map((id) => ask(`${api}/api/workflows/${id}/runs`, authorization)));
    const runs = await askFor(TRIED);
    await allMet(sandbox);
    await until(async () => (await queues.events.getFailedCount()) > 0);
    await until(async () => (await deadLettersOf(runs)).some(({ code }) => code === 'logic_threw'));
    await command.said(/will be tried again/);

    // In other workflows, since a run in the middle of its back-off would keep us waiting.
    sandbox.clearFaults();
    refuse(sandbox, ['jazzhr', 'breezyhr', 'hrflow'], Object.values(forbidden).join(' and '));
    runs.push(...(await askFor(REFUSED)));
    await allMet(sandbox);
    await command.said(/workflow paused/);

    const seen = new Map<string, string>();
    for (const path of ['workflows', 'runs', ...runs.flatMap(pagesOf)]) {
      seen.set(`API ${path}`, await textOf(`${api}/api/${path}`, authorization));
    }
    for (const path of dashboardPages()) seen.set(`dashboard ${path}`, await textOf(`${dashboard}${path}`));
    seen.set('metrics', await textOf(`${dashboard}/metrics`));
    for (const [key, text] of await contentsOf(redis, '')) seen.set(`Redis key ${key}`, `${key} ${text}`);
    await command.stop();
    seen.set('standard error', command.err());
    seen.set('standard output', command.out());
    await redis.save();
    await server.stop();
    for (const [file, text] of await filesOf(dataDir)) seen.set(`file ${file}`, text);

    expect(hits(seen, forbidden).join('\n')).to.equal('');
    // The search would be in vain if what it looks through were empty.
    expect(seen.get('standard error')).to.contain('[secret]').and.to.contain('"level":10');
    expect([...seen.keys()].filter((name) => name.endsWith('.aof')).length).to.be.at.least(1);
    const cleaned = [...seen].filter(([name, text]) => name.startsWith('Redis') && text.includes('[secret]'));
    expect(cleaned.length).to.be.at.least(1);
  });

  it('are not told by a process that dies of user code', async () => {
    await folder.write(
      'throwing.ts',
      inbound(
        'throwing',
        'Greenhouse',
        GREENHOUSE_AUTH,
        "logics: [(candidate) => { setImmediate(() => { throw new Error('saw ' + process.env.OTHER_TOKEN); }); return candidate; }],",
      ),
    );
    command = startCommand(['run', 'throwing', '--json'], await environment());
    expect(await command.ended()).not.to.equal(0);
    expect(command.err()).to.contain('Error: saw [secret]');
    expect(command.err() + command.out()).not.to.contain(canaries.other);
  });

  async function deadLettersOf(runs: readonly string[]) {
    const ledger = new Ledger(redis, prefix);
    return (await Promise.all(runs.map((run) => ledger.deadLetters(run)))).flat();
  }
});

/** HrFlow answers with each fault in turn, and each ATS with a part of them: a read repeats after ever longer waits. */
function quoteEverywhere(sandbox: Sandbox, faults: readonly Fault[]): void {
  const apis = ['greenhouse', 'greenhouse_v3', 'jazzhr', 'breezyhr'] as const;
  for (const [index, fault] of faults.entries()) {
    // Of HrFlow's own answers, what is about a profile: the check before a run would end it.
    sandbox.addFault({ api: 'hrflow', path: /^profile\//, times: 2, fault });
    // What rejects a read for good ends its run; that comes at the end.
    if (fault.kind === 'status' && [400, 422].includes(fault.status)) continue;
    const api = apis[index % apis.length] ?? 'jazzhr';
    sandbox.addFault({ api, path: /candidate|applicant|position/, times: 1, fault });
  }
}

/** Waits until each fault was met; says which was not when that takes too long. */
async function allMet(sandbox: Sandbox): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  await until(async () => {
    const missed = sandbox.faults().filter(({ applied }) => applied === 0);
    if (missed.length > 0 && Date.now() > giveUpAt) {
      throw new Error(`never met: ${JSON.stringify(missed.map(({ rule }) => [rule.api, rule.fault]))}`);
    }
    return missed.length === 0;
  });
}

function refuse(sandbox: Sandbox, apis: readonly ApiName[], text: string): void {
  const body = { message: text, error: { type: 'invalidAccessToken', message: text } };
  for (const api of apis) {
    const status = api === 'jazzhr' ? 403 : 401;
    // HrFlow's check before a run passes, so that it is the middle of the run where it refuses.
    const path = api === 'hrflow' ? /^profile\// : /./;
    const location = `/elsewhere?apikey=${encodeURIComponent(text)}`;
    // Either of the two pauses a workflow.
    const redirect: Fault = { kind: 'status', status: 302, headers: { location } };
    if (api === 'hrflow') sandbox.addFault({ api, path, times: 1, fault: redirect });
    sandbox.addFault({ api, path, fault: { kind: 'status', status, body } });
  }
}

async function breezyToken({ BREEZYHR_API_URL, BREEZYHR_EMAIL, BREEZYHR_PASSWORD }: NodeJS.ProcessEnv) {
  const answer = await fetch(`${BREEZYHR_API_URL}/v3/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: BREEZYHR_EMAIL, password: BREEZYHR_PASSWORD }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  expect(access_token).to.be.a('string').with.length.at.least(20);
  return access_token;
}

/** Asks for a run, and returns its id. */
async function ask(url: string, authorization: string): Promise<string> {
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
  const { run_id } = (await answer.json()) as { run_id: string };
  expect(run_id).to.be.a('string');
  return run_id;
}

const pagesOf = (run: string): string[] => [`runs/${run}`, `runs/${run}/failures`];

function dashboardPages(): string[] {
  const queues = ['runs', 'pulls', 'pages', 'pushes', 'events', 'ticks'];
  const lists = queues.flatMap((queue) =>
    ['failed', 'delayed', 'latest', 'completed', 'waiting-children'].map(
      (status) => `/queues/api/queues?activeQueue=${queue}&status=${status}&page=1&jobsPerPage=100`,
    ),
  );
  return ['/', '/queues', '/queues/api/queues', ...lists];
}

async function textOf(url: string, authorization?: string): Promise<string> {
  const answer = await fetch(url, authorization === undefined ? {} : { headers: { authorization } });
  expect(answer.status, url).to.equal(200);
  return answer.text();
}

/** Where a canary was seen, in whatever form. */
function hits(seen: ReadonlyMap<string, string>, canaries: Readonly<Record<string, string>>): string[] {
  return [...seen].flatMap(([place, text]) =>
    Object.entries(canaries)
      .filter(([, canary]) => text.includes(canary) || text.includes(Buffer.from(canary).toString('base64')))
      .map(([name]) => `${name} in ${place}: ${around(text, canaries[name] ?? '')}`),
  );
}

function around(text: string, canary: string): string {
  const at = text.indexOf(canary);
  return text.slice(Math.max(0, at - 80), at + canary.length + 20);
}
