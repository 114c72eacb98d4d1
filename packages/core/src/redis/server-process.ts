import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { RedisProgram } from './install.js';

/** A running redis-server, child of this process. */
export interface RedisProcess {
  pid: number;
  exited: Promise<void>;
  /** Undefined while it runs. */
  exitReason(): string | undefined;
  /** The end of its log. */
  lastLines(): string[];
  /** SIGTERM, on which Redis writes everything to disk; SIGKILL after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
}

interface SpawnRequest {
  program: RedisProgram;
  dataDir: string;
  port: number;
  password: string;
  log?: (line: string) => void;
}

const KEPT_LINES = 20;
const CONFIG_FILE = 'hrflow-sync-redis.conf';
const DOCKER_IMAGE = 'redis:7-alpine';

/**
 * The shell leaves a watcher behind and becomes Redis. The watcher reads the pipe that only our process
 * holds open; the pipe closes when we end, however we end, and Redis is told to end too.
 */
const END_WITH_PARENT =
  'exec 3<&0; (cat <&3 >/dev/null; kill -TERM $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';

/** Starts Redis in its own process group, so that Ctrl-C in a terminal reaches us and not it. */
export async function spawnRedis(request: SpawnRequest): Promise<RedisProcess> {
  const { program, dataDir, port, log } = request;
  await writeConfig(request);
  const container = `hrflow-sync-redis-${port}`;
  const command =
    program.kind === 'docker'
      ? dockerCommand(program.path, dataDir, port, container)
      : [program.path, `./${CONFIG_FILE}`];
  const child = spawn('/bin/sh', ['-c', END_WITH_PARENT, 'redis', ...command], {
    cwd: dataDir,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      log?.(line);
    });
  }
  const ending = watchExit(child);
  // Redis alone keeps no process alive: it serves ours.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) unrefStream(stream);
  return {
    pid: child.pid ?? -1,
    exited: ending.exited,
    exitReason: ending.reason,
    lastLines: () => [...lines],
    stop: async (deadlineMs) => {
      await stopChild(child, ending.exited, deadlineMs);
      if (program.kind === 'docker') await removeContainer(program.path, container);
    },
  };
}

function watchExit(child: ChildProcess): { exited: Promise<void>; reason: () => string | undefined } {
  let reason: string | undefined;
  const exited = new Promise<void>((resolve) => {
    const ended = (text: string) => {
      reason ??= text;
      child.stdin?.destroy();
      resolve();
    };
    child.once('error', (error) => ended(error.message));
    // "close" follows "exit" when its last lines have been read.
    child.once('close', (code, signal) => ended(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  return { exited, reason: () => reason };
}

async function stopChild(child: ChildProcess, exited: Promise<void>, deadlineMs: number): Promise<void> {
  child.ref();
  child.kill('SIGTERM');
  const deadline = new AbortController();
  const timer = delay(deadlineMs, 'late', { signal: deadline.signal }).catch(() => 'in time');
  if ((await Promise.race([exited, timer])) === 'late') child.kill('SIGKILL');
  await exited;
  deadline.abort();
}

/** The password is in a file that only we can read: a command line is seen by every user. */
async function writeConfig({ program, dataDir, port, password }: SpawnRequest): Promise<void> {
  const inContainer = program.kind === 'docker';
  const file = join(dataDir, CONFIG_FILE);
  await rm(file, { force: true });
  await writeFile(
    file,
    [
      // Docker publishes the port on 127.0.0.1 of this machine.
      `bind ${inContainer ? '0.0.0.0' : '127.0.0.1'}`,
      `port ${port}`,
      `requirepass ${password}`,
      'daemonize no',
      'appendonly yes',
      'appendfsync everysec',
      'save ""',
      'maxmemory-policy noeviction',
      // A write cut short by a crash loses that write only.
      'aof-load-truncated yes',
      'always-show-logo no',
      '',
    ].join('\n'),
    { mode: 0o600, flag: 'wx' },
  );
}

function dockerCommand(docker: string, dataDir: string, port: number, container: string): string[] {
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  return [
    docker,
    'run',
    '--rm',
    `--name=${container}`,
    `--user=${user}`,
    `--publish=127.0.0.1:${port}:${port}`,
    `--volume=${dataDir}:/data`,
    '--workdir=/data',
    DOCKER_IMAGE,
    'redis-server',
    `./${CONFIG_FILE}`,
  ];
}

/** A killed client leaves its container running. */
function removeContainer(docker: string, container: string): Promise<void> {
  return new Promise((resolve) => {
    execFile(docker, ['rm', '--force', container], () => resolve());
  });
}

function unrefStream(stream: object): void {
  if ('unref' in stream && typeof stream.unref === 'function') (stream as { unref(): void }).unref();
}
