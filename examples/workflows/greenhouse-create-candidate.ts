import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** One profile of HrFlow to Greenhouse, as a prospect. Run again, it finds the candidate it created. */
export default defineWorkflow({
  id: 'greenhouse-create-candidate',
  action: Greenhouse.create_profiles_in_greenhouse,
  connectorAuth: {
    client_id: env('GREENHOUSE_CLIENT_ID'),
    client_secret: env('GREENHOUSE_CLIENT_SECRET'),
    user_id: env('GREENHOUSE_USER_ID'),
  },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { source_key: env('HRFLOW_SOURCE_KEY'), profile_key: env('HRFLOW_PROFILE_KEY') },
  pushParameters: {
    on_behalf_of: env('GREENHOUSE_USER_ID'),
    tags: ['HrFlow'],
    unknown_educations: 'leave_out',
  },
});
