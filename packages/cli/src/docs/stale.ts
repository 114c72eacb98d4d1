import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SIGNATURE } from './markdown.js';

/** A file that isn't as it should be. */
export interface StaleFile {
  readonly path: string;
  /** `orphaned`: its action is gone. `foreign`: in a page's place, but written by someone else. */
  readonly state: 'missing' | 'changed' | 'orphaned' | 'foreign';
}

/** How the files in `directory` differ from `pages`. Other people's files are no concern, unless in the way. */
export async function staleFiles(
  directory: string,
  pages: ReadonlyMap<string, string>,
): Promise<readonly StaleFile[]> {
  const stale: StaleFile[] = [];
  for (const [path, page] of pages) {
    const text = await read(join(directory, path));
    if (text === undefined) stale.push({ path, state: 'missing' });
    else if (text !== page) stale.push({ path, state: isForeign(path, text) ? 'foreign' : 'changed' });
  }
  for (const path of await pagePaths(directory)) {
    if (pages.has(path)) continue;
    const text = await read(join(directory, path));
    if (text !== undefined && !isForeign(path, text)) stale.push({ path, state: 'orphaned' });
  }
  return stale;
}

/** The manifest can't carry a signature. */
function isForeign(path: string, text: string): boolean {
  return path.endsWith('.md') && !text.includes(SIGNATURE);
}

/** Where pages of actions lie: one folder deep. */
async function pagePaths(directory: string): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of (await orNothing(readdir(directory, { withFileTypes: true }))) ?? []) {
    if (!folder.isDirectory()) continue;
    const files = await readdir(join(directory, folder.name));
    paths.push(...files.filter((file) => file.endsWith('.md')).map((file) => `${folder.name}/${file}`));
  }
  return paths;
}

async function read(path: string): Promise<string | undefined> {
  return orNothing(readFile(path, 'utf8'));
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
