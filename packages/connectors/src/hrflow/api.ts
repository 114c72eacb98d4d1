import type { HttpFailure, ProviderApi } from '../kit/api.js';
import { ConfigurationError, RejectedItemError, type SyncError } from '../kit/errors.js';
import { providerMessage } from '../kit/http/recovery.js';
import type { HrflowCredentials } from './credentials.js';

/**
 * The HrFlow.ai API.
 *
 * Sources: Python SDK 4.3 (`hrflow.py`: base, both headers), developers.hrflow.ai "Errors" (status
 * codes). No rate limit is published.
 */
export const hrflowApi: ProviderApi<HrflowCredentials> = {
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
  interpret,
};

/** HrFlow repeats the status as `code` in the body, and has been seen to hide an error in an HTTP 200. */
function statusOf(status: number, body: unknown): number {
  const { code } = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown };
  return status < 400 && typeof code === 'number' && code >= 400 && code < 600 ? code : status;
}

type Reading = (detail: string, status: number) => SyncError;

const sourceNotFound: Reading = (detail) =>
  new ConfigurationError('HrFlow does not know this source. Check pushParameters.source_key.', {
    code: 'source_not_found',
    path: 'pushParameters.source_key',
    detail,
  });

const boardNotFound: Reading = (detail) =>
  new ConfigurationError('HrFlow does not know this board. Check pushParameters.board_key.', {
    code: 'board_not_found',
    path: 'pushParameters.board_key',
    detail,
  });

const notFound =
  (entity: 'profile' | 'job'): Reading =>
  (detail) =>
    new RejectedItemError(
      `HrFlow has no ${entity} with this reference, so there is nothing to update. Create it first.`,
      { code: `${entity}_not_found`, detail },
    );

/** HrFlow's known messages, most telling first. It answers 400 where others would answer 404 or 409. */
const READINGS: readonly (readonly [RegExp, Reading])[] = [
  [/unable to find object: source/i, sourceNotFound],
  [/unable to find object: board/i, boardNotFound],
  [/unable to find object: profile/i, notFound('profile')],
  [/unable to find object: job/i, notFound('job')],
  [/invalid source[_ ](key|fields)/i, sourceNotFound],
  [/invalid board[_ ](key|fields)/i, boardNotFound],
  [/unauthorized access to (source|board)/i, keyOfOtherTeam],
  [/invalid role/i, invalidUser],
  [/already used/i, referenceTaken],
];

function interpret({ status, body, detail }: HttpFailure): SyncError | undefined {
  if (status < 400 || status >= 500) return undefined;
  const message = providerMessage(body) ?? '';
  const reading = READINGS.find(([pattern]) => pattern.test(message))?.[1];
  if (reading) return reading(detail, status);
  return status === 401 ? unauthorized(detail) : undefined;
}

function unauthorized(detail: string): SyncError {
  return new ConfigurationError(
    'HrFlow refused the API key (401). Check hrflowAuth.api_secret: it must be valid and allow reading and writing.',
    { code: 'unauthorized', path: 'hrflowAuth.api_secret', detail },
  );
}

function keyOfOtherTeam(detail: string): SyncError {
  const board = /access to board/i.test(detail);
  const path = board ? 'pushParameters.board_key' : 'pushParameters.source_key';
  return new ConfigurationError(
    `HrFlow does not let this API key use the ${board ? 'board' : 'source'}: it belongs to another team. Check ${path}.`,
    { code: board ? 'board_forbidden' : 'source_forbidden', path, detail },
  );
}

function invalidUser(detail: string, status: number): SyncError {
  return new ConfigurationError(`HrFlow refused the user (${status}). Check hrflowAuth.api_user.`, {
    code: 'unauthorized',
    path: 'hrflowAuth.api_user',
    detail,
  });
}

function referenceTaken(detail: string): SyncError {
  return new RejectedItemError('HrFlow already holds another item with this reference.', {
    code: 'reference_taken',
    detail,
  });
}
