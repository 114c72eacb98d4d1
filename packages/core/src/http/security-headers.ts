import type { RequestHandler } from 'express';

/**
 * Of every answer, whatever it is. None of them is to be shown as a page, put into another one, or guessed to be
 * something else than it says; what serves pages says what they may do.
 */
export const PLAIN_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

export const plainHeaders: RequestHandler = (_request, response, next) => {
  response.set(PLAIN_HEADERS);
  next();
};

/** A request has to say which host it is for (RFC 9110, 7.2); some decide by it who may come in. */
export const hostNamed: RequestHandler = ({ headers, httpVersion }, response, next) => {
  if (headers.host !== undefined || httpVersion === '1.0') next();
  else response.status(400).json({ error: 'bad_request' });
};
