import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import dockerignore from '@balena/dockerignore';
import { DockerfileParser, type Dockerfile, type Instruction } from 'dockerfile-ast';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const run = promisify(execFile);

/** The user `node` of the official images. */
const USER_ID = 1_000;

/**
 * What the Dockerfile makes, without Docker: its build stage's commands, run on what .dockerignore lets through, in
 * a folder in place of the root directory.
 */
export interface Image {
  /** In place of `/`. */
  readonly root: string;
  /** ENTRYPOINT: what runs, with paths below {@link root}. */
  readonly entrypoint: readonly string[];
  readonly defaultCommand: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  remove(this: void): Promise<void>;
}

export async function readDockerfile(): Promise<{ readonly text: string; readonly dockerfile: Dockerfile }> {
  const text = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  return { text, dockerfile: DockerfileParser.parse(text) };
}

export function instructionsOf(dockerfile: Dockerfile, keyword: string): Instruction[] {
  return dockerfile.getInstructions().filter((each) => each.getKeyword() === keyword);
}

export async function buildImage(): Promise<Image> {
  const root = await mkdtemp(join(tmpdir(), 'hrflow-sync-image-'));
  try {
    return await buildIn(root);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function buildIn(root: string): Promise<Image> {
  const { dockerfile } = await readDockerfile();
  // Other users have to get in: what runs there isn't root.
  await chmod(root, 0o755);
  await copyContext(join(root, 'src'));
  await writePnpm(join(root, 'bin'), dockerfile);
  for (const command of buildCommands(dockerfile)) {
    await run('sh', ['-euc', command.replaceAll('/app', join(root, 'app'))], {
      cwd: join(root, 'src'),
      env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}`, CI: 'true' },
    });
  }
  await mkdir(join(root, 'workflows'));
  return {
    root,
    entrypoint: jsonOf(dockerfile, 'ENTRYPOINT').map((word) => word.replace(/^\/app/, join(root, 'app'))),
    defaultCommand: jsonOf(dockerfile, 'CMD'),
    environment: environmentOf(dockerfile),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** `COPY . .`: everything .dockerignore lets through. */
async function copyContext(target: string): Promise<void> {
  const rules = dockerignore.default().add(await readFile(join(ROOT, '.dockerignore'), 'utf8'));
  await cp(ROOT, target, {
    recursive: true,
    filter: (source) => {
      const path = relative(ROOT, source);
      return path === '' || path === 'packages' || !rules.ignores(path);
    },
  });
}

/** The pnpm that the Dockerfile installs, out of npx' cache. */
async function writePnpm(bin: string, dockerfile: Dockerfile): Promise<void> {
  const [version] = /pnpm@[\d.]+/.exec(String(instructionsOf(dockerfile, 'RUN')[0])) ?? [];
  await mkdir(bin);
  await writeFile(join(bin, 'pnpm'), `#!/bin/sh\nexec npx --yes ${version} "$@"\n`, { mode: 0o755 });
}

/** RUN of the build stage, without the one that installs pnpm. */
function buildCommands(dockerfile: Dockerfile): string[] {
  const [, end] = instructionsOf(dockerfile, 'FROM');
  return instructionsOf(dockerfile, 'RUN')
    .filter((each) => each.getRange().start.line < (end?.getRange().start.line ?? 0))
    .map((each) => each.getRawArgumentsContent() ?? '')
    .filter((command) => !command.startsWith('npm install --global'));
}

export function jsonOf(dockerfile: Dockerfile, keyword: string): string[] {
  const [instruction] = instructionsOf(dockerfile, keyword);
  return JSON.parse(instruction?.getRawArgumentsContent() ?? '[]') as string[];
}

function environmentOf(dockerfile: Dockerfile): Record<string, string> {
  const pairs = dockerfile.getENVs().flatMap((env) => env.getProperties());
  return Object.fromEntries(pairs.map((pair) => [pair.getName(), pair.getValue() ?? '']));
}

/** A program in place of a container: process 1 of its own process tree, and not root, where the tests may do that. */
export interface Container {
  /** Standard output and error so far. */
  said(): string;
  /** Resolves once it said so; rejects when it ends without. */
  says(text: RegExp): Promise<RegExpMatchArray>;
  /** As `docker stop`. Resolves to the exit code. */
  stop(): Promise<number | NodeJS.Signals | null>;
  ended(): Promise<number | NodeJS.Signals | null>;
}

export function startContainer(
  image: Image,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Container {
  const words = [...confinement(), ...image.entrypoint, ...command];
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd: join(image.root, 'app'),
    env: { PATH: process.env['PATH'], ...image.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const end = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const ended = async (): Promise<number | NodeJS.Signals | null> => {
    const [code, signal] = await end;
    return code ?? signal;
  };
  return {
    said: () => text,
    ended,
    async says(wanted) {
      for (;;) {
        const found = wanted.exec(text);
        if (found) return found;
        const more = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
        const gone = await Promise.race([more.then(() => false), end.then(() => true)]);
        if (gone && !wanted.test(text)) throw new Error(`ended without saying ${wanted}; it said:\n${text}`);
      }
    },
    async stop() {
      const pid = await processOne(child);
      if (pid > 0) process.kill(pid, 'SIGTERM');
      return ended();
    },
  };
}

function confinement(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const user = [`--reuid=${USER_ID}`, `--regid=${USER_ID}`, '--clear-groups', '--no-new-privs'];
  return ['unshare', '--pid', '--fork', '--kill-child', 'setpriv', ...user];
}

/** 0 when it isn't there. */
async function processOne({ pid = 0 }: ChildProcess): Promise<number> {
  if (confinement().length === 0) return pid;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return Number(children.trim());
}
