import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';

/** Should the logic ever hang on a candidate or crash, that costs the one candidate, after two seconds. */
export default defineWorkflow({
  id: 'greenhouse-isolated',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(candidate) => (/\bintern(ship)?\b/i.test(candidate.title ?? '') ? null : candidate)],
  isolation: { timeoutMs: 2_000 },
});
