import { BreezyHR, defineWorkflow, env } from 'hrflow-sync';

/** On demand: one profile of HrFlow becomes a candidate of a position. Run twice, it stays one candidate. */
export default defineWorkflow({
  id: 'breezyhr-outbound',
  action: BreezyHR.create_profiles_in_breezyhr,
  connectorAuth: {
    email: env('BREEZYHR_EMAIL'),
    password: env('BREEZYHR_PASSWORD'),
    company_name: env('BREEZYHR_COMPANY_NAME'),
  },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { source_key: env('HRFLOW_SOURCE_KEY'), profile_key: env('HRFLOW_PROFILE_KEY') },
  pushParameters: { position_id: env('BREEZYHR_POSITION_ID'), origin: 'sourced' },
  format: (profile) => ({
    ...BreezyHR.create_profiles_in_breezyhr.format(profile),
    source: 'HrFlow',
  }),
});
