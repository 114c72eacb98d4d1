import type { KnownSecrets } from '@hrflow-sync/connectors';
import { environmentReferences, isEnvironmentReference } from '../workflow/env.js';
import type { Workflow } from '../workflow/workflow.js';
import { readVariable } from './variable.js';

/**
 * Names that say their value is secret. Not every `…_KEY`: HrFlow's sources and boards have keys that are names,
 * and messages are of no use without them.
 */
const SECRET_NAME = /API_?KEY|SECRET|TOKEN|PASSW|CREDENTIAL|(PRIVATE|ENCRYPTION)_KEY/i;

/**
 * Takes note of every value of an environment that is secret by its name or by what workflows use it for, so
 * that user code which quotes one is no leak. What can't be read is left to whoever needs it to complain about.
 */
export function addEnvironmentSecrets(
  secrets: KnownSecrets,
  environment: NodeJS.ProcessEnv,
  workflows: readonly Workflow[] = [],
): void {
  const names = Object.keys(environment)
    .map((name) => name.replace(/_FILE$/, ''))
    .filter((name) => SECRET_NAME.test(name));
  for (const { connectorAuth, hrflowAuth, webhook, notify } of workflows) {
    const used = [connectorAuth, hrflowAuth, webhook?.secret, notify?.url];
    names.push(...environmentReferences(used).map(({ name }) => name));
    secrets.add(textsOf(used));
  }
  secrets.add([...new Set(names)].map((name) => valueOf(name, environment)));
}

/** Those that stand in the file itself. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || isEnvironmentReference(value)) return [];
  return Object.values(value).flatMap(textsOf);
}

function valueOf(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  try {
    return readVariable(name, environment);
  } catch {
    return undefined;
  }
}
