import { DEFAULT_RETENTION, loadWorkflows, retentionOf } from '@hrflow-sync/core';
import { expect } from 'chai';
import { candidatesWorkflow, createWorkflowFolder } from '../../../../test/support/workflow-folder.js';

async function load(retention: string) {
  const folder = await createWorkflowFolder({
    'candidates.ts': candidatesWorkflow(`retention: ${retention},`),
  });
  const { workflows, problems } = await loadWorkflows(folder.path);
  await folder.remove();
  return { retention: workflows.get('candidates')?.retention, problems };
}

describe('a workflow’s retention', () => {
  it('has defaults for what it leaves out, and takes the deployment’s days for runs before those', () => {
    expect(retentionOf(undefined)).to.deep.equal(DEFAULT_RETENTION);
    expect(retentionOf({ eventDays: 1 })).to.deep.equal({ ...DEFAULT_RETENTION, eventDays: 1 });
    expect(retentionOf({}, 400)).to.deep.equal({ ...DEFAULT_RETENTION, runDays: 400 });
    expect(retentionOf({ runDays: 60 }, 400)).to.include({ runDays: 60 });
  });

  it('lets no dead letter outlive its run', () => {
    expect(retentionOf(undefined, 7)).to.include({ runDays: 7, deadLetterDays: 7 });
    expect(retentionOf({ runDays: 3 })).to.include({ runDays: 3, deadLetterDays: 3 });
    expect(retentionOf({ deadLetterDays: 100 })).to.include({ runDays: 90, deadLetterDays: 90 });
  });

  it('keeps what its file says', async () => {
    const { retention, problems } = await load('{ deadLetterDays: 14, runDays: 14, eventDays: 0.5 }');
    expect(problems).to.deep.equal([]);
    expect(retention).to.deep.equal({ deadLetterDays: 14, runDays: 14, eventDays: 0.5 });
  });

  for (const [what, retention, path, code] of [
    ['no days at all', '{ runDays: 0 }', 'retention.runDays', 'retention_invalid'],
    ['days that are past', '{ eventDays: -1 }', 'retention.eventDays', 'retention_invalid'],
    ['more than ten years', '{ fingerprintDays: 3651 }', 'retention.fingerprintDays', 'retention_invalid'],
    ['for ever', '{ runDays: Infinity }', 'retention.runDays', 'retention_invalid'],
    [
      'a text',
      "{ deadLetterDays: '30' as unknown as number }",
      'retention.deadLetterDays',
      'retention_invalid',
    ],
    [
      'dead letters that outlive their run',
      '{ deadLetterDays: 31, runDays: 30 }',
      'retention.deadLetterDays',
    ],
    [
      'a misspelt field',
      '{ deadLettersDays: 3 } as object',
      'retention.deadLettersDays',
      'parameter_unknown',
    ],
  ] as const) {
    it(`is refused with ${what}, and says where`, async () => {
      const { problems } = await load(retention);
      expect(problems.map((problem) => [problem.path, problem.code])).to.deep.equal([
        [path, code ?? 'retention_invalid'],
      ]);
    });
  }
});
