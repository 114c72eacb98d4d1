import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, openQueues, startEmbeddedRedis } from '@hrflow-sync/core';
import type { EmbeddedRedis, OpenQueues } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { contentsOf, filesOf } from './support/contents.js';
import { until } from './support/until.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const HOOK_SECRET = randomBytes(24).toString('hex');
const API_TOKEN = randomBytes(24).toString('hex');
const CALLER = {
  name: 'Wilhelmina Vanterpool',
  email: 'wilhelmina@vanterpool.example',
  phone: '+44 7700 900931',
};

const WORKFLOW = `
import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';
export default defineWorkflow({
  id: 'people',
  action: Greenhouse.create_profiles_in_hrflow,
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  webhook: {
    secret: env('HOOK_SECRET'),
    source: 'secret',
    parse: (event) => { throw new Error('no idea what to do with ' + event.name + ' of ' + event.email); },
  },
  logics: [(candidate) => {
    if (candidate.id % 3 !== 0) return candidate;
    throw new Error(candidate.first_name + ' ' + candidate.last_name + ', ' + JSON.stringify(candidate.email_addresses));
  }],
  // Never ends by itself, so that what is kept for it is there to be looked at.
  callback: async () => { await new Promise(() => setInterval(() => undefined, 1000)); },
});
`;

interface Candidate {
  readonly first_name: string;
  readonly last_name: string;
  readonly email_addresses: readonly { value: string }[];
  readonly phone_numbers: readonly { value: string }[];
}

describe('a deployment with data keys', function () {
  this.timeout(120_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let dataDir: string;
  let server: EmbeddedRedis;
  let redis: Redis;
  let queues: OpenQueues;
  let command: RunningCommand | undefined;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 24, held: 'none' });
    folder = await createWorkflowFolder({ 'people.ts': WORKFLOW });
    dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-sealed-'));
    server = await startEmbeddedRedis({ dataDir });
    redis = connectRedis(server.url, { role: 'worker', name: 'test' });
    queues = openQueues(redis, '{sealed}');
    environment = {
      ...sandbox.environment,
      DATA_ENCRYPTION_KEYS: `first:${randomBytes(32).toString('base64')}`,
      REDIS_URL: server.url,
      REDIS_PREFIX: '{sealed}',
      WORKFLOWS_DIR: folder.path,
      HOOK_SECRET,
      API_TOKENS: API_TOKEN,
      LOG_LEVEL: 'trace',
      HOST: '127.0.0.1',
      PORT: '0',
      API_PORT: '0',
    };
  });
  afterEach(async () => {
    await command?.stop();
    await queues.close();
    redis.disconnect();
    await server.stop();
    await sandbox.close();
    await folder.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has no name, e-mail address or phone number in Redis, in its files, in a log or on Bull Board', async () => {
    command = startCommand(['start'], environment);
    const [, api = ''] = await command.said(/webhooks on (http:\/\/127\.0\.0\.1:\d+)/);
    const [, dashboard = ''] = await command.said(/ready on (http:\/\/[\d.:]+)/);
    const hook = await fetch(`${api}/hooks/people`, {
      method: 'POST',
      headers: { 'x-hook-secret': HOOK_SECRET },
      body: JSON.stringify(CALLER),
    });
    expect(hook.status).to.equal(202);
    const asked = await fetch(`${api}/api/workflows/people/runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' },
      body: '{}',
    });
    const { run_id: runId } = (await asked.json()) as { run_id: string };
    await until(async () => (await queues.events.getFailedCount()) === 1);
    // Everything is there now: dead letters, and what the callback was given.
    await until(async () => (await queues.pushes.getFailedCount()) === 8);
    await until(async () => (await redis.hlen(`{sealed}:ledger:run:${runId}:spool`)) === 16);

    const seen = new Map<string, string>();
    for (const [key, text] of await contentsOf(redis, '')) seen.set(`Redis key ${key}`, `${key} ${text}`);
    for (const queue of ['runs', 'pulls', 'pages', 'pushes', 'events']) {
      const path = `/queues/api/queues?activeQueue=${queue}&status=latest&page=1&jobsPerPage=100`;
      seen.set(`Bull Board ${queue}`, await (await fetch(`${dashboard}${path}`)).text());
    }
    await redis.save();
    seen.set('log', command.err());
    for (const [file, text] of await filesOf(dataDir)) seen.set(`file ${file}`, text);

    const people = await candidates(sandbox);
    expect(people).to.have.length(24);
    const words = [...people.flatMap(wordsOf), ...Object.values(CALLER)];
    const hits = [...seen].flatMap(([where, text]) =>
      words.flatMap((word) => (text.includes(word) ? [`${word} in ${where}`] : [])),
    );
    expect(hits.join('\n')).to.equal('');
    // The search would be in vain if there were nothing to find.
    const sealed = [...seen].filter(([, text]) => text.includes('enc:1:first:')).map(([where]) => where);
    expect(sealed.some((where) => where.endsWith('.aof'))).to.equal(true);
    expect(sealed).to.include(`Redis key {sealed}:ledger:run:${runId}:spool`);
    expect([...seen.values()].join('\n')).to.contain('[personal] [personal], [{"value":"[personal]"');
    expect(command.err()).to.contain('"level":10');

    const erased = await runCommand(['erase', CALLER.email, '--json'], environment);
    expect(JSON.parse(erased.out)).to.include({ events: 1 });
  });

  it('says what is wrong with a key before it starts, and starts nothing', async () => {
    const wrong = { ...environment, DATA_ENCRYPTION_KEYS: 'first:tooshort' };
    for (const args of [['worker'], ['scheduler'], ['dashboard'], ['runs'], ['run', 'people']]) {
      const { code, err } = await runCommand(args, wrong);
      expect(code, args.join(' ')).to.equal(2);
      expect(err).to.contain('data_keys_invalid').and.to.contain('openssl rand -base64 32');
      expect(err).not.to.contain('tooshort');
    }
    // But for what this test's own queues have written.
    const keys = await redis.keys('*');
    expect(keys.filter((key) => !key.endsWith(':meta'))).to.deep.equal([]);
  });
});

async function candidates({ environment }: Sandbox): Promise<Candidate[]> {
  const basic = Buffer.from(`${environment['GREENHOUSE_API_KEY']}:`).toString('base64');
  const url = `${environment['GREENHOUSE_API_URL']}/v1/candidates?per_page=500`;
  const answer = await fetch(url, { headers: { authorization: `Basic ${basic}` } });
  return (await answer.json()) as Candidate[];
}

function wordsOf({ first_name, last_name, email_addresses, phone_numbers }: Candidate): string[] {
  const values = [...email_addresses, ...phone_numbers].map(({ value }) => value);
  return [`${first_name} ${last_name}`, `"${last_name}"`, `\\"${last_name}\\"`, ...values];
}
