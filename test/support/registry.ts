import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';
import type { PackedPackage } from './packed.js';

const STORE = fileURLToPath(new URL('../../node_modules/.pnpm/', import.meta.url));

/** A package registry on this machine: what was packed, and what it depends on as it is installed here. */
export interface LocalRegistry {
  readonly url: string;
  /** Names that were asked for and are not here. */
  readonly unknown: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Offered {
  readonly manifest: { readonly name: string; readonly version: string };
  bytes(): Promise<Buffer>;
}

/** Serves packed packages and the installed ones of this workspace, so that `npm install` needs no network. */
export async function startRegistry(packed: readonly PackedPackage[]): Promise<LocalRegistry> {
  const offers = [...packed.map(offerPacked), ...(await installed())];
  const unknown = new Set<string>();
  const server = createServer((request, response) => {
    const [name = '', version] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/');
    const versions = offers.filter(({ manifest }) => manifest.name === name);
    const chosen = versions.find(({ manifest }) => `${manifest.version}.tgz` === version);
    if (chosen) return void chosen.bytes().then((bytes) => response.end(bytes));
    if (version === undefined && versions.length > 0) return answer(response, 200, describe(versions, url()));
    unknown.add(name);
    answer(response, 404, { error: 'not_found' });
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: url(),
    unknown,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function describe(offers: readonly Offered[], url: string): object {
  const versions = offers.map(({ manifest }) => {
    const dist = { tarball: `${url}/${encodeURIComponent(manifest.name)}/-/${manifest.version}.tgz` };
    return [manifest.version, { ...manifest, dist }] as const;
  });
  return {
    name: offers[0]?.manifest.name,
    'dist-tags': { latest: versions.at(-1)?.[0] },
    versions: Object.fromEntries(versions),
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function offerPacked({ manifest, tarball }: PackedPackage): Offered {
  return { manifest, bytes: () => readFile(tarball) };
}

/** Every package that pnpm installed: `.pnpm/<name>@<version>/node_modules/<name>`. */
async function installed(): Promise<Offered[]> {
  const offers = new Map<string, Offered>();
  for (const entry of await readdir(STORE)) {
    for (const folder of await packageFolders(join(STORE, entry, 'node_modules'))) {
      const manifest = JSON.parse(
        await readFile(join(folder, 'package.json'), 'utf8'),
      ) as Offered['manifest'];
      let packing: Promise<Buffer> | undefined;
      offers.set(`${manifest.name}@${manifest.version}`, {
        manifest,
        bytes: () => (packing ??= pack(folder)),
      });
    }
  }
  return [...offers.values()];
}

/** Folders, not links to the packages that one depends on. */
async function packageFolders(modules: string): Promise<string[]> {
  const entries = await readdir(modules, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isDirectory() && each.name !== '.bin')) {
    const path = join(modules, entry.name);
    if (entry.name.startsWith('@')) found.push(...(await packageFolders(path)));
    else found.push(path);
  }
  return found;
}

/** Of a copy: pnpm links equal files of a package together, which npm takes for no files at all. */
async function pack(folder: string): Promise<Buffer> {
  const copy = await mkdtemp(join(tmpdir(), 'hrflow-sync-registry-'));
  try {
    await cp(folder, copy, { recursive: true });
    return await create({ gzip: true, cwd: copy, prefix: 'package', portable: true }, ['.']).concat();
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
