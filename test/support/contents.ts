import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { inflateRawSync } from 'node:zlib';

/** Every key below a prefix with all that it holds, as text, for tests of what must not be there. */
export async function contentsOf(redis: Redis, prefix: string): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const key of await redis.keys(`${prefix}*`)) contents.set(key, await textOf(redis, key));
  return contents;
}

/** Trails are packed: as they lie there, nothing would be found in them. What is sealed stays so. */
function unpacked(key: string, hash: Record<string, string>): Record<string, string> {
  if (!key.endsWith(':trails')) return hash;
  const unpack = (packed: string): string =>
    packed.startsWith('enc:') ? packed : inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8');
  return Object.fromEntries(Object.entries(hash).map(([field, packed]) => [field, unpack(packed)]));
}

async function textOf(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(unpacked(key, await redis.hgetall(key)));
    case 'list':
      return (await redis.lrange(key, 0, -1)).join('\n');
    case 'set':
      return (await redis.smembers(key)).join('\n');
    case 'zset':
      return (await redis.zrange(key, 0, '-1')).join('\n');
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    case 'none':
      return '';
    default:
      throw new Error(`${key} is of a type this test can't read`);
  }
}

/** Every file below the private Redis' folder, by name, as it lies there. */
export async function filesOf(directory: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // How other processes find the private Redis: its address with the password, readable by its owner alone.
    if (!entry.isFile() || /\.(json|conf)$/.test(entry.name)) continue;
    files.set(entry.name, await readFile(path, 'latin1'));
  }
  return files;
}
