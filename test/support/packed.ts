import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { list } from 'tar';
import { pnpm } from './pnpm.js';

/** A package as it would be published. */
export interface PackedPackage {
  readonly manifest: PackedManifest;
  readonly tarball: string;
  /** Name below the package's folder to content. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface PackedManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Packs every package of the workspace into `folder`. */
export async function packAll(folder: string): Promise<PackedPackage[]> {
  await pnpm(['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder]);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).sort();
  return Promise.all(names.map((name) => read(join(folder, name))));
}

async function read(tarball: string): Promise<PackedPackage> {
  const files = new Map<string, Buffer>();
  await list({
    file: tarball,
    onReadEntry(entry) {
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => files.set(entry.path.replace(/^package\//, ''), Buffer.concat(chunks)));
    },
  });
  const manifest = JSON.parse(files.get('package.json')?.toString('utf8') ?? '{}') as PackedManifest;
  return { manifest, tarball, files };
}

/** What a check of a tarball wants it as. */
export async function bytesOf({ tarball }: PackedPackage): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(tarball));
}
