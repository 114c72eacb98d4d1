import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

/** At one per second they keep each other waiting for several turns. */
const CVS = 5;

const WORKFLOW = `
import { defineWorkflow, env, Flatchr } from 'hrflow-sync';
export default defineWorkflow({
  id: 'applicants',
  action: Flatchr.create_profiles_in_hrflow,
  connectorAuth: { api_key: env('FLATCHR_API_KEY'), company_id: env('FLATCHR_COMPANY_ID') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
});
`;

describe('a limit that only one API of a system has', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({
      candidates: 0,
      flatchr: { applicants: CVS },
      hrflow: { syncParsing: true },
    });
    const cv = (id: string) => ({ key: `candidates/2024/01/${id}/cv`, extension: 'pdf', createdAtMs: 1 });
    for (const { id } of sandbox.flatchr.applicants) {
      sandbox.flatchr.updateApplicant(id, { cv: cv(id), cvShape: 'object' });
    }
    folder = await createWorkflowFolder({ 'applicants.ts': WORKFLOW });
  });

  afterEach(async () => {
    await sandbox.close();
    await folder.remove();
  });

  // Each attempt once asked under a new name, and so for a place behind those of its earlier attempts: with
  // three CVs to fetch, none was ever fetched.
  it('lets every job through in its turn', async () => {
    const environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
    };
    const { code, out, err } = await runCommand(['run', 'applicants', '--json'], environment);
    expect(code, err).to.equal(0);
    expect(JSON.parse(out)).to.deep.include({ status: 'success' });
    const cvs = { api: 'flatchr', path: 'company/{id}/files/expire' } as const;
    expect(sandbox.records.count({ ...cvs, outcome: 200 })).to.equal(CVS);
    expect(sandbox.records.count({ ...cvs, outcome: 429 })).to.equal(0);
    expect(sandbox.records.totals()).to.include({ parsed: CVS });
  });
});
