import type { FieldProblem } from '@hrflow-sync/core';

/** Every code the API answers with, and its status. Stable; docs/api.md explains each. */
export const API_ERRORS = {
  unauthorized: 401,
  not_found: 404,
  workflow_not_found: 404,
  run_not_found: 404,
  run_ended: 409,
  idempotency_key_reused: 422,
  request_invalid: 422,
  body_invalid: 400,
  body_refused: 400,
  body_too_large: 413,
  rate_limited: 429,
  internal_error: 500,
  redis_unavailable: 503,
} as const;
export type ApiErrorCode = keyof typeof API_ERRORS;

/** What is wrong with one field of a request. */
export type Detail = FieldProblem;

/** An answer other than the one that was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly details: readonly Detail[] = [],
  ) {
    super(message);
    this.status = API_ERRORS[code];
  }
}
