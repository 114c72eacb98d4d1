import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedRedis, type EmbeddedRedis } from '@hrflow-sync/core';

let server: EmbeddedRedis | undefined;
let folder: string | undefined;

/** Starts the suite's private Redis: a real one, with the settings the product gives its own. */
export async function startSuiteRedis(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-test-'));
  server = await startEmbeddedRedis({ dataDir: folder });
}

export async function stopSuiteRedis(): Promise<void> {
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}

export function redisUrl(): string {
  if (!server) throw new Error("the suite's Redis is not running: is test/support/hooks.ts required?");
  return server.url;
}

/** A key prefix of a test's own, so that tests share a server and nothing else. */
export function newPrefix(): string {
  return `{test-${randomBytes(4).toString('hex')}}`;
}
