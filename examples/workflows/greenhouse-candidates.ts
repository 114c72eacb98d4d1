import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** What both have in common: credentials of Harvest v3, and where profiles go. */
const account = {
  connectorAuth: {
    client_id: env('GREENHOUSE_CLIENT_ID'),
    client_secret: env('GREENHOUSE_CLIENT_SECRET'),
  },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
};

export default [
  /** Candidates who changed since the last run. */
  defineWorkflow({
    ...account,
    id: 'greenhouse-candidates',
    action: Greenhouse.update_profiles_in_hrflow,
    schedule: { every: 15 * 60 * 1000 },
    incremental: true,
  }),
  /** Once a week: candidates whose applications are all rejected leave the source. */
  defineWorkflow({
    ...account,
    id: 'greenhouse-rejected-candidates',
    action: Greenhouse.archive_profiles_in_hrflow,
    schedule: { cron: '0 3 * * 0', timezone: 'Europe/Paris' },
  }),
];
