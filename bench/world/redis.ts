import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, startEmbeddedRedis } from '@hrflow-sync/core';
import { countAsOurs } from './quiet.js';

/** A Redis of the product's own making (AOF, synced every second), used by one benchmark alone. */
export interface BenchRedis {
  readonly url: string;
  readonly pid: number;
  /** MiB: used by data and clients now, and the most since the server started. */
  memoryMiB(): Promise<{ now: number; most: number }>;
  close(): Promise<void>;
}

export async function startRedis(): Promise<BenchRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-bench-'));
  const server = await startEmbeddedRedis({ dataDir: folder });
  countAsOurs(server.pid);
  const connection = connectRedis(server.url, { role: 'worker', name: 'bench' });
  return {
    url: server.url,
    pid: server.pid,
    async memoryMiB() {
      const info = await connection.info('memory');
      const read = (field: string): number =>
        Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? Number.NaN) / 1024 / 1024;
      return { now: read('used_memory'), most: read('used_memory_peak') };
    },
    async close() {
      connection.disconnect();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
