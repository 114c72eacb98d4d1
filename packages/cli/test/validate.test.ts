import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { basename } from 'node:path';
import { runCommand } from '../../../test/support/command.js';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../../../test/support/workflow-folder.js';

const VARIABLES = {
  GREENHOUSE_API_KEY: 'key',
  HRFLOW_API_SECRET: 'ask_x',
  HRFLOW_API_USER: 'user@example.com',
  HRFLOW_SOURCE_KEY: 'source',
};

interface Document {
  readonly ok: boolean;
  readonly workflows: readonly string[];
  readonly problems: readonly Readonly<Record<string, string | null>>[];
  readonly missing_variables: readonly string[];
}

describe('hrflow-sync validate', () => {
  let folder: WorkflowFolder;

  beforeEach(async () => {
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
  });
  afterEach(() => folder.remove());

  const validate = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
    runCommand(['validate', ...args], { WORKFLOWS_DIR: folder.path, ...environment });
  const problemsOf = async (environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Document> =>
    JSON.parse((await validate(environment, '--json', ...args)).out) as Document;

  it('says that all is well, calling nobody and needing no Redis', async () => {
    const { code, out, err } = await validate({ ...VARIABLES, REDIS_URL: 'redis://127.0.0.1:1' });
    expect([code, out, err]).to.deep.equal([0, 'All is well: 1 workflow (candidates).\n', '']);
    expect(await problemsOf(VARIABLES)).to.deep.equal({
      ok: true,
      workflows: ['candidates'],
      problems: [],
      missing_variables: [],
    });
  });

  it('tells each problem of each file with file, workflow, field and code', async () => {
    await folder.write('broken.ts', 'export default defineWorkflow({');
    await folder.write(
      'nightly.ts',
      candidatesWorkflow("id: 'nightly', schedule: { cron: 'x' }, pullParameters: { since: 1 },"),
    );
    const { code, out } = await validate(VARIABLES);
    expect(code).to.equal(2);
    expect(out).to.match(/^\S*broken\.ts: can't be loaded: .*\[workflow_file_broken\]$/m);
    expect(out).to.match(/^\S*nightly\.ts: nightly: schedule\.cron: "x" is no cron.*\[schedule_invalid\]$/m);
    expect(out).to.match(/^2 problems; 1 workflow loaded\.$/m);
    const { problems, workflows } = await problemsOf(VARIABLES);
    expect(workflows).to.deep.equal(['candidates']);
    expect(
      problems.map(({ file, workflow_id, path, code: of }) => [basename(file ?? ''), workflow_id, path, of]),
    ).to.deep.equal([
      ['broken.ts', null, null, 'workflow_file_broken'],
      ['nightly.ts', 'nightly', 'schedule.cron', 'schedule_invalid'],
    ]);
  });

  it('names the variables that are not set, wherever they are used', async () => {
    await folder.write('again.ts', candidatesWorkflow("id: 'again',"));
    const { code, out } = await validate({
      ...VARIABLES,
      HRFLOW_SOURCE_KEY: '',
      GREENHOUSE_API_KEY: undefined,
    });
    expect(code).to.equal(2);
    expect(out).to.match(
      /again: connectorAuth\.auth: .*GREENHOUSE_API_KEY is not set \[environment_variable_missing\]/,
    );
    expect(out).to.contain('\nVariables that are not set: GREENHOUSE_API_KEY, HRFLOW_SOURCE_KEY\n');
    const { missing_variables, problems } = await problemsOf({ ...VARIABLES, HRFLOW_SOURCE_KEY: '' });
    expect(missing_variables).to.deep.equal(['HRFLOW_SOURCE_KEY']);
    expect(problems).to.have.length(2);
  });

  it('asks for no variables where there are none, as in CI', async () => {
    const { code, out } = await validate({}, '--skip-environment');
    expect([code, out]).to.deep.equal([0, 'All is well: 1 workflow (candidates).\n']);
  });

  it('checks the values of variables, and shows none', async () => {
    await folder.write(
      'candidates.ts',
      candidatesWorkflow("pullParameters: { updated_after: env('SINCE') },"),
    );
    const { problems } = await problemsOf({ ...VARIABLES, SINCE: 'yesterday' });
    expect(problems.map(({ path, code }) => [path, code])).to.deep.equal([
      ['pullParameters.updated_after', 'parameter_invalid'],
    ]);
    const { out } = await validate({ ...VARIABLES, SINCE: 'yesterday' });
    for (const value of Object.values(VARIABLES)) expect(out).not.to.match(new RegExp(`"${value}"`));
    expect((await validate({ ...VARIABLES, SINCE: '2026-01-01T00:00:00Z' })).code).to.equal(0);
  });

  it('takes a folder without workflows for a mistake', async () => {
    await folder.remove();
    folder = await createWorkflowFolder();
    const { code, out } = await validate(VARIABLES);
    expect(code).to.equal(2);
    expect(out)
      .to.contain(folder.path)
      .and.to.contain('hrflow-sync init')
      .and.to.contain('[workflows_missing]');
  });

  it('says that the folder can not be read', async () => {
    const { code, out, err } = await validate({ WORKFLOWS_DIR: '/nowhere' }, '--json');
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.contain('[workflows_dir_unreadable]');
  });
});
