import { BreezyHR, defineWorkflow, env } from 'hrflow-sync';

/** Every hour: candidates of one position who changed, but for those who were added by hand. */
export default defineWorkflow({
  id: 'breezyhr-candidates',
  action: BreezyHR.create_profiles_in_hrflow,
  schedule: { cron: '15 * * * *', timezone: 'Europe/Paris' },
  connectorAuth: {
    email: env('BREEZYHR_EMAIL'),
    password: env('BREEZYHR_PASSWORD'),
    company_name: env('BREEZYHR_COMPANY_NAME'),
  },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { position_id: env('BREEZYHR_POSITION_ID') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(candidate) => (candidate.origin === 'recruiter' ? null : candidate)],
  incremental: true,
});
