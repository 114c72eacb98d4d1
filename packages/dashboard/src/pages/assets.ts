import { Router } from 'express';
import { ASSET_FILES, assetVersion } from './asset-files.js';

/** `/assets`: style, script, font and icon. */
export function createAssets(): Router {
  const router = Router();
  for (const [name, { type, contents }] of Object.entries(ASSET_FILES)) {
    router.get(`/assets/${name}`, (request, response) => {
      const isCurrent = request.query['v'] === assetVersion(name);
      response.set(
        'Cache-Control',
        isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      );
      response.type(type).send(contents);
    });
  }
  return router;
}
