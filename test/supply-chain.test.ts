import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect } from 'chai';
import { knownBad, licenceProblems, lockedPackages, productionSbom } from '../scripts/supply-chain.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

async function manifests(): Promise<Manifest[]> {
  const folders = ['', ...(await readdir(join(ROOT, 'packages'))).map((name) => `packages/${name}/`)];
  return Promise.all(
    folders.map(async (folder) => JSON.parse(await read(`${folder}package.json`)) as Manifest),
  );
}

/** The lines of one section of pnpm-workspace.yaml, as name and value. */
async function settings(section: string): Promise<[string, string][]> {
  const text = await read('pnpm-workspace.yaml');
  const [, block = ''] = new RegExp(`^${section}:\\n((?: {2}.+\\n)+)`, 'm').exec(text) ?? [];
  return [...block.matchAll(/^ {2}'?([^':]+)'?: '?([^'\n]+)'?$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}

describe('the supply chain', () => {
  it('is pinned: every dependency is one of the catalog, and that names exact versions', async () => {
    const strange = (await manifests()).flatMap(({ name, ...manifest }) =>
      [
        manifest.dependencies,
        manifest.devDependencies,
        manifest.optionalDependencies,
        manifest.peerDependencies,
      ]
        .flatMap((dependencies) => Object.entries(dependencies ?? {}))
        .filter(([, version]) => version !== 'catalog:' && version !== 'workspace:*')
        .map(([dependency, version]) => `${name}: ${dependency} ${version}`),
    );
    expect(strange).to.deep.equal([]);
    const pinned = [...(await settings('catalog')), ...(await settings('overrides'))];
    expect(pinned.length).to.be.greaterThan(30);
    expect(pinned.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).to.deep.equal([]);
  });

  it('is locked by hash, and by no address of a registry', async () => {
    const lock = await read('pnpm-lock.yaml');
    expect(lock).not.to.match(/https?:\/\/|tarball:|registry\./);
    const resolutions = lock.match(/^ {4}resolution: .*$/gm) ?? [];
    expect(resolutions.length).to.equal(lockedPackages(lock).length).and.to.be.greaterThan(200);
    expect(resolutions.filter((line) => !/\{integrity: sha512-[\w+/=]+\}/.test(line))).to.deep.equal([]);
  });

  it('runs no script while it is installed: whoever offers one is on the list, and is refused', async () => {
    const listed = await settings('allowBuilds');
    expect(listed.filter(([, allowed]) => allowed !== 'false')).to.deep.equal([]);
    const names = listed.map(([name]) => name);
    const offering = await packagesWithInstallScripts();
    expect(offering).to.include('msgpackr-extract');
    expect(offering.filter((name) => !names.includes(name))).to.deep.equal([]);
    const own = (await manifests()).flatMap(({ scripts = {} }) =>
      Object.keys(scripts).filter(isInstallScript),
    );
    expect(own).to.deep.equal([]);
  });

  it('holds no version that is known to be bad', async () => {
    const { entries } = JSON.parse(await read('scripts/known-bad.json')) as {
      entries: Parameters<typeof knownBad>[1];
    };
    expect(knownBad(lockedPackages(await read('pnpm-lock.yaml')), entries)).to.deep.equal([]);
    for (const { source, why } of entries) expect(`${why} ${source}`).to.match(/\S+ https:\/\/\S+$/);
    // It would be found if there were one.
    const lock = "packages:\n\n  axios@1.14.1:\n    resolution: {}\n\n  '@a/b@1.0.0':\n\nsnapshots:\n";
    expect(lockedPackages(lock)).to.deep.equal([
      { name: 'axios', version: '1.14.1' },
      { name: '@a/b', version: '1.0.0' },
    ]);
    expect(knownBad(lockedPackages(lock), entries).join()).to.contain('axios@1.14.1: malware');
  });

  it('is listed in a CycloneDX 1.6 document that is valid, complete, and of allowed licences', async function () {
    this.timeout(60_000);
    const sbom = productionSbom() as Parameters<typeof licenceProblems>[0];
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(JSON.stringify(sbom))).to.equal(null);
    expect(await validator.validate(JSON.stringify({ ...sbom, components: [{ name: 1 }] }))).not.to.equal(
      null,
    );
    const listed = sbom.components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    const shipped = (await manifests())
      .slice(1)
      .flatMap(({ dependencies = {} }) => Object.keys(dependencies));
    expect(listed).to.include.members(shipped);
    expect(licenceProblems(sbom)).to.deep.equal([]);
    const strangers = [
      { name: 'copyleft', version: '1.0.0', licenses: [{ license: { id: 'AGPL-3.0-only' } }] },
      { name: 'silent', version: '1.0.0' },
    ];
    expect(licenceProblems({ components: strangers })).to.deep.equal([
      'copyleft@1.0.0: AGPL-3.0-only',
      'silent@1.0.0: no licence named',
    ]);
  });
});

const isInstallScript = (name: string): boolean =>
  ['preinstall', 'install', 'postinstall', 'prepare'].includes(name);

/** Installed packages that would run something, by a script or by a binding to be built. */
async function packagesWithInstallScripts(): Promise<string[]> {
  const store = join(ROOT, 'node_modules/.pnpm');
  const found = new Set<string>();
  for (const entry of await readdir(store)) {
    for (const name of await namesIn(join(store, entry, 'node_modules'))) {
      const folder = join(store, entry, 'node_modules', name);
      const { scripts = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
      const runs = ['preinstall', 'install', 'postinstall'].some((script) => script in scripts);
      if (runs || (await readdir(folder)).includes('binding.gyp')) found.add(name);
    }
  }
  return [...found];
}

/** Of folders, not of links to what a package depends on. */
async function namesIn(modules: string, scope = ''): Promise<string[]> {
  const entries = await readdir(modules, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries.filter((each) => each.isDirectory() && each.name !== '.bin')) {
    if (entry.name.startsWith('@'))
      names.push(...(await namesIn(join(modules, entry.name), `${entry.name}/`)));
    else names.push(scope + entry.name);
  }
  return names;
}
