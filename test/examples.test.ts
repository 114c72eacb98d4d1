import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadWorkflows } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));

/** Somebody invented, for the outbound examples, with a résumé that the sandbox's file host serves. */
function profileToSend({ url }: Sandbox): Parameters<Sandbox['addProfile']>[0] {
  const created_at = '2026-01-31T09:00:00+0000';
  return {
    info: {
      full_name: 'Ada Martin',
      first_name: 'Ada',
      last_name: 'Martin',
      email: 'ada.martin@example.com',
      phone: '+33 6 39 98 00 11',
    },
    attachments: [
      {
        type: 'resume',
        alt: '5bae9c0928307d1ffdcdc727e5051e243ce31ee8',
        file_size: 600,
        file_name: 'resume',
        original_file_name: 'resume',
        extension: '.pdf',
        public_url: `${url}/files/resume/1.pdf?X-Amz-Signature=x`,
        updated_at: created_at,
        created_at,
      },
    ],
  };
}

describe('the examples', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox({
      candidates: 20,
      // Few enough for the 80 requests a minute that JazzHR allows.
      jazzhr: { applicants: 20, jobs: 12 },
      hrflow: { syncParsing: true },
    });
  });
  afterEach(() => sandbox.close());

  it('are workflows without a problem', async () => {
    const { workflows, problems } = await loadWorkflows(`${EXAMPLES}workflows`);
    expect(problems).to.deep.equal([]);
    expect(workflows.size).to.be.at.least((await readdir(`${EXAMPLES}workflows`)).length);
  });

  it('run to their end', async function () {
    // Each is a command of its own, with a worker of its own.
    this.timeout(180_000);
    const { workflows } = await loadWorkflows(`${EXAMPLES}workflows`);
    const environment = environmentOf(sandbox);
    for (const { id, webhook } of workflows.values()) {
      // Events start it; test/webhooks.test.ts sends one.
      if (webhook) continue;
      // Whom an outbound example created would be news to the inbound ones, of somebody HrFlow doesn't hold.
      sandbox.setCandidates(20);
      const { code, out, err } = await runCommand(['run', id, '--json'], environment);
      expect(code, err).to.equal(0);
      expect(JSON.parse(out)).to.include({ workflow_id: id, status: 'success' });
    }
  });

  it('pull one page with connectors alone, without Redis', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', `${EXAMPLES}pull-one-page.ts`], {
      env: { ...process.env, ...sandbox.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(out).to.match(/^\d+ candidates, no page after them/);
    expect(code).to.equal(0);
  });
});

/** What the examples read from the environment. */
function environmentOf(sandbox: Sandbox): NodeJS.ProcessEnv {
  const { GREENHOUSE_API_KEY, HRFLOW_SOURCE_KEY } = sandbox.environment;
  return {
    ...sandbox.environment,
    GREENHOUSE_API_KEY_PARIS: GREENHOUSE_API_KEY,
    GREENHOUSE_API_KEY_BERLIN: GREENHOUSE_API_KEY,
    HRFLOW_PROFILE_KEY: sandbox.addProfile(profileToSend(sandbox)),
    HRFLOW_SOURCE_KEY_PARIS: HRFLOW_SOURCE_KEY,
    HRFLOW_SOURCE_KEY_BERLIN: HRFLOW_SOURCE_KEY,
    JAZZHR_JOB_ID: sandbox.jazzhr.jobs()[0]?.id,
    REDIS_URL: redisUrl(),
    REDIS_PREFIX: newPrefix(),
    WORKFLOWS_DIR: `${EXAMPLES}workflows`,
  };
}
