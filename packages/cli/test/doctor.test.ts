import { connectRedis, startEmbeddedRedis, type EmbeddedRedis } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../test/support/command.js';
import { redisUrl } from '../../../test/support/redis.js';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../../../test/support/workflow-folder.js';
import { examineNode } from '../src/doctor/node.js';
import { settingsFindings } from '../src/doctor/redis.js';

interface Check {
  readonly subject: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string;
}

describe('hrflow-sync doctor', () => {
  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 1 });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    environment = { ...sandbox.environment, REDIS_URL: redisUrl(), WORKFLOWS_DIR: folder.path };
  });
  afterEach(async () => {
    await sandbox.close();
    await folder.remove();
  });

  const doctor = (more: NodeJS.ProcessEnv = {}, ...args: string[]) =>
    runCommand(['doctor', ...args], { ...environment, ...more });
  async function wrongs(more: NodeJS.ProcessEnv): Promise<{ code: unknown; checks: Check[] }> {
    const { code, out } = await doctor(more, '--json');
    const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Check[] };
    expect(ok).to.equal(code === 0);
    return { code, checks: checks.filter(({ state }) => state !== 'ok') };
  }

  it('has one line for each thing, and exit code 0 when nothing is wrong', async () => {
    const { code, out, err } = await doctor();
    expect([code, err]).to.deep.equal([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(
      lines.map((line) =>
        line
          .slice(0, 27)
          .trim()
          .split(/\s{2,}/),
      ),
    ).to.deep.equal([
      ['ok', 'node'],
      ['ok', 'redis'],
      ['ok', 'redis eviction'],
      ['ok', 'redis persistence'],
      ['ok', 'redis memory'],
      ['ok', 'clock'],
      ['ok', 'redis permissions'],
      ['ok', 'workflows'],
      ['ok', 'Greenhouse'],
      ['ok', 'HrFlow'],
    ]);
    expect(out).to.contain(`${new URL(sandbox.url).origin} answers (`);
  });

  it('sends no credentials along', async () => {
    await doctor();
    const asked = sandbox.records.requests();
    expect(asked).not.to.deep.equal([]);
    for (const request of asked)
      expect(JSON.stringify(request)).not.to.contain(environment['HRFLOW_API_SECRET']);
  });

  it('names an API that can not be reached, the variable and what to look at', async () => {
    const { code, checks } = await wrongs({ GREENHOUSE_API_URL: 'http://127.0.0.1:1' });
    expect(code).to.equal(2);
    expect(checks.map(({ subject, code: of }) => [subject, of])).to.deep.equal([
      ['Greenhouse', 'connection_refused'],
    ]);
    expect(checks[0]?.message).to.contain('firewall').and.to.contain('GREENHOUSE_API_URL');
  });

  it('takes any answer for one, also a refusal', async () => {
    sandbox.addFault({ api: 'hrflow', fault: { kind: 'status', status: 503 } });
    expect((await wrongs({})).code).to.equal(0);
  });

  const BROKEN: Readonly<
    Record<string, { environment: NodeJS.ProcessEnv; found: [string, string]; says: string }>
  > = {
    'a base URL that is none': {
      environment: { GREENHOUSE_API_URL: 'harvest.greenhouse.io' },
      found: ['Greenhouse', 'base_url_invalid'],
      says: 'GREENHOUSE_API_URL',
    },
    'a Redis address that is none': {
      environment: { REDIS_URL: 'localhost' },
      found: ['redis', 'redis_url_invalid'],
      says: 'redis://',
    },
    'a setting that can not be used': {
      environment: { PUSH_CONCURRENCY: 'many' },
      found: ['settings', 'environment_invalid'],
      says: 'PUSH_CONCURRENCY',
    },
    'a folder of workflows that is not there': {
      environment: { WORKFLOWS_DIR: '/nowhere' },
      found: ['workflows', 'workflows_dir_unreadable'],
      says: 'WORKFLOWS_DIR',
    },
    'a variable that is not set': {
      environment: { HRFLOW_SOURCE_KEY: '' },
      found: ['workflows', 'environment_variable_missing'],
      says: 'hrflow-sync validate',
    },
  };
  for (const [name, { environment: more, found, says }] of Object.entries(BROKEN)) {
    it(`finds ${name}, and goes on with the rest where it can`, async () => {
      const { code, checks } = await wrongs(more);
      expect(code).to.equal(2);
      expect(checks.map(({ subject, code: of }) => [subject, of])).to.deep.equal([found]);
      expect(checks[0]?.message).to.contain(says);
    });
  }

  it('finds that the folder has no workflows', async () => {
    const empty = await createWorkflowFolder();
    const { checks } = await wrongs({ WORKFLOWS_DIR: empty.path });
    await empty.remove();
    expect(checks.map(({ code }) => code)).to.deep.equal(['workflows_missing']);
  });
});

