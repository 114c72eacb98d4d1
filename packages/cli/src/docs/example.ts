import type { Action } from '@hrflow-sync/connectors';
import type { z } from 'zod';
import { fieldsOf, type JsonSchema, type SchemaField } from './fields.js';

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
${group('connectorAuth', action.connectorAuth, theirs, isFreeText)}
${group('hrflowAuth', action.hrflowAuth, 'HRFLOW', isFreeText)}
${group('pullParameters', origin.parameters, originPrefix)}
${group('pushParameters', target.parameters, targetPrefix)}
  logics: [(item) => item],
  format: undefined, // the action's own
  callback: ({ runId, events }) => console.log(runId, events),
  schedule: { cron: '0 * * * *', timezone: 'UTC' },
  persist: true,
  incremental: false,
});`;
}

/** Something to write in place of a value, and a value that is like it. */
interface Sample {
  readonly code: string;
  readonly value: unknown;
}

function group(
  name: string,
  schema: z.ZodType,
  prefix: string,
  isGiven: (field: SchemaField) => boolean = () => false,
): string {
  const fields = fieldsOf(schema);
  const sample = (field: SchemaField): Sample =>
    sampleOf(field.schema, `${prefix}_${field.name.toUpperCase()}`);
  const plain = (field: SchemaField): Sample =>
    field.required || isGiven(field) ? sample(field) : literal(field.schema.default);
  const refused = refusedBy(
    schema,
    fields.map((field) => [field.name, plain(field).value]),
  );
  const lines = fields.map((field) => {
    const { code } = refused.has(field.name) ? sample(field) : plain(field);
    return `    ${field.name}: ${code},`;
  });
  return lines.length === 0 ? `  ${name}: {},` : [`  ${name}: {`, ...lines, '  },'].join('\n');
}

/** Fields that can't stay at their defaults, because one of several is needed. */
function refusedBy(schema: z.ZodType, values: readonly (readonly [string, unknown])[]): Set<unknown> {
  const parsed = schema.safeParse(Object.fromEntries(values));
  return new Set(parsed.error?.issues.map(({ path }) => path[0]));
}

/** A text that has no default of its own. */
function isFreeText({ type, schema }: SchemaField): boolean {
  return type.split('|').includes('string') && (schema.default ?? null) === null;
}

/** A value of a kind; texts come from the environment. */
function sampleOf(schema: JsonSchema, variable: string): Sample {
  const [choice] = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (choice !== undefined) return literal(choice);
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).filter(isSchema);
  const [first] = alternatives.filter(({ type }) => type !== 'null');
  if (first) return sampleOf(first, variable);
  // Zod writes ['array', 'null'] where it can, though its type knows single names only.
  const types: string | readonly string[] = schema.type ?? 'string';
  switch ([types].flat()[0]) {
    case 'array': {
      const { items } = schema;
      const one = sampleOf(isSchema(items) ? items : {}, variable);
      return { code: `[${one.code}]`, value: [one.value] };
    }
    case 'boolean':
      return literal(false);
    case 'integer':
    case 'number':
      return literal(0);
    default:
      return { code: `env('${variable}')`, value: 'from-environment' };
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function literal(value: unknown): Sample {
  return { code: JSON.stringify(value) ?? 'undefined', value };
}
