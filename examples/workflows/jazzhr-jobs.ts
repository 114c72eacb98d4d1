import { defineWorkflow, env, JazzHR } from 'hrflow-sync';

const common = {
  connectorAuth: { api_key: env('JAZZHR_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { board_key: env('HRFLOW_BOARD_KEY') },
};

/** Every hour: jobs appear on the board, drafts left out; those that are filled, cancelled or closed are archived. */
export default [
  defineWorkflow({
    ...common,
    id: 'jazzhr-jobs',
    action: JazzHR.create_jobs_in_hrflow,
    schedule: { cron: '0 * * * *', timezone: 'America/New_York' },
    logics: [(job) => (job.status === 'Drafting' ? null : job)],
  }),
  defineWorkflow({
    ...common,
    id: 'jazzhr-ended-jobs',
    action: JazzHR.archive_jobs_in_hrflow,
    schedule: { cron: '30 * * * *', timezone: 'America/New_York' },
  }),
];
