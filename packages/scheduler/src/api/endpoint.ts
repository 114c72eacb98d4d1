import type { z } from 'zod';
import type { ApiErrorCode } from './errors.js';

/** What a request gives an endpoint, checked. */
export interface Input<Path, Query, Body> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Reply<Answer> {
  readonly status: number;
  readonly body: Answer;
}

/** One operation: what it takes, what it gives, and what it does. The OpenAPI document is made of these. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/api`, with parameters in braces: `/runs/{run_id}`. */
  readonly route: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: 'Workflows' | 'Runs' | 'Items';
  readonly path: z.ZodObject;
  readonly query: z.ZodObject;
  readonly headers: z.ZodObject;
  readonly body: z.ZodType | undefined;
  /** By status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;
  /** What else it answers, besides what every endpoint may. */
  readonly errors: readonly ApiErrorCode[];
  handle(input: Input<unknown, unknown, unknown>): Promise<Reply<unknown>>;
}

interface Definition<
  Path extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
> extends Omit<Endpoint, 'path' | 'query' | 'headers' | 'body' | 'handle'> {
  readonly path: Path;
  readonly query: Query;
  readonly headers: z.ZodObject;
  readonly body?: Body;
  handle(input: Input<z.output<Path>, z.output<Query>, z.output<Body>>): Promise<Reply<unknown>>;
}

/** Declares an endpoint; its handler is typed by its schemas. */
export function endpoint<Path extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  definition: Definition<Path, Query, Body>,
): Endpoint {
  // A handler is called with what its own schemas made of a request.
  return { ...definition, body: definition.body, handle: (input) => definition.handle(input as never) };
}
