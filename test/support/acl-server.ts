import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectRedis } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { startRedisServer, type RedisServerProcess } from './redis-server.js';

const FILE = fileURLToPath(new URL('../../deploy/redis/users.acl', import.meta.url));
const USER = 'hrflow-sync';
const PASSWORD = 'of-a-test';
const HASH = `#${createHash('sha256').update(PASSWORD).digest('hex')}`;

/** A redis-server with the users of deploy/redis/users.acl, and somebody who sees what they were refused. */
export class AclServer {
  private constructor(
    private readonly folder: string,
    private readonly server: RedisServerProcess,
    readonly admin: Redis,
  ) {}

  static async start(): Promise<AclServer> {
    const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-acl-'));
    const file = join(folder, 'users.acl');
    const shipped = await readFile(FILE, 'utf8');
    const users = [shipped.trim().replace('>change-me', HASH), `user admin on ${HASH} ~* &* +@all`];
    await writeFile(file, `${users.join('\n')}\n`);
    const server = await startRedisServer(folder, (port) => ({ port, aclfile: file }));
    const admin = connectRedis(url(server, 'admin'), { role: 'worker', name: 'test' });
    return new AclServer(folder, server, admin);
  }

  /** What a deployment is given. */
  environment(): { readonly REDIS_URL: string } {
    return { REDIS_URL: url(this.server, USER) };
  }

  /** Works as the user of the file. */
  async asUser<Result>(work: (redis: Redis) => Promise<Result>): Promise<Result> {
    const redis = connectRedis(url(this.server, USER), { role: 'worker', name: 'test' });
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** What anybody was refused so far. */
  refusals(): Promise<unknown> {
    return this.admin.call('ACL', 'LOG');
  }

  /** Changes what the user of the file may do. */
  async allow(...rules: readonly string[]): Promise<void> {
    await this.admin.call('ACL', 'SETUSER', USER, ...rules);
  }

  async stop(): Promise<void> {
    this.admin.disconnect();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const url = ({ port }: RedisServerProcess, user: string): string =>
  `redis://${user}:${PASSWORD}@127.0.0.1:${port}`;

/** The rules of the file's user, for another prefix and password, as `ACL SETUSER` takes them. */
export async function rulesOfUser(prefix: string, password: string): Promise<string[]> {
  const [, rules = ''] = /^user hrflow-sync (.*)$/m.exec(await readFile(FILE, 'utf8')) ?? [];
  return rules.replace('~{hrflow-sync}:*', `~${prefix}:*`).replace('>change-me', password).split(' ');
}
