import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Of our own pages: files of this process, and nothing written into a page. */
const STRICT = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/**
 * Bull Board has style attributes, inline `<style>` and a `<base>`, and asks for a font of Google's, which is
 * refused: who watches this board is nobody else's business.
 */
const BOARD = {
  ...STRICT,
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", 'data:'],
  baseUri: ["'self'"],
};

/** Nothing here needs any of them. */
const NO_DEVICES = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()';

export function securityHeaders(publicHttps: boolean): RequestHandler {
  return withHeaders(STRICT, publicHttps);
}

/** For below `/queues`, after {@link securityHeaders}. */
export function boardSecurityHeaders(publicHttps: boolean): RequestHandler {
  return withHeaders(BOARD, publicHttps);
}

function withHeaders(directives: typeof STRICT, publicHttps: boolean): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: publicHttps,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    response.set('Permissions-Policy', NO_DEVICES);
    protect(request, response, next);
  };
}
