import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { isAlive } from '../../src/redis/data-folder.js';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/redis/embedded.js';

/** Runs `action` with an empty folder, which is removed afterwards. */
export async function withFolder<T>(action: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-redis-'));
  try {
    return await action(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Runs `action` with a Redis over a folder, which is stopped afterwards. */
export async function withRedis<T>(
  dataDir: string,
  action: (server: EmbeddedRedis) => Promise<T>,
): Promise<T> {
  const server = await startEmbeddedRedis({ dataDir });
  try {
    return await action(server);
  } finally {
    await server.stop();
  }
}

/** Runs `action` with a client, which is disconnected afterwards. */
export async function withClient<T>(url: string, action: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    return await action(client);
  } finally {
    client.disconnect();
  }
}

/** A process of its own that starts or joins the Redis of a folder. */
export interface Owner {
  process: ChildProcess;
  pid: number;
  redis: { url: string; pid: number; joined: boolean };
}

/** Starts an {@link Owner}, leader of its own process group. */
export async function startOwner(dataDir: string): Promise<Owner> {
  const child = fork(fileURLToPath(new URL('owner.ts', import.meta.url)), [dataDir], {
    execArgv: ['--import', 'tsx'],
    detached: true,
  });
  const [redis] = (await once(child, 'message')) as [Owner['redis']];
  return { process: child, pid: child.pid ?? -1, redis };
}

/** `kill -9`, and waits until it is gone. */
export async function killOwner(owner: Owner): Promise<void> {
  if (owner.process.exitCode !== null || owner.process.signalCode !== null) return;
  const exited = once(owner.process, 'exit');
  owner.process.kill('SIGKILL');
  await exited;
}

/** Resolves when a process has ended. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(10);
}

/** The error `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a rejection');
}
