import { BreezyHR, defineWorkflow, env } from 'hrflow-sync';

/**
 * As it happens: HrFlow posts an event for each profile it has parsed or changed to /hooks/breezyhr-as-it-happens,
 * and that profile becomes a candidate of a position.
 */
export default defineWorkflow({
  id: 'breezyhr-as-it-happens',
  action: BreezyHR.create_profiles_in_breezyhr,
  webhook: { secret: env('HRFLOW_WEBHOOK_SECRET') },
  connectorAuth: {
    email: env('BREEZYHR_EMAIL'),
    password: env('BREEZYHR_PASSWORD'),
    company_name: env('BREEZYHR_COMPANY_NAME'),
  },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  // Events about other sources are left out; which profile it is, the event says.
  pullParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  pushParameters: { position_id: env('BREEZYHR_POSITION_ID') },
});
