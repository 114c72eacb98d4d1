import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

const accounts = ['PARIS', 'BERLIN'];

/** One file, two accounts: the same workflow with other credentials. */
export default accounts.map((account) =>
  defineWorkflow({
    id: `greenhouse-${account.toLowerCase()}`,
    action: Greenhouse.update_profiles_in_hrflow,
    schedule: { every: 15 * 60_000 },
    connectorAuth: { auth: env(`GREENHOUSE_API_KEY_${account}`) },
    hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
    pushParameters: {
      source_key: env(`HRFLOW_SOURCE_KEY_${account}`),
      only_edit_fields: ['tags', 'experiences'],
    },
  }),
);
