import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const own = (name: string): Buffer => readFileSync(new URL(`../../assets/${name}`, import.meta.url));
const latin = require.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
const latinExtended = require.resolve('@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2');

/** What pages need, served by this process: nothing is asked of anybody else, so it works without the Internet. */
export const ASSET_FILES: Readonly<Record<string, { readonly type: string; readonly contents: Buffer }>> = {
  'icon.svg': { type: 'image/svg+xml', contents: own('icon.svg') },
  'style.css': { type: 'text/css', contents: own('style.css') },
  'live.js': { type: 'text/javascript', contents: own('live.js') },
  'board.css': { type: 'text/css', contents: own('board.css') },
  'board-viewer.css': {
    type: 'text/css',
    contents: Buffer.concat([own('board.css'), own('board-viewer.css')]),
  },
  'inter.woff2': { type: 'font/woff2', contents: readFileSync(latin) },
  'inter-ext.woff2': { type: 'font/woff2', contents: readFileSync(latinExtended) },
};

const versions = new Map(
  Object.entries(ASSET_FILES).map(([name, { contents }]) => [
    name,
    createHash('sha256').update(contents).digest('base64url').slice(0, 10),
  ]),
);

/** Changes when the file does: part of its address, so that it may be kept for ever. */
export function assetVersion(name: string): string {
  return versions.get(name) ?? '';
}