describe('what doctor finds of Redis', () => {
  let folder: string;
  let redis: EmbeddedRedis;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-doctor-'));
    redis = await startEmbeddedRedis({ dataDir: folder });
  });
  afterEach(async () => {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is each setting that loses jobs, with the command that mends it', async () => {
    const connection = connectRedis(redis.url, { role: 'worker', name: 'test' });
    await connection.config('SET', 'maxmemory', '100mb');
    await connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await connection.config('SET', 'appendonly', 'no');
    await connection.config('SET', 'save', '');
    connection.disconnect();
    const { code, out } = await runCommand(['doctor', '--json'], {
      REDIS_URL: redis.url,
      WORKFLOWS_DIR: '/nowhere',
    });
    expect(code).to.equal(2);
    const { checks } = JSON.parse(out) as { checks: Check[] };
    const codes = checks.filter(({ state }) => state === 'wrong').map(({ code: of }) => of);
    expect(codes).to.deep.equal(['redis_evicts_keys', 'redis_not_persistent', 'workflows_dir_unreadable']);
    for (const setting of ['maxmemory-policy noeviction', 'appendonly yes']) {
      expect(checks.some(({ message }) => message.includes(`CONFIG SET ${setting}`))).to.equal(true);
    }
    expect(checks.find(({ subject }) => subject === 'redis memory')?.message).to.match(/ of 100 MiB used/);
  });
});

describe('a diagnosis', () => {
  const server = { version: '7.4.0', usedBytes: 10 * 2 ** 20, limitBytes: 100 * 2 ** 20, clockAheadMs: 3 };
  const told = (more: Partial<typeof server> | { limitBytes: undefined }) =>
    settingsFindings({ ...server, ...more }, [])
      .filter(({ state }) => state !== 'ok')
      .map(({ subject, state, code }) => [subject, state, code]);

  it('is that Redis is nearly full from four fifths on', () => {
    expect(told({ usedBytes: 80 * 2 ** 20 })).to.deep.equal([]);
    expect(told({ usedBytes: 81 * 2 ** 20 })).to.deep.equal([['redis memory', 'wrong', 'redis_memory_low']]);
  });

  it('is no more than a guess where Redis does not say', () => {
    expect(told({ limitBytes: undefined })).to.deep.equal([
      ['redis memory', 'unknown', 'redis_settings_unknown'],
    ]);
  });

  it('is that clocks are apart, in either direction', () => {
    expect(told({ clockAheadMs: -1_900 })).to.deep.equal([]);
    for (const clockAheadMs of [2_100, -60_000]) {
      expect(told({ clockAheadMs })).to.deep.equal([['clock', 'wrong', 'clock_skewed']]);
    }
  });

  it('is that Node is too old, by any part of its version', () => {
    expect(examineNode('20.19.0')).to.include({ state: 'ok' });
    expect(examineNode('24.0.0')).to.include({ state: 'ok' });
    for (const version of ['18.20.4', '20.18.3']) {
      expect(examineNode(version)).to.include({ state: 'wrong', code: 'node_too_old' });
    }
  });
});
