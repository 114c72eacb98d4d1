import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One row of a table of parameters. */
export interface Field {
  readonly name: string;
  /** As in JSON Schema, alternatives joined by `|`. */
  readonly type: string;
  readonly required: boolean;
  /** Markdown. `undefined` where there is no default. */
  readonly default: string | undefined;
  readonly description: string;
}

/** A field of a zod schema. */
export interface SchemaField extends Field {
  readonly schema: JsonSchema;
}

/**
 * What a schema takes (not what it makes of it), defaults included.
 * @param reused whether a part that occurs several times is repeated, or referred to
 */
export function jsonSchemaOf(schema: z.ZodType, reused: 'inline' | 'ref' = 'inline'): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused, override: keepDefault });
}

/** Zod leaves a default out where a transform lies within: as input it may be none. It applies all the same. */
function keepDefault({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: JsonSchema;
}): void {
  const { def } = zodSchema._zod;
  if (def.type === 'default') jsonSchema.default ??= def.defaultValue;
}

/**
 * The fields of an object schema, in its order.
 * @throws {TypeError} when it is not the schema of an object: its parameters would look like none
 */
export function fieldsOf(schema: z.ZodType): SchemaField[] {
  const { type, properties = {}, required = [] } = jsonSchemaOf(schema);
  if (type !== 'object') throw new TypeError('expected the schema of an object');
  return Object.entries(properties).map(([name, property]) => {
    const field: JsonSchema = typeof property === 'boolean' ? {} : property;
    return {
      name,
      type: typeName(field),
      required: required.includes(name),
      default: field.default === undefined ? undefined : `\`${JSON.stringify(field.default)}\``,
      description: field.description ?? '',
      schema: field,
    };
  });
}

function typeName(schema: JsonSchema): string {
  const names = [...new Set(alternatives(schema))];
  return [...names.filter((name) => name !== 'null'), ...names.filter((name) => name === 'null')].join('|');
}

function alternatives(schema: JsonSchema | boolean): string[] {
  if (typeof schema === 'boolean') return ['unknown'];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value));
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return union.flatMap(alternatives);
  // Zod writes ['string', 'null'] where it can, though its type knows single names only.
  const types: string | readonly string[] = schema.type ?? 'unknown';
  return [types].flat();
}
