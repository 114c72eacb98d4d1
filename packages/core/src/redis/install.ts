import { spawnSync } from 'node:child_process';
import { findCommand, findProgram, howToInstall, installProgram } from '../../setup/programs.mjs';
import { UserError } from '../errors.js';

/** A way to run Redis on this machine. */
export interface RedisProgram {
  /** `binary`: redis-server or valkey-server. `docker`: the official image, on 127.0.0.1. */
  kind: 'binary' | 'docker';
  /** Of the server, or of the docker command. */
  path: string;
}

/** `docker info` hangs when the engine does. */
const DOCKER_DEADLINE_MS = 5_000;

/**
 * Makes sure that Redis can be started here: a server on PATH, or else installed without asking anything
 * (apt, Homebrew), or else Docker. Installing blocks this process while it lasts, up to a minute or so.
 * @param options.install whether anything may be installed
 * @param options.log told what is installed
 * @throws UserError `redis_not_found`, with what to type
 */
export function ensureRedisProgram(options: {
  install: boolean;
  log?: (line: string) => void;
}): RedisProgram {
  const found = findRedisProgram();
  if (found) return found;
  const installed = options.install ? installProgram('redis', options.log ?? (() => {})) : undefined;
  if (installed) return { kind: 'binary', path: installed };
  const docker = findDocker();
  if (docker) return docker;
  throw new UserError(
    `There is no redis-server or valkey-server on this machine. Type "${howToInstall('redis')}", or start Docker, or set REDIS_URL to a Redis that runs elsewhere.`,
    { code: 'redis_not_found', path: 'REDIS_URL' },
  );
}

/** Installs nothing. @throws UserError `redis_not_found` */
export function requireRedisProgram(): RedisProgram {
  return ensureRedisProgram({ install: false });
}

function findRedisProgram(): RedisProgram | undefined {
  const path = findProgram('redis');
  return path === undefined ? undefined : { kind: 'binary', path };
}

function findDocker(): RedisProgram | undefined {
  const path = findCommand('docker');
  if (path === undefined) return undefined;
  const { status } = spawnSync(path, ['info'], { stdio: 'ignore', timeout: DOCKER_DEADLINE_MS });
  return status === 0 ? { kind: 'docker', path } : undefined;
}
