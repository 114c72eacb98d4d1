import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from '@hrflow-sync/core';
import type { Certificate } from './certificates.js';

/** A redis-server with settings of a test's own. */
export interface RedisServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts one and waits until it listens.
 * @param settings as in redis.conf, given the port: `{ 'tls-port': port, … }`
 */
export async function startRedisServer(
  folder: string,
  settings: (port: string) => Readonly<Record<string, string>>,
): Promise<RedisServerProcess> {
  const port = await freePort();
  const all = { bind: '127.0.0.1', dir: folder, appendonly: 'yes', save: '', ...settings(String(port)) };
  const words = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn('redis-server', words, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said: string[] = [];
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  const gone = exited.then(() => {
    throw new Error(`redis-server ended:\n${said.join('\n')}`);
  });
  await Promise.race([ready, gone]);
  gone.catch(() => undefined);
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Settings of a server that speaks TLS only, wants a certificate of each client, and a password. */
export function tlsOnly(
  port: string,
  { its, authority, password }: { its: Certificate; authority: Certificate; password: string },
): Readonly<Record<string, string>> {
  return {
    port: '0',
    'tls-port': port,
    'tls-auth-clients': 'yes',
    'tls-cert-file': its.cert,
    'tls-key-file': its.key,
    'tls-ca-cert-file': authority.cert,
    requirepass: password,
  };
}
