import type { Audit, FieldProblem } from '@hrflow-sync/core';
import { fieldProblems } from '@hrflow-sync/core';
import express, { Router, type RequestHandler } from 'express';
import type { z } from 'zod';
import { recordRequest } from './audit.js';
import { bearerToken } from './auth.js';
import { checkEncoding, checkShape } from './bounded-body.js';
import type { ApiDesk } from './desk.js';
import type { Endpoint, Input } from './endpoint.js';
import { ApiError } from './errors.js';
import { answerProblem } from './problem.js';
import { itemEndpoints } from './items.js';
import { runEndpoints } from './runs.js';
import { workflowEndpoints } from './workflows.js';

/** Larger bodies are no request of ours. */
const MAX_BODY_BYTES = 64 * 1024;
/** A request that waits longer for Redis is told so. */
const REDIS_DEADLINE_MS = 5_000;

/** Every operation of the API. */
export function endpointsOf(desk: ApiDesk): Endpoint[] {
  return [...workflowEndpoints(desk), ...runEndpoints(desk), ...itemEndpoints(desk)];
}

/** The API's routes, behind its tokens. Errors are JSON: `{code, message, details}`. */
export function createApiRouter(
  desk: ApiDesk,
  tokens: readonly string[],
  onError: (error: unknown) => void,
): Router {
  const router = Router();
  router.use(bearerToken(tokens));
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(
    express.json({
      limit: MAX_BODY_BYTES,
      type: () => true,
      verify: (_request, _response, bytes) => checkEncoding(bytes),
    }),
  );
  router.use(({ body }, _response, next) => {
    checkShape(body);
    next();
  });
  for (const endpoint of endpointsOf(desk)) {
    router[endpoint.method](expressRoute(endpoint.route), answer(endpoint, desk.audit));
  }
  router.use((request) => {
    throw new ApiError('not_found', `There is no ${request.method} ${request.originalUrl.split('?')[0]}.`);
  });
  router.use(answerProblem(onError, MAX_BODY_BYTES));
  return router;
}

function expressRoute(route: string): string {
  return route.replaceAll(/\{(\w+)\}/g, ':$1');
}

function answer(endpoint: Endpoint, audit: Audit): RequestHandler {
  return async (request, response) => {
    const input: Input<unknown, unknown, unknown> = {
      path: checked(endpoint.path, request.params, 'path'),
      query: checked(endpoint.query, request.query, ''),
      headers: checked(endpoint.headers, request.headers, '') as Record<string, string>,
      body: endpoint.body && checked(endpoint.body, request.body ?? {}, ''),
    };
    await withinDeadline(recordRequest(audit, endpoint, request));
    const { status, body } = await withinDeadline(endpoint.handle(input));
    response.status(status).json(body);
  };
}

/** @throws {@link ApiError} `request_invalid`, with each field */
function checked(schema: z.ZodType, value: unknown, prefix: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const known = 'shape' in schema ? Object.keys(schema.shape as object) : [];
  const details: FieldProblem[] = fieldProblems(parsed.error, prefix, known);
  throw new ApiError('request_invalid', 'The request is not understood.', details);
}

function withinDeadline<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ApiError('redis_unavailable', 'Redis does not answer. Try again in a moment.')),
      REDIS_DEADLINE_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
