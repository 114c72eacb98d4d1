import type { Request, RequestHandler } from 'express';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address to listen on is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_HOSTS.has(host) || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Refuses a write that another site makes a browser send: Bull Board itself looks at no origin.
 * Browsers send `Sec-Fetch-Site` over https and to this machine; elsewhere there is `Origin`.
 * @param publicOrigin what browsers see when a proxy changes the `Host` header
 */
export function sameOriginWrites(publicOrigin: string | undefined): RequestHandler {
  return (request, response, next) => {
    if (READS.has(request.method) || isSameOrigin(request, publicOrigin)) next();
    else response.status(403).json({ error: 'cross_site_request' });
  };
}

function isSameOrigin(request: Request, publicOrigin: string | undefined): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === publicOrigin || new URL(origin).host === request.get('host');
}

/**
 * Without a login, being on this machine is what one has to show. Another site can give its name our
 * address (DNS rebinding), but can't keep its name out of the `Host` header.
 */
export const loopbackHostOnly: RequestHandler = (request, response, next) => {
  const host = `http://${request.get('host') ?? ''}`;
  if (URL.canParse(host) && LOOPBACK_HOSTS.has(new URL(host).hostname)) next();
  else response.status(403).json({ error: 'unknown_host' });
};
