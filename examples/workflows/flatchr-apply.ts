import { defineWorkflow, env, Flatchr } from 'hrflow-sync';

/** On demand: one profile of HrFlow becomes a candidate on a vacancy of Flatchr. */
export default defineWorkflow({
  id: 'flatchr-apply',
  action: Flatchr.create_profiles_in_flatchr,
  connectorAuth: { api_key: env('FLATCHR_API_KEY'), company_id: env('FLATCHR_COMPANY_ID') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { source_key: env('HRFLOW_SOURCE_KEY'), profile_key: env('HRFLOW_PROFILE_KEY') },
  pushParameters: { vacancy_slug: env('FLATCHR_VACANCY_SLUG') },
  format: (profile) => ({
    ...Flatchr.create_profiles_in_flatchr.format(profile),
    comment: `From HrFlow, source ${profile.source?.name ?? 'unknown'}`,
  }),
});
