import type { Request, Response } from 'express';
import { refusalPage } from '../pages/refusal-page.js';

/** Why a request is turned away. */
export interface Refusal {
  readonly status: number;
  /** For programs; docs/dashboard.md lists them. */
  readonly code: string;
  /** For people. */
  readonly message: string;
}

/** Answers with a page to a browser that shows pages, and with JSON to everybody else. */
export function refuse(
  request: Request,
  response: Response,
  { status, code, message }: Refusal,
  basePath: string,
): void {
  response.status(status).set('Cache-Control', 'no-store');
  if (wantsPage(request)) response.send(refusalPage(message, basePath));
  else response.json({ error: code, message });
}

export function wantsPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html';
}
