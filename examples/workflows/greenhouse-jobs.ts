import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** Every hour: open jobs that HrFlow doesn't have yet, with what its parser finds in their texts. */
export default defineWorkflow({
  id: 'greenhouse-jobs',
  action: Greenhouse.create_jobs_in_hrflow,
  schedule: { cron: '0 * * * *', timezone: 'UTC' },
  connectorAuth: {
    client_id: env('GREENHOUSE_CLIENT_ID'),
    client_secret: env('GREENHOUSE_CLIENT_SECRET'),
  },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pullParameters: { status: 'open' },
  pushParameters: { board_key: env('HRFLOW_BOARD_KEY'), enrich_with_parsing: true },
  logics: [(job) => (job.confidential === true || job.is_template === true ? null : job)],
});
