import type { Action } from '@hrflow-sync/connectors';
import { fieldsOf, type SchemaField } from './fields.js';

/**
 * A workflow file with every parameter; each optional one has its default, or stands for its kind. Credentials
 * come from the environment, optional ones too: often one of several is needed.
 */
export function example(action: Action): string {
  const { connector, name, origin, target } = action;
  // As the package exports it: "Breezy HR" is BreezyHR.
  const exported = connector.name.replace(/[^A-Za-z0-9]/g, '');
  const theirs = connector.subtype.toUpperCase();
  const [originPrefix, targetPrefix] =
    action.direction === 'inbound' ? [theirs, 'HRFLOW'] : ['HRFLOW', theirs];
  return `import { defineWorkflow, env, ${exported} } from 'hrflow-sync';

export default defineWorkflow({
  id: '${connector.subtype}-${name.replaceAll('_', '-')}',
  action: ${exported}.${name},
${group('connectorAuth', fieldsOf(action.connectorAuth).map(asCredential), theirs)}
${group('hrflowAuth', fieldsOf(action.hrflowAuth).map(asCredential), 'HRFLOW')}
${group('pullParameters', fieldsOf(origin.parameters), originPrefix)}
${group('pushParameters', fieldsOf(target.parameters), targetPrefix)}
  logics: [(item) => item],
  format: undefined, // the action's own
  callback: ({ runId, events }) => console.log(runId, events),
  schedule: { cron: '0 * * * *', timezone: 'UTC' },
  persist: true,
  incremental: false,
});`;
}

function group(name: string, fields: readonly SchemaField[], prefix: string): string {
  const lines = fields.map((field) => `    ${field.name}: ${valueOf(field, prefix)},`);
  return lines.length === 0 ? `  ${name}: {},` : [`  ${name}: {`, ...lines, '  },'].join('\n');
}

/** A text that has no other default is shown as if it were required. */
function asCredential(field: SchemaField): SchemaField {
  const { default: byDefault = null, enum: choices } = field.schema;
  const isFreeText = choices === undefined && field.type.split('|').includes('string');
  return isFreeText && byDefault === null ? { ...field, required: true } : field;
}

function valueOf({ name, required, schema }: SchemaField, prefix: string): string {
  if (!required) return JSON.stringify(schema.default) ?? 'undefined';
  const [choice] = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (choice !== undefined) return JSON.stringify(choice);
  switch (schema.type) {
    case 'array':
      return '[]';
    case 'boolean':
      return 'false';
    case 'integer':
    case 'number':
      return '0';
    default:
      return `env('${prefix}_${name.toUpperCase()}')`;
  }
}
