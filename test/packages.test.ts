import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { bytesOf, packAll, type PackedPackage } from './support/packed.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { startRegistry, type LocalRegistry } from './support/registry.js';
import { candidatesWorkflow } from './support/workflow-folder.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);

describe('the packages, as they would be published,', function () {
  this.timeout(120_000);

  let folder: string;
  let packed: PackedPackage[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-packed-'));
    packed = await packAll(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are all there, under one version', async () => {
    const names = packed.map(({ manifest }) => manifest.name).sort();
    const folders = (await readdir(`${ROOT}packages`)).map((name) =>
      name === 'cli' ? '' : `@hrflow-sync/${name}`,
    );
    expect(names).to.deep.equal(folders.map((name) => name || 'hrflow-sync').sort());
    expect(new Set(packed.map(({ manifest }) => manifest.version)).size).to.equal(1);
  });

  it('say what they are, and hold what they need and nothing else', () => {
    for (const { manifest, files } of packed) {
      const { name, license, description, engines, scripts } = manifest;
      expect({ license, engines, scripts }, name).to.deep.equal({
        license: 'MIT',
        engines: { node: '>=20.19.0' },
        scripts: undefined,
      });
      expect(description, name).to.be.a('string').with.length.greaterThan(20);
      expect([...files.keys()], name).to.include.members([
        'LICENSE',
        'README.md',
        'package.json',
        'dist/index.js',
      ]);
      const strange = [...files.keys()].filter(
        (file) =>
          !/^(LICENSE|README\.md|package\.json|(assets|demo|dist|fixtures|setup|src)\/.+)$/.test(file),
      );
      expect(strange, name).to.deep.equal([]);
      expect(
        [...files.keys()].filter((file) => /\.test\.|tsbuildinfo|\.env/.test(file)),
        name,
      ).to.deep.equal([]);
    }
  });

  it('depend on exact versions of what they use, and on each other by version', () => {
    for (const { manifest } of packed) {
      for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
        expect(version, `${manifest.name} needs ${name}`).to.match(/^\d+\.\d+\.\d+$/);
      }
    }
  });

  it('hold the code and the types of every source that comes with them', () => {
    for (const { manifest, files } of packed) {
      const missing = [...files.keys()].flatMap((file) => {
        const [, stem] = /^src\/(.+)(?<!\.d)\.ts$/.exec(file) ?? [];
        if (stem === undefined) return [];
        return [`dist/${stem}.js`, `dist/${stem}.d.ts`].filter((output) => !files.has(output));
      });
      expect(missing, manifest.name).to.deep.equal([]);
    }
  });

  it('are in order for publint', async () => {
    for (const each of packed) {
      const tarball = (await bytesOf(each)).buffer;
      const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
      const told = messages.map((message) => formatMessage(message, pkg, { color: false }));
      expect(told, each.manifest.name).to.deep.equal([]);
    }
  });

  it('have types that resolve as their code does', async () => {
    // It awaits at its top level, so mocha would load this file, and its Redis, apart from the root hooks.
    const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
    for (const each of packed) {
      const result = await checkPackage(createPackageFromTarballData(await bytesOf(each)));
      if (!result.types) throw new Error(`${each.manifest.name} has no types`);
      // They are ES modules: CommonJS loads them with import() alone, and Node 10 not at all.
      const problems = result.problems.filter(
        (problem) =>
          !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)),
      );
      expect(problems, each.manifest.name).to.deep.equal([]);
    }
  });

  describe('installed into an empty project', () => {
    let registry: LocalRegistry;
    let project: string;
    let sandbox: Sandbox;

    before(async () => {
      registry = await startRegistry(packed);
    });
    after(() => registry.close());
    beforeEach(async () => {
      project = await mkdtemp(join(tmpdir(), 'hrflow-sync-project-'));
      sandbox = await startSandbox({ candidates: 20 });
    });
    afterEach(async () => {
      await sandbox.close();
      await rm(project, { recursive: true, force: true });
    });

    /** With nothing of this workspace, of this user's settings, or of the network. */
    async function install(name: string): Promise<string[]> {
      await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
      const version = packed[0]?.manifest.version ?? '';
      await run(
        'npm',
        ['install', `${name}@${version}`, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
        {
          cwd: project,
          env: {
            PATH: process.env['PATH'],
            HOME: project,
            npm_config_registry: registry.url,
            npm_config_cache: join(project, '.npm'),
            npm_config_update_notifier: 'false',
          },
        },
      );
      return readdir(join(project, 'node_modules'));
    }

    const inProject = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
      run(process.execPath, args, {
        cwd: project,
        env: { PATH: process.env['PATH'], HOME: project, ...environment },
      });

    it('run a workflow to its end, and type it', async () => {
      await install('hrflow-sync');
      await mkdir(join(project, 'workflows'));
      await writeFile(join(project, 'workflows/candidates.ts'), candidatesWorkflow());
      const bin = await readFile(join(project, 'node_modules/.bin/hrflow-sync'), 'utf8');
      expect(bin).to.match(/^#!\/usr\/bin\/env node\n/);
      const { stdout } = await inProject(['node_modules/.bin/hrflow-sync', 'run', 'candidates', '--json'], {
        ...sandbox.environment,
        REDIS_URL: redisUrl(),
        REDIS_PREFIX: newPrefix(),
      });
      expect(JSON.parse(stdout)).to.include({ workflow_id: 'candidates', status: 'success' });
      const typeCheck = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--skipLibCheck',
      ];
      await inProject([TSC, ...typeCheck, 'workflows/candidates.ts']);
      const wrong = candidatesWorkflow("pullParameters: { updated_afterr: '2026-01-01' },");
      await writeFile(join(project, 'workflows/wrong.ts'), wrong);
      const { stdout: complaint } = await inProject([TSC, ...typeCheck, 'workflows/wrong.ts']).catch(
        (error: unknown) => error as { stdout: string },
      );
      expect(complaint).to.contain('updated_afterr');
    });

    it('bring what the demo needs', async () => {
      await install('hrflow-sync');
      const { stdout } = await inProject(['node_modules/.bin/hrflow-sync', 'demo', '--once']);
      expect(stdout).to.contain('success_with_failures');
    });

    it('let connectors be used alone, without queue, Redis or web server', async () => {
      const modules = await install('@hrflow-sync/connectors');
      expect(modules).to.include.members(['axios', 'undici', 'zod']);
      expect(modules).not.to.include.members(['bullmq']).and.not.to.include.members(['express']);
      expect(await readdir(join(project, 'node_modules/@hrflow-sync'))).to.deep.equal(['connectors']);
      await writeFile(join(project, 'pull.js'), PULL_SCRIPT);
      const { stdout } = await inProject(['pull.js'], sandbox.environment);
      expect(stdout).to.equal('20 profiles\n');
    });
  });
});

const PULL_SCRIPT = `
import { closeConnections, Greenhouse, openClient } from '@hrflow-sync/connectors';
const { origin, format } = Greenhouse.update_profiles_in_hrflow;
const client = openClient(origin.api, { auth: process.env.GREENHOUSE_API_KEY }, { baseUrls: process.env });
const page = await origin.pull(client, origin.parameters.parse({}), null);
console.log(page.items.map(format).length + ' profiles');
await closeConnections();
`;
