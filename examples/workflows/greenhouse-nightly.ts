import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** Every night: candidates who changed, private ones left out. */
export default defineWorkflow({
  id: 'greenhouse-nightly',
  action: Greenhouse.update_profiles_in_hrflow,
  schedule: { cron: '0 2 * * *', timezone: 'Europe/Paris' },
  connectorAuth: { client_id: env('GREENHOUSE_CLIENT_ID'), client_secret: env('GREENHOUSE_CLIENT_SECRET') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(candidate) => (candidate.is_private === true ? null : candidate)],
  incremental: true,
});
