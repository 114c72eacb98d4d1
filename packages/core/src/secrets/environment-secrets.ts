import type { KnownSecrets } from '@hrflow-sync/connectors';
import { environmentReferences } from '../workflow/env.js';
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
  for (const workflow of workflows) {
    const used = [workflow.connectorAuth, workflow.hrflowAuth, workflow.webhook?.secret];
    names.push(...environmentReferences(used).map(({ name }) => name));
  }
  secrets.add([...new Set(names)].map((name) => valueOf(name, environment)));
  // One that stands in the file itself; credentials that do are added by the client that sends them.
  secrets.add(workflows.map(({ webhook }) => webhook?.secret));
}

function valueOf(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  try {
    return readVariable(name, environment);
  } catch {
    return undefined;
  }
}
