import { isEnvironmentReference, environmentReferences } from './env.js';
import type { Workflow } from './workflow.js';

/** Every value of a workflow's credentials and of its webhook's secret, as this process' environment has it. */
export function secretsOf(workflow: Workflow, environment: NodeJS.ProcessEnv): string[] {
  const places = [workflow.connectorAuth, workflow.hrflowAuth, workflow.webhook?.secret];
  return places.flatMap((place) => [
    ...environmentReferences(place).flatMap(({ name }) => environment[name] ?? []),
    ...texts(place),
  ]);
}

/** Texts that were written into the file itself. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || isEnvironmentReference(value)) return [];
  return Object.values(value).flatMap(texts);
}
