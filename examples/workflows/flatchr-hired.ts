import { defineWorkflow, env, Flatchr } from 'hrflow-sync';

/** Every hour: people who were hired and are not in HrFlow yet, with their CV, archived ones left out. */
export default defineWorkflow({
  id: 'flatchr-hired',
  action: Flatchr.create_profiles_in_hrflow,
  schedule: { cron: '0 * * * *', timezone: 'Europe/Paris' },
  connectorAuth: { api_key: env('FLATCHR_API_KEY'), company_id: env('FLATCHR_COMPANY_ID') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { column: 'Recruté' },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(applicant) => (applicant.status === 0 ? null : applicant)],
  incremental: true,
});
