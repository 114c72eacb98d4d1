import { createHmac } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const EXAMPLE = fileURLToPath(new URL('../examples/workflows/breezyhr-as-it-happens.ts', import.meta.url));
const SECRET = 'a-secret-of-this-test';

/** A workflow that a connector's own events start. */
function catching(id: string, action: string, connectorAuth: string, source = ''): string {
  const [connector] = action.split('.');
  return `
import { defineWorkflow, env, ${connector} } from 'hrflow-sync';
export default defineWorkflow({
  id: '${id}',
  action: ${action},
  webhook: { secret: env('HOOK_SECRET')${source} },
  connectorAuth: ${connectorAuth},
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
});
`;
}

const WORKFLOWS = {
  'greenhouse.ts': catching(
    'greenhouse',
    'Greenhouse.create_profiles_in_hrflow',
    "{ client_id: env('GREENHOUSE_CLIENT_ID'), client_secret: env('GREENHOUSE_CLIENT_SECRET') }",
  ),
  'jazzhr.ts': catching('jazzhr', 'JazzHR.create_profiles_in_hrflow', "{ api_key: env('JAZZHR_API_KEY') }"),
  'breezyhr.ts': catching(
    'breezyhr',
    'BreezyHR.create_profiles_in_hrflow',
    "{ email: env('BREEZYHR_EMAIL'), password: env('BREEZYHR_PASSWORD'), company_name: env('BREEZYHR_COMPANY_NAME') }",
  ),
  'flatchr.ts': catching(
    'flatchr',
    'Flatchr.create_profiles_in_hrflow',
    "{ api_key: env('FLATCHR_API_KEY'), company_id: env('FLATCHR_COMPANY_ID') }",
    ", source: 'secret'",
  ),
};

describe('a signed event, delivered three times,', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let server: RunningCommand;
  let url: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 20, held: 'none', hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder(WORKFLOWS);
    await copyFile(EXAMPLE, join(folder.path, 'example.ts'));
    server = startCommand(['start'], {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      HOOK_SECRET: SECRET,
      HRFLOW_WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      PORT: '0',
      API_PORT: '0',
    });
    [, url = ''] = await server.said(/webhooks on (http:\/\/127\.0\.0\.1:\d+)/);
  });
  afterEach(async () => {
    await server.stop();
    await sandbox.close();
    await folder.remove();
  });

  /** Posts an event as its sender would, three times. */
  async function deliver(workflow: string, event: unknown, headers: (hex: string) => Record<string, string>) {
    const body = JSON.stringify(event);
    const hex = createHmac('sha256', SECRET).update(body).digest('hex');
    for (const duplicate of [false, true, true]) {
      const answer = await fetch(`${url}/hooks/${workflow}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers(hex) },
      });
      expect(await answer.json()).to.include({ duplicate });
      expect(answer.status).to.equal(202);
    }
  }
  const written = (): readonly string[] => sandbox.records.written();

  it('of HrFlow becomes one candidate in Breezy HR', async () => {
    const key = sandbox.addProfile({ info: { full_name: 'Ada Martin', email: 'ada.martin@example.com' } });
    const before = sandbox.breezyhr.candidates().length;
    const event = {
      type: 'profile.parsing.success',
      origin: 'api',
      profile: {
        key,
        updated_at: '2026-01-01T00:00:00+0000',
        source: { key: sandbox.environment.HRFLOW_SOURCE_KEY },
      },
    };
    await deliver('breezyhr-as-it-happens', event, (hex) => ({ 'http-hrflow-signature': hex }));
    await until(async () => sandbox.breezyhr.candidates().length > before);
    const added = sandbox.breezyhr.candidates().slice(before);
    expect(added.map(({ email_address }) => email_address)).to.deep.equal(['ada.martin@example.com']);
  });

  it('of Greenhouse becomes one profile', async () => {
    const [candidate] = sandbox.candidates();
    const event = { action: 'update_candidate', payload: { candidate: { id: candidate?.id } } };
    await deliver('greenhouse', event, (hex) => ({
      signature: `sha256 ${hex}`,
      'greenhouse-event-id': '4711',
    }));
    await until(async () => written().length > 0);
    expect(written()).to.deep.equal([String(candidate?.id)]);
  });

  it('of JazzHR becomes one profile, of the record it carries', async () => {
    const event = {
      candidate: {
        person: {
          id: { value: 'prospect_20260301103000_ABCDEF' },
          name: { given: 'Ada', family: 'Martin' },
          communication: { email: [{ address: 'ada.martin@example.com' }] },
        },
        profiles: [],
      },
    };
    await deliver('jazzhr', event, (hex) => ({
      'x-jazzhr-event': 'CANDIDATE-EXPORT',
      'x-jazzhr-signature': hex,
      'x-jazzhr-uuid': 'b5a1f1de',
    }));
    await until(async () => written().length > 0);
    expect(written()).to.deep.equal(['prospect_20260301103000_ABCDEF']);
    expect(sandbox.records.count({ api: 'jazzhr' })).to.equal(0);
  });

  it('of Breezy HR becomes one profile, with what only its detail tells', async () => {
    const candidate = sandbox.breezyhr.candidates()[0];
    const event = {
      _id: 'event-1',
      type: 'candidateAdded',
      object: {
        candidate: { _id: candidate?._id, name: candidate?.name },
        position: { _id: candidate?.position_id },
      },
    };
    await deliver('breezyhr', event, (hex) => ({ 'x-hook-signature': hex }));
    await until(async () => written().length > 0);
    expect(written()).to.deep.equal([candidate?._id]);
    expect(sandbox.records.item(candidate?._id ?? '')?.distinctBodies).to.equal(1);
  });

  it('of Flatchr, which comes with the secret itself, becomes one profile', async () => {
    const [row] = sandbox.flatchr.applicants;
    const event = {
      event: 'new_applicant',
      company_id: 59,
      data: { applicant: { id: row?.id, status: 1 }, candidate: { email: row?.email }, cv: null },
    };
    await deliver('flatchr', event, () => ({ 'x-hook-secret': SECRET }));
    await until(async () => written().length > 0);
    expect(written()).to.deep.equal([row?.id]);
  });
});
