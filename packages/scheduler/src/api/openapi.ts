import { z } from 'zod';
import { Problem } from './documents.js';
import type { ApiDesk } from './desk.js';
import type { Endpoint } from './endpoint.js';
import { API_ERRORS, type ApiErrorCode } from './errors.js';
import { endpointsOf } from './router.js';

type Json = Record<string, unknown>;

/** What any endpoint may answer. */
const ALWAYS: readonly ApiErrorCode[] = [
  'unauthorized',
  'request_invalid',
  'internal_error',
  'redis_unavailable',
];

/** The API's OpenAPI 3.1 document, made of the schemas that check its requests. */
export function openApiDocument(version: string): Json {
  // Only handlers touch the desk, and nothing is handled here.
  const endpoints = endpointsOf({} as ApiDesk);
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = `/api${endpoint.route}`;
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'hrflow-sync',
      version,
      summary: 'Runs, and what became of them.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [
      { name: 'Workflows', description: 'What is configured, and asking for a run of it.' },
      { name: 'Runs', description: 'What ran, what failed, and mending it.' },
      { name: 'Items', description: 'What is kept of one person or job.' },
    ],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'One of API_TOKENS.' } },
      schemas: schemas.named,
    },
  };
}

function operation(endpoint: Endpoint, schemas: Schemas): Json {
  const parameters = [
    ...parametersOf(endpoint.path, 'path', schemas),
    ...parametersOf(endpoint.query, 'query', schemas),
    ...parametersOf(endpoint.headers, 'header', schemas),
  ];
  const answers = Object.entries(endpoint.answers).map(([status, { description, schema }]) => [
    status,
    { description, content: jsonContent(schemas.refer(schema, 'output')) },
  ]);
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && {
      requestBody: { content: jsonContent(schemas.refer(endpoint.body, 'input')) },
    }),
    responses: { ...Object.fromEntries(answers), ...problemsOf(endpoint, schemas) } as Json,
  };
}

/** Error codes by status, since OpenAPI knows only those. */
function problemsOf({ errors, body }: Endpoint, schemas: Schemas): Json {
  const codes = [
    ...ALWAYS,
    ...errors,
    ...(body ? (['body_invalid', 'body_refused', 'body_too_large'] as const) : []),
  ];
  const byStatus = new Map<number, ApiErrorCode[]>();
  for (const code of codes) {
    byStatus.set(API_ERRORS[code], [...(byStatus.get(API_ERRORS[code]) ?? []), code]);
  }
  const content = jsonContent(schemas.refer(Problem, 'output'));
  return Object.fromEntries(
    [...byStatus].map(([status, its]) => [
      String(status),
      { description: its.map((code) => `\`${code}\``).join(' or '), content },
    ]),
  );
}

function parametersOf(schema: z.ZodObject, where: 'path' | 'query' | 'header', schemas: Schemas): Json[] {
  const { properties = {}, required = [] } = schemas.inline(schema);
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...its }]) => ({
    name,
    in: where,
    required: (required as string[]).includes(name),
    ...(description === undefined ? {} : { description }),
    schema: its,
  }));
}

function jsonContent(schema: Json): Json {
  return { 'application/json': { schema } };
}

/** Collects the schemas that have a name, so that each is written once. */
class Schemas {
  readonly named: Record<string, unknown> = {};

  refer(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $defs = {}, ...root } = this.convert(schema, io);
    Object.assign(this.named, $defs);
    const { id } = schema.meta() ?? {};
    if (id === undefined) return root;
    const { id: _id, ...its } = root;
    this.named[id] ??= its;
    return { $ref: `#/components/schemas/${id}` };
  }

  /** For parameters, which are not referred to. */
  inline(schema: z.ZodType): Json {
    return this.convert(schema, 'input');
  }

  private convert(schema: z.ZodType, io: 'input' | 'output'): Json {
    const json = z.toJSONSchema(schema, {
      io,
      target: 'draft-2020-12',
      override: io === 'output' ? open : leave,
    });
    const { $schema: _schema, ...rest } = JSON.parse(
      JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'),
    ) as Json;
    return withoutIds(rest) as Json;
  }
}

/** A later release may tell more; clients must not break over it. */
function open({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

const leave = (): void => undefined;

/** `id` is no keyword of JSON Schema 2020-12; zod leaves it in definitions. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  const { $defs, ...rest } = value as Json;
  if ($defs === undefined) return rest;
  const defs = Object.entries($defs as Record<string, Json>).map(([name, { id: _id, ...its }]) => [
    name,
    its,
  ]);
  return { ...rest, $defs: Object.fromEntries(defs) as Json };
}
