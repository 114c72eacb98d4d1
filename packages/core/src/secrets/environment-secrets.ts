import type { KnownSecrets } from '@hrflow-sync/connectors';
import { secretsOf } from '../workflow/secrets.js';
import type { Workflow } from '../workflow/workflow.js';
import { readableVariable } from './variable.js';

/**
 * Names that say their value is secret. Not every `…_KEY`: HrFlow's sources and boards have keys that are names,
 * and messages are of no use without them.
 */
const SECRET_NAME = /API_?KEY|SECRET|TOKEN|PASSW|CREDENTIAL|(PRIVATE|ENCRYPTION)_KEY/i;

/**
 * Takes note of every value of an environment that is secret by its name or by what workflows use it for, so
 * that user code which quotes one is no leak.
 */
export function addEnvironmentSecrets(
  secrets: KnownSecrets,
  environment: NodeJS.ProcessEnv,
  workflows: readonly Workflow[] = [],
): void {
  const names = Object.keys(environment).map((name) => name.replace(/_FILE$/, ''));
  for (const name of new Set(names.filter((each) => SECRET_NAME.test(each)))) {
    secrets.add([readableVariable(name, environment)]);
  }
  // A list: one of its keys alone is as secret.
  const dataKeys = readableVariable('DATA_ENCRYPTION_KEYS', environment)?.split(/[,\s]+/) ?? [];
  secrets.add(dataKeys.map((entry) => entry.replace(/^[^:]*:/, '')));
  for (const workflow of workflows) secrets.add(secretsOf(workflow, environment));
}
