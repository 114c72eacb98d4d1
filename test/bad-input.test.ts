import { createServer } from 'node:net';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

interface Case {
  readonly name: string;
  /** Options added to a workflow that is right otherwise. */
  readonly options?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly workflow?: string;
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly code: string;
  readonly says: readonly string[];
}

/** Refused before a run is asked for: exit code 2. */
const REFUSED: readonly Case[] = [
  {
    name: 'an unknown pull parameter',
    options: "pullParameters: { updated_afterr: '2026-01-01T00:00:00Z' },",
    code: 'parameter_unknown',
    says: ['pullParameters.updated_afterr', 'unknown field', 'updated_after', 'candidates.ts'],
  },
  {
    name: 'a missing push parameter',
    options: 'pushParameters: {},',
    code: 'parameter_missing',
    says: ['pushParameters.source_key', 'required'],
  },
  {
    name: 'a parameter of the wrong type',
    options: 'pullParameters: { skip_count: 3 },',
    code: 'parameter_invalid',
    says: ['pullParameters.skip_count', 'boolean'],
  },
  {
    name: 'a date that is none',
    options: "pullParameters: { updated_after: 'yesterday' },",
    code: 'parameter_invalid',
    says: ['pullParameters.updated_after', 'ISO'],
  },
  {
    name: 'an unknown action',
    options: 'action: Greenhouse.upsert_profiles_in_hrflow,',
    code: 'action_unknown',
    says: ['action', 'Greenhouse.update_profiles_in_hrflow'],
  },
  {
    name: 'a missing environment variable',
    environment: { GREENHOUSE_API_KEY: '' },
    code: 'environment_variable_missing',
    says: ['GREENHOUSE_API_KEY', 'connectorAuth.auth'],
  },
  {
    name: 'a cron expression that is none',
    options: "schedule: { cron: 'every night' },",
    code: 'schedule_invalid',
    says: ['schedule', 'every night', 'five fields'],
  },
  {
    name: 'a timezone that is none',
    options: "schedule: { cron: '0 2 * * *', timezone: 'Paris' },",
    code: 'schedule_invalid',
    says: ['schedule', 'Europe/Paris'],
  },
  {
    name: 'a workflow that is not there',
    workflow: 'nightly',
    code: 'workflow_not_found',
    says: ['"nightly"', 'Known: candidates'],
  },
  {
    name: 'a file that does not parse',
    files: { 'candidates.ts': 'export default defineWorkflow({' },
    code: 'workflow_not_found',
    says: ['workflow_file_broken', 'candidates.ts'],
  },
  {
    name: 'a file that exports something else',
    files: { 'candidates.ts': 'export default 42' },
    code: 'workflow_not_found',
    says: ['workflow_file_broken', 'defineWorkflow'],
  },
  {
    name: 'a folder that is not there',
    environment: { WORKFLOWS_DIR: '/nowhere' },
    code: 'workflows_dir_unreadable',
    says: ['/nowhere', 'WORKFLOWS_DIR'],
  },
  {
    name: 'a Redis address that is none',
    environment: { REDIS_URL: 'redis.example.com:6379' },
    code: 'redis_url_invalid',
    says: ['Redis URL', 'redis://'],
  },
  {
    name: 'a prefix that is a pattern, and so would reach the keys of other deployments',
    environment: { REDIS_PREFIX: '{ats-*}' },
    code: 'environment_invalid',
    says: ['REDIS_PREFIX', '{hrflow-sync}'],
  },
  {
    name: 'a setting that is no number',
    environment: { PUSH_CONCURRENCY: 'many' },
    code: 'environment_invalid',
    says: ['PUSH_CONCURRENCY'],
  },
];

/** Found out by asking the other side: the run ends fatal before it reads anything; exit code 1. */
const FATAL: readonly (Case & { reason: string })[] = [
  {
    name: 'a HrFlow key that is refused',
    environment: { HRFLOW_API_SECRET: `ask_${'f'.repeat(32)}` },
    code: 'bad_target_parameters',
    reason: 'bad_target_parameters',
    says: ['401', 'hrflowAuth.api_secret'],
  },
  {
    name: 'a source key that does not exist',
    environment: { HRFLOW_SOURCE_KEY: 'f'.repeat(40) },
    code: 'bad_target_parameters',
    reason: 'bad_target_parameters',
    says: ['pushParameters.source_key'],
  },
  {
    name: 'a Greenhouse key that is refused',
    environment: { GREENHOUSE_API_KEY: 'revoked' },
    code: 'read_failure',
    reason: 'read_failure',
    says: ['401', 'connectorAuth.auth'],
  },
];

describe('bad input', () => {
  let sandbox: Sandbox;
  let folder: WorkflowFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 5 });
    folder = await createWorkflowFolder();
  });

  afterEach(async () => {
    await sandbox.close();
    await folder.remove();
  });

  async function run(input: Case, ...args: string[]) {
    const files = input.files ?? { 'candidates.ts': candidatesWorkflow(input.options) };
    for (const [name, source] of Object.entries(files)) await folder.write(name, source);
    return runCommand(['run', input.workflow ?? 'candidates', ...args], {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      ...input.environment,
    });
  }

  for (const input of REFUSED) {
    it(`${input.name} is refused with ${input.code} before anything is read`, async () => {
      const { code, out, err } = await run(input);
      expect(err).to.contain(`[${input.code}]`);
      for (const words of input.says) expect(err).to.contain(words);
      expect(code).to.equal(2);
      expect(out).to.equal('');
      expect(sandbox.records.requests()).to.deep.equal([]);
    });
  }

  for (const input of FATAL) {
    it(`${input.name} ends the run as fatal, before anything is read or written`, async () => {
      const { code, out } = await run(input, '--json');
      const result = JSON.parse(out) as { status: string; reason: string; message: string; events: object };
      expect(result).to.include({ status: 'fatal', reason: input.reason });
      for (const words of input.says) expect(result.message).to.contain(words);
      expect(result.events).to.include({ read_success: 0, write_success: 0 });
      expect(code).to.equal(1);
      expect(sandbox.records.written()).to.deep.equal([]);
    });
  }

  it('a workflow id used twice is reported, and the first one stands', async () => {
    const files = { 'a.ts': candidatesWorkflow(), 'b.ts': candidatesWorkflow() };
    const { code, err } = await run({ name: '', files, code: '', says: [] });
    expect(err).to.contain('[workflow_id_duplicate]').and.to.contain('b.ts').and.to.contain('a.ts');
    expect(code).to.equal(0);
  });

  it('a broken file does not stop the workflows of the others', async () => {
    const files = { 'broken.ts': 'import nothing', 'candidates.ts': candidatesWorkflow() };
    const { code, err } = await run({ name: '', files, code: '', says: [] });
    expect(err).to.contain('[workflow_file_broken]').and.to.contain('broken.ts');
    expect(code).to.equal(0);
  });

  it('a Redis that does not answer is named, with its port', async () => {
    const port = await unusedPort();
    const { code, err } = await run({
      name: '',
      environment: { REDIS_URL: `redis://:hidden-password@127.0.0.1:${port}` },
      code: '',
      says: [],
    });
    expect(err).to.contain('[redis_unreachable]').and.to.contain(`127.0.0.1:${port}`);
    expect(err).not.to.contain('hidden-password');
    expect(code).to.equal(2);
  });

  it('an unknown option or command is a usage error', async () => {
    expect((await runCommand(['run', 'candidates', '--fast'], {})).code).to.equal(2);
    expect((await runCommand(['push'], {})).code).to.equal(2);
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
