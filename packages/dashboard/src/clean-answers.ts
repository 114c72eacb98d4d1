import type { HttpServerOptions } from '@hrflow-sync/core';
import type { RequestHandler } from 'express';

/**
 * Takes secrets out of every answer that is a text, Bull Board's included: a last net, since whoever wrote what is
 * shown has done it too.
 */
export function cleanAnswers(secrets: NonNullable<HttpServerOptions['secrets']>): RequestHandler {
  return (_request, response, next) => {
    const send = response.send.bind(response);
    response.send = (body: unknown) => send(typeof body === 'string' ? secrets.removeFrom(body) : body);
    const write = response.write.bind(response) as (chunk: unknown, ...rest: unknown[]) => boolean;
    // Live updates are not sent at once.
    response.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? secrets.removeFrom(chunk) : chunk, ...rest);
    next();
  };
}
