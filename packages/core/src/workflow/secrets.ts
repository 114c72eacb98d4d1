import { apiFor } from '@hrflow-sync/connectors';
import { readableVariable } from '../secrets/variable.js';
import { environmentReferences, isEnvironmentReference, resolveEnvironment } from './env.js';
import type { Workflow } from './workflow.js';

/**
 * Every value of a workflow's credentials, of its webhook's secret and of the address it notifies, as this process'
 * environment has it. What a provider's API calls settings, such as a company's name, is none: messages need it.
 * What can't be read is left to whoever needs it to complain about.
 */
export function secretsOf(workflow: Workflow, environment: NodeJS.ProcessEnv): string[] {
  const places = [
    workflow.connectorAuth,
    workflow.hrflowAuth,
    workflow.webhook?.secret,
    workflow.notify?.url,
  ];
  const open = new Set(settingsOf(workflow, environment));
  return places
    .flatMap((place) => [
      ...environmentReferences(place).flatMap(({ name }) => readableVariable(name, environment) ?? []),
      ...texts(place),
    ])
    .filter((value) => !open.has(value));
}

function settingsOf({ action, connectorAuth }: Workflow, environment: NodeJS.ProcessEnv): readonly string[] {
  const { api } = action.direction === 'inbound' ? action.origin : action.target;
  try {
    const credentials = resolveEnvironment(connectorAuth, environment, 'connectorAuth');
    return Object.values(apiFor(api, credentials).settings?.(credentials) ?? {});
  } catch {
    // Nothing of it can be sent, either.
    return [];
  }
}

/** Texts that were written into the file itself. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || isEnvironmentReference(value)) return [];
  return Object.values(value).flatMap(texts);
}
