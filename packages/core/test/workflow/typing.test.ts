import { Greenhouse } from '@hrflow-sync/connectors';
import { defineWorkflow, env, isWorkflowDefinition } from '@hrflow-sync/core';
import { expect } from 'chai';

const right = {
  id: 'typed',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: 'someone@example.com' },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
};

/* Each @ts-expect-error is the test: the type check fails when the mistake below it compiles. */
describe('the types of a workflow', () => {
  it('accept what is right', () => {
    const workflow = defineWorkflow({
      ...right,
      pullParameters: { updated_after: '2026-01-01T00:00:00Z', skip_count: true },
      logics: [(candidate) => (candidate.is_private === true ? null : candidate)],
    });
    expect(isWorkflowDefinition(workflow)).to.equal(true);
  });

  it('refuse a misspelt pull parameter', () => {
    // @ts-expect-error updated_afterr is no parameter
    defineWorkflow({ ...right, pullParameters: { updated_afterr: '2026-01-01T00:00:00Z' } });
  });

  it('refuse a misspelt push parameter', () => {
    // @ts-expect-error sourcekey is no parameter, and source_key is missing
    defineWorkflow({ ...right, pushParameters: { sourcekey: 'x' } });
  });

  it('refuse a missing credential', () => {
    // @ts-expect-error api_user is missing
    defineWorkflow({ ...right, hrflowAuth: { api_secret: env('HRFLOW_API_SECRET') } });
  });

  it('refuse a number for a text, and env() for a boolean', () => {
    // @ts-expect-error job_id is a text
    defineWorkflow({ ...right, pullParameters: { job_id: 12 } });
    // @ts-expect-error skip_count can't come from the environment
    defineWorkflow({ ...right, pullParameters: { skip_count: env('SKIP') } });
  });

  it('refuse a field that candidates do not have', () => {
    // @ts-expect-error is_privat is no field of a candidate
    defineWorkflow({ ...right, logics: [(candidate) => (candidate.is_privat === true ? null : candidate)] });
  });

  it('refuse an action that does not exist', () => {
    // @ts-expect-error there is no upsert
    expect(Greenhouse.upsert_profiles_in_hrflow).to.equal(undefined);
  });
});
