import express, { type Request, type RequestHandler } from 'express';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Html, html } from '../pages/html.js';
import { accessOf, isWrite } from './access.js';
import { refuse } from './refuse.js';

const FIELD = 'csrf';
/** Bull Board's own script copies the cookie {@link BOARD_CSRF_COOKIE} into the second one. */
const HEADERS = ['x-csrf-token', 'x-xsrf-token'];
export const BOARD_CSRF_COOKIE = 'XSRF-TOKEN';
const LARGEST_FORM = '16kb';
const WRONG_TOKEN = {
  status: 403,
  code: 'csrf_token_wrong',
  message: 'This form is older than your session. Go back, reload the page, and try again.',
};

/** A token that only belongs to what `secret` belongs to, and doesn't give it away. */
export function csrfTokenOf(secret: string | Buffer): string {
  return createHmac('sha256', secret).update('hrflow-sync csrf').digest('base64url');
}

/** The hidden field each form needs that changes something. */
export function csrfField(request: Request): Html {
  return html`<input type="hidden" name="${FIELD}" value="${accessOf(request).csrfToken}" />`;
}

/** Reads forms, and refuses every change that comes without the token of who asks. */
export function csrfProtection(): RequestHandler[] {
  return [express.urlencoded({ extended: false, limit: LARGEST_FORM }), requireToken];
}

const requireToken: RequestHandler = (request, response, next) => {
  if (!isWrite(request) || isSame(givenToken(request), accessOf(request).csrfToken)) return next();
  refuse(request, response, WRONG_TOKEN, accessOf(request).basePath);
};

function givenToken(request: Request): string {
  const fields = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
    string,
    unknown
  >;
  const field = fields[FIELD];
  if (typeof field === 'string') return field;
  return HEADERS.map((name) => request.get(name)).find((token) => token !== undefined) ?? '';
}

/** Digests are of one length, so the time taken tells nothing of the token. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
