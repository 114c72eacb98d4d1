import type { Action } from '@hrflow-sync/connectors';
import { exportedName, fieldGroup, isFreeText, variablePrefixes } from '../docs/example.js';
import { sidesOf } from '../docs/sides.js';

/** A workflow's file, and the variables it reads. */
export interface WorkflowFile {
  readonly id: string;
  /** Below the project. */
  readonly path: string;
  readonly source: string;
  readonly variables: readonly Variable[];
}

/** A variable, and what it is for, e.g. `connectorAuth.auth`. */
export interface Variable {
  readonly name: string;
  readonly field: string;
}

/** A workflow to start from: what the action needs, and nothing else. */
export function workflowFile(action: Action): WorkflowFile {
  const { connector, mode, entity, origin, target, connectorAuth, hrflowAuth } = action;
  const id = `${connector.subtype}-${mode}-${entity}s`;
  const exported = exportedName(connector);
  const { theirs, originPrefix, targetPrefix } = variablePrefixes(action);
  const options = { isShown: () => false, variable };
  const credentials = { ...options, isGiven: isFreeText };
  const groups = [
    fieldGroup('connectorAuth', connectorAuth, theirs, credentials),
    fieldGroup('hrflowAuth', hrflowAuth, 'HRFLOW', credentials),
    fieldGroup('pullParameters', origin.parameters, originPrefix, options),
    fieldGroup('pushParameters', target.parameters, targetPrefix, options),
  ];
  const sides = sidesOf(action);
  const source = `import { defineWorkflow, env, ${exported} } from 'hrflow-sync';

/** ${sides.origin} to ${sides.target}, every night. "hrflow-sync docs --directory docs" writes down every parameter. */
export default defineWorkflow({
  id: '${id}',
  action: ${exported}.${action.name},
  schedule: { cron: '0 2 * * *', timezone: 'UTC' },
${groups.join('\n')}
  // Return null to leave an item out.
  logics: [(item) => item],
});
`;
  return { id, path: `workflows/${id}.ts`, source, variables: variablesIn(groups) };
}

/** Greenhouse and others call their key just "auth". */
function variable(prefix: string, field: string): string {
  return `${prefix}_${field === 'auth' ? 'API_KEY' : field.toUpperCase()}`;
}

function variablesIn(groups: readonly string[]): Variable[] {
  const found = new Map<string, string>();
  for (const group of groups) {
    const [name = ''] = /\w+/.exec(group) ?? [];
    for (const [, field, used] of group.matchAll(/^ {4}(\w+): .*env\('(\w+)'\)/gm)) {
      if (used !== undefined && !found.has(used)) found.set(used, `${name}.${field}`);
    }
  }
  return [...found].map(([used, field]) => ({ name: used, field }));
}
