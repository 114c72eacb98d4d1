import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

/** What workflow files are, and may import. */
const SOURCE = /\.([cm]?[jt]s|json)$/;
/** Never ours: packages, and what editors and Kubernetes keep beside files. */
const NOT_OURS = /^(node_modules$|\.)/;

/** By path, what stands for the contents. */
export type Digests = ReadonlyMap<string, string>;

/** Of everything in a folder that a workflow could be made of; of nothing where it can't be read. */
export async function digestsOf(directory: string): Promise<Digests> {
  const root = resolve(directory);
  const digests = new Map<string, string>();
  try {
    for await (const path of sourcesIn(root)) {
      const contents = await readFile(path);
      digests.set(relative(root, path), createHash('sha256').update(contents).digest('hex'));
    }
    return digests;
  } catch {
    return new Map();
  }
}

/** What stands for all of a folder's sources: another one as soon as any of them changes. */
export async function editionOf(directory: string): Promise<string> {
  const digests = await digestsOf(directory);
  return createHash('sha256')
    .update(JSON.stringify([...digests]))
    .digest('hex');
}

async function* sourcesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (NOT_OURS.test(entry.name)) continue;
    if (entry.isDirectory()) yield* sourcesIn(path);
    // Kubernetes mounts files as links.
    else if (SOURCE.test(entry.name)) yield path;
  }
}
