import type { ErrorRequestHandler } from 'express';
import { ApiError, API_ERRORS } from './errors.js';

/** Answers an error as `{code, message, details}`. One that was not foreseen is told to `onError`, not to the client. */
export function answerProblem(onError: (error: unknown) => void, maxBodyBytes: number): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const told = error instanceof ApiError ? error : clientError(error, maxBodyBytes);
    if (told === undefined) onError(error);
    const { status, code, message, details } =
      told ?? new ApiError('internal_error', 'Something went wrong here; the log has it.');
    response.status(status).json({ code, message, details });
  };
}

/** What Express' parsers found wrong with a body. */
function clientError(error: unknown, maxBodyBytes: number): ApiError | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === API_ERRORS.body_too_large) {
    return new ApiError('body_too_large', `The body is larger than ${maxBodyBytes / 1024} KiB.`);
  }
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return new ApiError('body_invalid', 'The body is no JSON, or not encoded as it says.');
}
