import { json, type Answer } from '../http/answer.js';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
};

/** An error in the style of Hapi's Boom, which Flatchr seems to use [unverified]. */
export function boom(status: number, message?: string, headers?: Readonly<Record<string, string>>): Answer {
  const error = REASONS[status] ?? 'Internal Server Error';
  return json(status, { statusCode: status, error, message: message ?? error }, headers);
}
