import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { runCommand } from '../../../test/support/command.js';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../../../test/support/workflow-folder.js';

interface Finding {
  readonly side: string;
  readonly system: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly path: string | null;
  readonly message: string | null;
}

interface Case {
  readonly environment?: NodeJS.ProcessEnv;
  readonly options?: string;
  /** The line of each side. */
  readonly origin: RegExp;
  readonly target: RegExp;
}

const FINE = /^(Greenhouse \(origin\)|HrFlow \(target\)): ok$/;

const WRONG: Readonly<Record<string, Case>> = {
  'a Greenhouse key that is refused': {
    environment: { GREENHOUSE_API_KEY: 'revoked' },
    origin: /401.*Check connectorAuth\.auth.*\[unauthorized\]$/,
    target: FINE,
  },
  'a HrFlow key that is refused': {
    environment: { HRFLOW_API_SECRET: `ask_${'f'.repeat(32)}` },
    origin: FINE,
    target: /401.*hrflowAuth\.api_secret.*\[unauthorized\]$/,
  },
  'a source that does not exist': {
    environment: { HRFLOW_SOURCE_KEY: 'f'.repeat(40) },
    origin: FINE,
    target: /pushParameters\.source_key.*\[source_not_found\]$/,
  },
  'variables that are not set, on both sides': {
    environment: { GREENHOUSE_API_KEY: '', HRFLOW_API_USER: '' },
    origin: /GREENHOUSE_API_KEY \(for connectorAuth\.auth\).*\[environment_variable_missing\]$/,
    target: /HRFLOW_API_USER \(for hrflowAuth\.api_user\).*\[environment_variable_missing\]$/,
  },
  'a parameter whose variable holds something else': {
    environment: { SINCE: 'yesterday' },
    options: "pullParameters: { updated_after: env('SINCE') },",
    origin: /pullParameters\.updated_after: expected a timestamp.*"yesterday" \[parameter_invalid\]$/,
    target: FINE,
  },
  'a base URL that is none': {
    environment: { GREENHOUSE_API_URL: 'harvest.greenhouse.io' },
    origin: /GREENHOUSE_API_URL is not a base URL.*\[base_url_invalid\]$/,
    target: FINE,
  },
  'a host that is down': {
    environment: { GREENHOUSE_API_URL: 'http://127.0.0.1:1' },
    origin: /Greenhouse refused the connection.*\[connection_refused\]$/,
    target: FINE,
  },
};

describe('hrflow-sync check', () => {
  let sandbox: Sandbox;
  let folder: WorkflowFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 5 });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
  });
  afterEach(async () => {
    await sandbox.close();
    await folder.remove();
  });

  const check = (args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) =>
    runCommand(['check', 'candidates', ...args], {
      ...sandbox.environment,
      // Nobody listens there: the command has no use for Redis.
      REDIS_URL: 'redis://127.0.0.1:1',
      WORKFLOWS_DIR: folder.path,
      ...environment,
    });

  it('finds both sides fine, without Redis, by requests that write nothing', async () => {
    const { code, out, err } = await check();
    expect([code, out, err]).to.deep.equal([0, 'Greenhouse (origin): ok\nHrFlow (target): ok\n', '']);
    const asked = sandbox.records.requests().map(({ api, method }) => `${api} ${method}`);
    expect(asked.sort()).to.deep.equal(['greenhouse GET', 'hrflow GET']);
    expect(sandbox.records.written()).to.deep.equal([]);
  });

  it('prints one JSON document', async () => {
    const { code, out, err } = await check(['--json'], { GREENHOUSE_API_KEY: 'revoked' });
    expect([code, err]).to.deep.equal([2, '']);
    const { sides, ...document } = JSON.parse(out) as { ok: boolean; sides: [Finding, Finding] };
    expect(document).to.deep.equal({
      workflow_id: 'candidates',
      action: 'update_profiles_in_hrflow',
      ok: false,
    });
    const [{ message, ...origin }, target] = sides;
    expect(origin).to.deep.equal({
      side: 'origin',
      system: 'Greenhouse',
      ok: false,
      code: 'unauthorized',
      path: 'connectorAuth.auth',
    });
    expect(message).to.include('Check connectorAuth.auth').and.not.include('revoked');
    expect(target).to.deep.equal({
      side: 'target',
      system: 'HrFlow',
      ok: true,
      code: null,
      path: null,
      message: null,
    });
  });

  for (const [what, { environment, options, origin, target }] of Object.entries(WRONG)) {
    it(`says what is wrong with ${what}, one line for each side`, async () => {
      if (options) await folder.write('candidates.ts', candidatesWorkflow(options));
      const { code, out } = await check([], environment);
      expect(code).to.equal(2);
      const lines = out.trimEnd().split('\n');
      expect(lines).to.have.length(2);
      expect(lines[0])
        .to.match(origin)
        .and.to.match(/^Greenhouse \(origin\): /);
      expect(lines[1])
        .to.match(target)
        .and.to.match(/^HrFlow \(target\): /);
      expect(out).to.not.include(sandbox.environment.HRFLOW_API_SECRET);
    });
  }

  it('waits for no answer to a rate limit, but says that there is one', async () => {
    sandbox.addFault({ api: 'greenhouse', fault: { kind: 'rate-limit', retryAfter: '30' } });
    const { code, out } = await check();
    expect(code).to.equal(2);
    expect(out).to.match(/^Greenhouse \(origin\): .*429.* \[rate_limited\]\n/);
  });

  it('knows of no workflow but those in the folder, and says which files are broken', async () => {
    await folder.write('broken.ts', 'import nothing');
    const { code, out, err } = await runCommand(['check', 'nightly'], { WORKFLOWS_DIR: folder.path });
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.include('[workflow_file_broken]').and.include('broken.ts');
    expect(err).to.include('There is no workflow "nightly". Known: candidates. [workflow_not_found]');
  });

  it('refuses a workflow that is wrong without asking anybody', async () => {
    await folder.write('candidates.ts', candidatesWorkflow('pushParameters: {},'));
    const { code, out, err } = await check();
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.include('pushParameters.source_key').and.include('[parameter_missing]');
    expect(sandbox.records.requests()).to.deep.equal([]);
  });

  it('wants a workflow, and a folder that is there', async () => {
    expect((await runCommand(['check'], {})).code).to.equal(2);
    const { code, err } = await runCommand(['check', 'candidates'], { WORKFLOWS_DIR: '/nowhere' });
    expect(code).to.equal(2);
    expect(err).to.include('/nowhere').and.include('[workflows_dir_unreadable]');
  });
});
