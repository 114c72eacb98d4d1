import { defineWorkflow, env, JazzHR } from 'hrflow-sync';

/** On demand: enters one profile of HrFlow's in JazzHR, for one job. */
export default defineWorkflow({
  id: 'jazzhr-refer',
  action: JazzHR.create_profiles_in_jazzhr,
  connectorAuth: { api_key: env('JAZZHR_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { source_key: env('HRFLOW_SOURCE_KEY'), profile_key: env('HRFLOW_PROFILE_KEY') },
  pushParameters: { job_id: env('JAZZHR_JOB_ID') },
});
