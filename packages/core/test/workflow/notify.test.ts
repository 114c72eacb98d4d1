import { loadWorkflows } from '@hrflow-sync/core';
import { expect } from 'chai';
import { candidatesWorkflow, createWorkflowFolder } from '../../../../test/support/workflow-folder.js';

async function load(notify: string) {
  const folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow(`notify: ${notify},`) });
  const { workflows, problems } = await loadWorkflows(folder.path);
  await folder.remove();
  return { notify: workflows.get('candidates')?.notify, problems };
}

describe('a workflow’s notify', () => {
  it('tells everything, as JSON and to public addresses only, unless it says otherwise', async () => {
    const { notify, problems } = await load("{ url: 'https://example.com/hook' }");
    expect(problems).to.deep.equal([]);
    expect(notify).to.deep.equal({
      url: 'https://example.com/hook',
      format: 'json',
      when: { fatal: true, failuresAbove: 0, recovered: true },
      allowPrivateAddress: false,
    });
  });

  it('keeps the name of a variable and not its value, and the defaults beside what it says', async () => {
    const { notify } = await load("{ url: env('HOOK'), format: 'slack', when: { failuresAbove: false } }");
    expect(JSON.stringify(notify?.url)).to.equal('"env(HOOK)"');
    expect(notify?.when).to.deep.equal({ fatal: true, failuresAbove: false, recovered: true });
  });

  for (const [what, notify, path] of [
    ['an address that is none', "{ url: 'example' }", 'notify.url'],
    ['a format nobody knows', "{ url: env('HOOK'), format: 'teams' }", 'notify.format'],
    ['a misspelt condition', "{ url: env('HOOK'), when: { failures: 3 } }", 'notify.when.failures'],
    ['a threshold below 0', "{ url: env('HOOK'), when: { failuresAbove: -1 } }", 'notify.when.failuresAbove'],
  ] as const) {
    it(`is refused with ${what}, and says where`, async () => {
      const { problems } = await load(notify);
      expect(problems.map((problem) => problem.path)).to.deep.equal([path]);
    });
  }
});
