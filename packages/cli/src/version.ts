import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../package.json') as { version: string };

/** Of this package; all packages of a release share it. */
export const VERSION = manifest.version;
