import type { Action, ConnectorInfo } from '@hrflow-sync/connectors';
import type { z } from 'zod';
import { fieldsOf, type JsonSchema, type SchemaField } from './fields.js';

/**
 * A workflow file with every parameter; each optional one has its default, or stands for its kind. Credentials
 * come from the environment, optional ones too: often one of several is needed.
 */
export function example(action: Action): string {
  const { connector, name, origin, target } = action;
  const exported = exportedName(connector);
  const { theirs, originPrefix, targetPrefix } = variablePrefixes(action);
  return `import { defineWorkflow, env, ${exported} } from 'hrflow-sync';

export default defineWorkflow({
  id: '${connector.subtype}-${name.replaceAll('_', '-')}',
  action: ${exported}.${name},
${fieldGroup('connectorAuth', action.connectorAuth, theirs, { isGiven: isFreeText })}
${fieldGroup('hrflowAuth', action.hrflowAuth, 'HRFLOW', { isGiven: isFreeText })}
${fieldGroup('pullParameters', origin.parameters, originPrefix)}
${fieldGroup('pushParameters', target.parameters, targetPrefix)}
  logics: [(item) => item],
  format: undefined, // the action's own
  callback: ({ runId, events }) => console.log(runId, events),
  schedule: { cron: '0 * * * *', timezone: 'UTC' },
  persist: true,
  incremental: false,
});`;
}

/** As the package exports it: "Breezy HR" is BreezyHR. */
export function exportedName({ name }: Pick<ConnectorInfo, 'name'>): string {
  return name.replace(/[^A-Za-z0-9]/g, '');
}

/** What variables of a workflow start with: the system's name. */
export function variablePrefixes({ connector, direction }: Pick<Action, 'connector' | 'direction'>): {
  theirs: string;
  originPrefix: string;
  targetPrefix: string;
} {
  const theirs = connector.subtype.toUpperCase();
  const [originPrefix, targetPrefix] = direction === 'inbound' ? [theirs, 'HRFLOW'] : ['HRFLOW', theirs];
  return { theirs, originPrefix, targetPrefix };
}

/** Something to write in place of a value, and a value that is like it. */
interface Sample {
  readonly code: string;
  readonly value: unknown;
}

export interface FieldGroupOptions {
  /** Which optional fields are written with a value all the same. Default: none. */
  readonly isGiven?: (field: SchemaField) => boolean;
  /** Which optional fields are written with their defaults. Default: all. */
  readonly isShown?: (field: SchemaField) => boolean;
  /** The variable that a field's text comes from. Default: its prefix and its name. */
  readonly variable?: (prefix: string, field: string) => string;
}

/** A property of a workflow, with the fields of a schema in it. */
export function fieldGroup(
  name: string,
  schema: z.ZodType,
  prefix: string,
  { isGiven = () => false, isShown = () => true, variable = usualVariable }: FieldGroupOptions = {},
): string {
  const fields = fieldsOf(schema);
  const sample = (field: SchemaField): Sample => sampleOf(field.schema, variable(prefix, field.name));
  const hasValue = (field: SchemaField): boolean => field.required || isGiven(field);
  const plain = (field: SchemaField): Sample =>
    hasValue(field) ? sample(field) : literal(field.schema.default);
  const refused = refusedBy(
    schema,
    fields.map((field) => [field.name, plain(field).value]),
  );
  const lines = fields
    .filter((field) => hasValue(field) || refused.has(field.name) || isShown(field))
    .map((field) => {
      const { code } = refused.has(field.name) ? sample(field) : plain(field);
      return `    ${field.name}: ${code},`;
    });
  return lines.length === 0 ? `  ${name}: {},` : [`  ${name}: {`, ...lines, '  },'].join('\n');
}

function usualVariable(prefix: string, field: string): string {
  return `${prefix}_${field.toUpperCase()}`;
}

/** Fields that can't stay at their defaults, because one of several is needed. */
function refusedBy(schema: z.ZodType, values: readonly (readonly [string, unknown])[]): Set<unknown> {
  const parsed = schema.safeParse(Object.fromEntries(values));
  return new Set(parsed.error?.issues.map(({ path }) => path[0]));
}

/** A text that has no default of its own. */
export function isFreeText({ type, schema }: SchemaField): boolean {
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
