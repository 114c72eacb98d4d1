import type { ErrorRequestHandler } from 'express';
import { refuse } from './access/refuse.js';
import { RedisAwayError } from './redis-deadline.js';

/** Says that Redis is away, where a page could not go on without it. */
export function answerRedisAway(basePath: string): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (!(error instanceof RedisAwayError) || response.headersSent) return next(error);
    response.set('Retry-After', '5');
    refuse(request, response, AWAY, basePath);
  };
}

const AWAY = {
  status: 503,
  code: 'redis_unavailable',
  message: 'Redis can’t be reached. Reload this page in a moment.',
};
