import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { isAlive, readState, type ServerState, withFolderLock, writeState } from './data-folder.js';
import { type RedisProgram, requireRedisProgram } from './install.js';
import { freePort, isPortFree } from './port.js';
import { askRedis } from './probe.js';
import { type RedisProcess, spawnRedis } from './server-process.js';
import { parseRedisUrl } from './url.js';

/** A Redis of our own, on this machine only. */
export interface EmbeddedRedis {
  /** Carries the password. */
  url: string;
  pid: number;
  /** True when another process started it: it ends with that process, and `stop` does nothing. */
  joined: boolean;
  /** Resolves, at most once, when the server ends without having been told to. */
  ended: Promise<void>;
  /** Ends Redis after it has written everything to disk. */
  stop(): Promise<void>;
}

/** Options of {@link startEmbeddedRedis}. */
export interface EmbeddedRedisOptions {
  /** Folder of its data; created when missing. One server serves it, whoever asks. */
  dataDir: string;
  /** Default: `redis-server` or `valkey-server` found on this machine. */
  program?: RedisProgram;
  /** Default: the last one used over this folder if it is free, or else any free one. */
  port?: number;
  /** Takes the server's own log, line by line. */
  log?: (line: string) => void;
}

const START_DEADLINE_MS = 15_000;
/** Reading a large data file takes a while: about 1 s per 100 MB. */
const LOAD_DEADLINE_MS = 180_000;
const STOP_DEADLINE_MS = 10_000;
const POLL_MS = 20;
const PORT_ATTEMPTS = 5;

/**
 * Starts a Redis over `dataDir`, or joins the one that another live process of ours runs over it. It
 * listens on 127.0.0.1, wants a random password, appends to disk every second, never evicts a key, and
 * ends with this process even if that is killed. A restart over the same folder keeps data, password
 * and, when it can, the port.
 * @throws UserError `redis_start_failed` (with the end of its log) or `redis_not_found`
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const dataDir = resolve(options.dataDir);
  const program = options.program ?? requireRedisProgram();
  return withFolderLock(dataDir, START_DEADLINE_MS + STOP_DEADLINE_MS, async () => {
    const last = await readState(dataDir);
    if (last && (await askRedis(last.url)).state !== 'absent') {
      if (isAlive(last.ownerPid)) return joined(last);
      await endOrphan(last, dataDir);
    }
    const server = await startServer({ ...options, dataDir, program, last });
    await writeState(dataDir, { url: server.url, pid: server.process.pid, ownerPid: process.pid });
    return owned(server.url, server.process, dataDir);
  });
}

function joined({ url, pid }: ServerState): EmbeddedRedis {
  return { url, pid, joined: true, ended: new Promise(() => {}), stop: async () => {} };
}

function owned(url: string, server: RedisProcess, dataDir: string): EmbeddedRedis {
  let stopping: Promise<void> | undefined;
  const end = () => server.stop(STOP_DEADLINE_MS);
  // The lock keeps the next start waiting; a folder that can't be locked is no reason to go on running.
  const stop = () => withFolderLock(dataDir, STOP_DEADLINE_MS, end).catch(end);
  return {
    url,
    pid: server.pid,
    joined: false,
    ended: new Promise((resolveEnded) => {
      void server.exited.then(() => stopping === undefined && resolveEnded());
    }),
    stop: () => (stopping ??= stop()),
  };
}

/** Its owner was killed a moment ago and it is about to end; hurry it, and wait until it has. */
async function endOrphan({ url, pid }: ServerState, dataDir: string): Promise<void> {
  await askRedis(url, 'SHUTDOWN');
  const giveUpAt = Date.now() + STOP_DEADLINE_MS;
  while (isAlive(pid)) {
    if (Date.now() > giveUpAt) {
      throw new UserError(
        `A Redis left behind (process ${pid}) still serves ${dataDir}. End it, and start again.`,
        {
          code: 'redis_start_failed',
        },
      );
    }
    await delay(POLL_MS);
  }
}

interface ServerRequest extends EmbeddedRedisOptions {
  program: RedisProgram;
  last: ServerState | undefined;
}

async function startServer(request: ServerRequest): Promise<{ url: string; process: RedisProcess }> {
  const last = request.last && parseRedisUrl(request.last.url);
  const password = last?.password ?? randomBytes(24).toString('base64url');
  for (let attempt = 1; ; attempt += 1) {
    const port = request.port || (await choosePort(attempt === 1 ? last?.port : undefined));
    const url = `redis://:${password}@127.0.0.1:${port}`;
    const server = await spawnRedis({ ...request, port, password });
    const failure = await untilReady(url, server);
    if (failure === undefined) return { url, process: server };
    await server.stop(STOP_DEADLINE_MS);
    const portWasTaken = server.lastLines().some((line) => /address already in use/i.test(line));
    if (portWasTaken && !request.port && attempt < PORT_ATTEMPTS) continue;
    throw new UserError(
      `${request.program.path} didn't start: ${failure}.\n${server.lastLines().join('\n')}`.trimEnd(),
      { code: 'redis_start_failed' },
    );
  }
}

async function choosePort(preferred: number | undefined): Promise<number> {
  return preferred !== undefined && (await isPortFree(preferred)) ? preferred : freePort();
}

/** Undefined once it answers, or the reason why it won't. */
async function untilReady(url: string, server: RedisProcess): Promise<string | undefined> {
  const startedAt = Date.now();
  for (;;) {
    const found = await askRedis(url);
    if (server.exitReason() !== undefined) return server.exitReason();
    if (found.state === 'ready') return undefined;
    if (found.state === 'denied') return 'another server listens on its port';
    const deadlineMs = found.state === 'loading' ? LOAD_DEADLINE_MS : START_DEADLINE_MS;
    if (Date.now() - startedAt > deadlineMs) return `no answer within ${deadlineMs / 1000} s`;
    await delay(POLL_MS);
  }
}
