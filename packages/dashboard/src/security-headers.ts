import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Of our own pages: style, script and font in files of this process, nothing written into a page. */
const STRICT = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
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
  baseUri: ["'self'"],
};

/** Nothing here needs any of them. */
const NO_DEVICES = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()';

export function securityHeaders(publicHttps: boolean, boardPath: string): RequestHandler {
  const pages = headers(publicHttps, STRICT);
  const board = headers(publicHttps, BOARD);
  return (request, response, next) => {
    const isBoard = request.path === boardPath || request.path.startsWith(`${boardPath}/`);
    response.set('Permissions-Policy', NO_DEVICES);
    (isBoard ? board : pages)(request, response, next);
  };
}

function headers(publicHttps: boolean, directives: typeof STRICT): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: publicHttps,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
