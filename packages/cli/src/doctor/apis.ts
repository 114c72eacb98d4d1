import { apiFor, closeConnections, reach, SyncError, type ProviderApi } from '@hrflow-sync/connectors';
import { resolveSide, UserError, type Workflow } from '@hrflow-sync/core';
import { ok, wrong, type Finding } from './finding.js';

const SIDES = ['origin', 'target'] as const;

/** Can each API be reached that the workflows use? Any answer will do: credentials are "check"'s concern. */
export async function examineApis(
  workflows: readonly Workflow[],
  environment: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const apis = new Map<string, ProviderApi<never>>();
  for (const api of workflows.flatMap((workflow) => apisOf(workflow, environment))) {
    apis.set(api.baseUrlVariable, api);
  }
  try {
    return await Promise.all([...apis.values()].map((api) => examineApi(api, environment)));
  } finally {
    await closeConnections();
  }
}

async function examineApi(api: ProviderApi<never>, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const subject = api.name ?? api.provider;
  try {
    const { origin, status } = await reach(api, { baseUrls: environment });
    return ok(subject, `${origin} answers (${status})`);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const where = environment[api.baseUrlVariable] ? api.baseUrlVariable : api.baseUrl;
    const { code, message } = error;
    if (code === 'base_url_invalid') return wrong(subject, { code, message });
    return wrong(subject, {
      code,
      message: `${message} Check the network, a firewall or a proxy between here and ${where}.`,
    });
  }
}

function apisOf(workflow: Workflow, environment: NodeJS.ProcessEnv): ProviderApi<never>[] {
  return SIDES.flatMap((side): ProviderApi<never>[] => {
    const api = chosenApi(workflow, side, environment);
    return api.token ? [api, api.token.api] : [api];
  });
}

/** Where a system has several APIs, the credentials say which; without them it is the usual one. */
function chosenApi(
  workflow: Workflow,
  side: (typeof SIDES)[number],
  environment: NodeJS.ProcessEnv,
): ProviderApi<never> {
  const { api } = workflow.action[side];
  try {
    return apiFor(api, resolveSide(workflow, side, environment).credentials.reveal()) as ProviderApi<never>;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return api;
  }
}
