import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Pages of ours have style and script in files only. Bull Board has style attributes and inline `<style>`, and asks
 * for a font of Google's, which is refused: who watches this board is nobody else's business.
 */
export function securityHeaders(publicHttps: boolean, boardPath: string): RequestHandler {
  const pages = headers(publicHttps, ["'self'"]);
  const board = headers(publicHttps, ["'self'", "'unsafe-inline'"]);
  return (request, response, next) => {
    const isBoard = request.path === boardPath || request.path.startsWith(`${boardPath}/`);
    (isBoard ? board : pages)(request, response, next);
  };
}

function headers(publicHttps: boolean, styleSrc: string[]): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc,
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: publicHttps,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
