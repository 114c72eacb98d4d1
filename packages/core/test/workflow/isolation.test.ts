import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadWorkflows } from '@hrflow-sync/core';
import { expect } from 'chai';
import { candidatesWorkflow, createWorkflowFolder } from '../../../../test/support/workflow-folder.js';

async function load(isolation: string) {
  const folder = await createWorkflowFolder({
    'candidates.ts': candidatesWorkflow(`isolation: ${isolation},`),
  });
  const { workflows, problems } = await loadWorkflows(folder.path);
  await folder.remove();
  return { isolation: workflows.get('candidates')?.isolation, problems };
}

const DEFAULTS = { timeoutMs: 5_000, callbackTimeoutMs: 60_000, memoryMb: 256, environment: [] };

describe('a workflow’s isolation', () => {
  it('has every limit when it is only asked for, and keeps the others beside one that is given', async () => {
    expect(await load('true')).to.deep.equal({ isolation: DEFAULTS, problems: [] });
    expect(await load("{ timeoutMs: 100, environment: ['REGION'] }")).to.deep.equal({
      isolation: { ...DEFAULTS, timeoutMs: 100, environment: ['REGION'] },
      problems: [],
    });
  });

  it('is none when it is refused', async () => {
    expect(await load('false')).to.deep.equal({ isolation: undefined, problems: [] });
  });

  for (const [what, isolation, code, path] of [
    ['a word', "'strict'", 'parameter_invalid', 'isolation'],
    ['a limit nobody knows', '{ cpus: 1 }', 'parameter_unknown', 'isolation.cpus'],
    ['a limit of no time', '{ timeoutMs: 0 }', 'parameter_invalid', 'isolation.timeoutMs'],
    ['less memory than a thread needs', '{ memoryMb: 8 }', 'parameter_invalid', 'isolation.memoryMb'],
    ['what is no variable', "{ environment: ['A=B'] }", 'parameter_invalid', 'isolation.environment.0'],
  ] as const) {
    it(`is refused with ${what}, and says where`, async () => {
      const { problems } = await load(isolation);
      expect(problems.map((each) => ({ code: each.code, path: each.path }))).to.deep.equal([{ code, path }]);
    });
  }
});

describe('the edition of a workflow', () => {
  it('changes with any source of its folder, and with nothing else', async () => {
    const folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    const edition = async (): Promise<string | undefined> =>
      (await loadWorkflows(folder.path)).workflows.get('candidates')?.edition;
    const before = await edition();
    expect(before).to.match(/^[0-9a-f]{64}$/);
    await writeFile(join(folder.path, 'notes.txt'), 'no source');
    expect(await edition()).to.equal(before);
    await folder.write('countries.json', '{}');
    expect(await edition()).to.not.equal(before);
    await folder.remove();
  });
});
