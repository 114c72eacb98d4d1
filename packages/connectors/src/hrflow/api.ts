import type { HttpFailure, ProviderApi } from '../kit/api.js';
import { ConfigurationError, RejectedItemError, type SyncError } from '../kit/errors.js';
import { providerMessage } from '../kit/http/recovery.js';
import type { HrflowCredentials } from './credentials.js';

/** The parameters that name source and board: those of a writer, or those of a reader. */
type Side = 'pushParameters' | 'pullParameters';

/**
 * The HrFlow.ai API, as a target. Its errors name the push parameters.
 *
 * Sources: Python SDK 4.3 (`hrflow.py`: base, both headers), developers.hrflow.ai "Errors" (status
 * codes). No rate limit is published.
 */
export const hrflowApi: ProviderApi<HrflowCredentials> = apiOn('pushParameters');

/** The same API as the origin of outbound actions. Its errors name the pull parameters. */
export const hrflowOriginApi: ProviderApi<HrflowCredentials> = apiOn('pullParameters');

function apiOn(side: Side): ProviderApi<HrflowCredentials> {
  return {
    provider: 'hrflow',
    name: 'HrFlow',
    credentialsPath: 'hrflowAuth.api_secret',
    baseUrl: 'https://api.hrflow.ai',
    baseUrlVariable: 'HRFLOW_API_URL',
    version: 'v1',
    authenticate: ({ api_secret, api_user }) => ({
      headers: { 'x-api-key': api_secret, 'x-user-email': api_user },
    }),
    statusOf,
    isPlainlyGood: (start) => /^\{"code": ?2\d\d,/.test(start),
    interpret: (failure) => interpret(failure, side),
  };
}

/** HrFlow repeats the status as `code` in the body, and has been seen to hide an error in an HTTP 200. */
function statusOf(status: number, body: unknown): number {
  const { code } = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown };
  return status < 400 && typeof code === 'number' && code >= 400 && code < 600 ? code : status;
}

type Reading = (failure: HttpFailure, side: Side) => SyncError;

const containerNotFound =
  (container: 'source' | 'board'): Reading =>
  ({ detail }, side) => {
    const path = `${side}.${container}_key`;
    return new ConfigurationError(`HrFlow does not know this ${container}. Check ${path}.`, {
      code: container === 'source' ? 'source_not_found' : 'board_not_found',
      path,
      detail,
    });
  };

/** A writer's item may miss its counterpart; what a reader is told to read has to be there. */
const notFound =
  (entity: 'profile' | 'job'): Reading =>
  ({ detail }, side) => {
    const code = entity === 'profile' ? 'profile_not_found' : 'job_not_found';
    if (side === 'pullParameters') {
      const path = `${side}.${entity}_key`;
      const message = `HrFlow has no ${entity} with this key in the source. Check ${path} and ${side}.source_key.`;
      return new ConfigurationError(message, { code, path, detail });
    }
    return new RejectedItemError(
      `HrFlow has no ${entity} with this reference, so there is nothing to update or to archive. Create it first.`,
      { code, detail },
    );
  };

/** HrFlow's known messages, most telling first. It answers 400 where others would answer 404 or 409. */
const READINGS: readonly (readonly [RegExp, Reading])[] = [
  [/unable to find object: source/i, containerNotFound('source')],
  [/unable to find object: board/i, containerNotFound('board')],
  [/unable to find object: profile/i, notFound('profile')],
  [/unable to find object: job/i, notFound('job')],
  [/invalid source[_ ](key|fields)/i, containerNotFound('source')],
  [/invalid board[_ ](key|fields)/i, containerNotFound('board')],
  [/unauthorized access to (source|board)/i, keyOfOtherTeam],
  [/invalid role/i, invalidUser],
  [/already used/i, referenceTaken],
];

function interpret(failure: HttpFailure, side: Side): SyncError | undefined {
  const { status, body } = failure;
  if (status < 400 || status >= 500) return undefined;
  const message = providerMessage(body) ?? '';
  const reading = READINGS.find(([pattern]) => pattern.test(message))?.[1];
  if (reading) return reading(failure, side);
  return status === 401 ? unauthorized(failure) : undefined;
}

function unauthorized({ detail }: HttpFailure): SyncError {
  return new ConfigurationError(
    'HrFlow refused the API key (401). Check hrflowAuth.api_secret: it must be valid and allow reading and writing.',
    { code: 'unauthorized', path: 'hrflowAuth.api_secret', detail },
  );
}

function keyOfOtherTeam({ detail }: HttpFailure, side: Side): SyncError {
  const board = /access to board/i.test(detail);
  const path = `${side}.${board ? 'board_key' : 'source_key'}`;
  return new ConfigurationError(
    `HrFlow does not let this API key use the ${board ? 'board' : 'source'}: it belongs to another team. Check ${path}.`,
    { code: board ? 'board_forbidden' : 'source_forbidden', path, detail },
  );
}

function invalidUser({ detail, status }: HttpFailure): SyncError {
  return new ConfigurationError(`HrFlow refused the user (${status}). Check hrflowAuth.api_user.`, {
    code: 'unauthorized',
    path: 'hrflowAuth.api_user',
    detail,
  });
}

function referenceTaken({ detail }: HttpFailure): SyncError {
  return new RejectedItemError('HrFlow already holds another item with this reference.', {
    code: 'reference_taken',
    detail,
  });
}
