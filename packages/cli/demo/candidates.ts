import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** What `hrflow-sync demo` runs. Copy it: with your own keys in the environment it runs for real. */
export default defineWorkflow({
  id: 'greenhouse-candidates',
  action: Greenhouse.update_profiles_in_hrflow,
  schedule: { every: 60 * 60_000 },
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(candidate) => (candidate.tags?.includes('do-not-contact') ? null : candidate)],
  format: (candidate) => {
    const profile = Greenhouse.update_profiles_in_hrflow.format(candidate);
    return { ...profile, tags: [...(profile.tags ?? []), { name: 'synced_by', value: 'hrflow-sync' }] };
  },
});
