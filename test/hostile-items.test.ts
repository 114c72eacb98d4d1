import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const WORKFLOW = `
import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';
export default defineWorkflow({
  id: 'candidates',
  action: Greenhouse.create_profiles_in_hrflow,
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  // What recurses as a user's logic may.
  logics: [(candidate) => JSON.parse(JSON.stringify(structuredClone(candidate)))],
  callback: (items) => { if (JSON.stringify(items).includes('pollute')) throw new Error('got through'); },
});
`;

/** A candidate who is like any other but for what is said here. */
const candidate = (id: number, fields: string): string =>
  `{"id":${id},"first_name":"Eve","last_name":"E","emails":[],"applications":[],${fields}}`;
const deep = '['.repeat(10_000) + ']'.repeat(10_000);

/** What each becomes. The last two are nobody's trouble, and are written. */
const HOSTILE: readonly (readonly [reference: string, record: string, code: string | null])[] = [
  ['9001', candidate(9001, `"keyed_custom_fields":${deep}`), 'item_too_deep'],
  ['9002', candidate(9002, `"tags":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), 'item_too_deep'],
  ['9003', candidate(9003, '"__proto__":{"polluted":"pollute"}'), 'item_pollutes'],
  ['9004', candidate(9004, '"x":{"constructor":{"prototype":{"polluted":"pollute"}}}'), 'item_pollutes'],
  ['9005', candidate(9005, String.raw`"title":"NUL \u0000 inside"`), 'item_not_text'],
  ['9006', candidate(9006, String.raw`"title":"half \ud83d of it"`), 'item_not_text'],
  ['9007', candidate(9007, '"title":"Zo\xeb, in Latin-1"'), 'item_not_text'],
  [
    '9008',
    candidate(
      9008,
      '"attachments":[{"filename":"cv.pdf","type":"resume","url":"https://169.254.169.254/latest/meta-data"}]',
    ),
    'resume_unavailable',
  ],
  ['9009', candidate(9009, '"title":"<script>alert(1)</script>"'), null],
  ['9010', candidate(9010, String.raw`"title":"=HYPERLINK(\"http://evil.example\")"`), null],
];

describe('a page with hostile items', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 5 });
    folder = await createWorkflowFolder({ 'candidates.ts': WORKFLOW });
  });

  afterEach(async () => {
    await sandbox.close();
    await folder.remove();
  });

  it('buries each of them with its code, and writes all others', async () => {
    sandbox.setCandidates(0);
    const [neighbour] = sandbox.addCandidates(3);
    const records = HOSTILE.map(([, record]) => record);
    sandbox.addFault({ api: 'greenhouse', path: 'candidates', fault: { kind: 'insert', records } });
    const environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
    };
    const { out, err } = await runCommand(['run', 'candidates', '--json'], environment);
    const result = JSON.parse(out) as { run_id: string; status: string; events: Record<string, number> };
    const buried = HOSTILE.filter(([, , code]) => code !== null);
    expect(result, err).to.include({ status: 'success_with_failures' });
    expect(result.events).to.include({
      read_success: 3 + HOSTILE.length,
      read_failure: 0,
      logics_failure: 0,
      format_failure: 0,
      callback_failure: 0,
      write_failure: buried.length,
    });
    const failures = JSON.parse(
      (await runCommand(['failures', result.run_id, '--json'], environment)).out,
    ) as { reference: string; code: string }[];
    const found = failures.map(({ reference, code }) => [reference, code]);
    expect(found).to.have.deep.members(buried.map(([reference, , code]) => [reference, code]));
    for (const reference of [String(neighbour?.id), '9008', '9009', '9010']) {
      expect(sandbox.profile(reference), reference).to.have.property('reference', reference);
    }
    expect(sandbox.profile('9009')?.info).to.deep.include({ full_name: 'Eve E' });
  });
});
