import { Greenhouse } from '@hrflow-sync/connectors';
import { env, startProblems, type Workflow } from '@hrflow-sync/core';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const action = Greenhouse.actions.find(({ name }) => name === 'update_profiles_in_hrflow')!;

function workflow(more: Partial<Workflow> = {}): Workflow {
  return {
    id: 'nightly',
    action,
    connectorAuth: { auth: env('KEY') },
    hrflowAuth: { api_secret: 'ask_x', api_user: 'user@example.com' },
    pullParameters: {},
    pushParameters: { source_key: 'x' },
    logics: [],
    format: (item) => item,
    callback: undefined,
    schedule: undefined,
    webhook: undefined,
    enabled: true,
    persist: true,
    incremental: false,
    skipUnchanged: false,
    file: 'nightly.ts',
    ...more,
  };
}

describe('what would stop a run at its start', () => {
  it('is nothing where all variables are set', () => {
    expect(startProblems(workflow(), { KEY: 'x' })).to.deep.equal([]);
  });

  it('is a variable that is not set, and one that is set to nothing', () => {
    for (const environment of [{}, { KEY: '' }]) {
      const [problem, ...more] = startProblems(workflow(), environment);
      expect(problem).to.include({
        file: 'nightly.ts',
        workflowId: 'nightly',
        path: 'connectorAuth.auth',
        code: 'environment_variable_missing',
        variable: 'KEY',
      });
      expect(more).to.deep.equal([]);
    }
  });

  it('is an action that can not read incrementally, whatever the environment holds', () => {
    const { incremental: _incremental, ...origin } = action.origin;
    const plain = workflow({ incremental: true, action: { ...action, origin } });
    const codes = startProblems(plain, undefined).map(({ code, path }) => [code, path]);
    expect(codes).to.deep.equal([['incremental_not_supported', 'incremental']]);
  });
});
