import { defineWorkflow, env, JazzHR } from 'hrflow-sync';

/** Every ten minutes: who has applied, with the résumé; those without an e-mail are left out. */
export default defineWorkflow({
  id: 'jazzhr-applicants',
  action: JazzHR.create_profiles_in_hrflow,
  schedule: { every: 10 * 60_000 },
  connectorAuth: { api_key: env('JAZZHR_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(applicant) => (applicant.email ? applicant : null)],
  incremental: true,
});
