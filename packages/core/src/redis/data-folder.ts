import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';

/** Who serves a data folder; kept in it, so that a second process finds the first one's Redis. */
export interface ServerState {
  /** With its password: the file is readable by its owner only. */
  url: string;
  /** Process id of Redis. */
  pid: number;
  /** Process id of the hrflow-sync that started it, and with which it ends. */
  ownerPid: number;
}

const STATE_FILE = 'hrflow-sync-redis.json';
const LOCK_FILE = 'hrflow-sync-redis.lock';
const LOCK_POLL_MS = 50;

/** Locks this process holds. */
const heldHere = new Set<string>();

/** The last server of this folder, alive or not. A file that doesn't read is as good as none. */
export async function readState(dataDir: string): Promise<ServerState | undefined> {
  try {
    const state: unknown = JSON.parse(await readFile(join(dataDir, STATE_FILE), 'utf8'));
    return isState(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the state in one step. */
export async function writeState(dataDir: string, state: ServerState): Promise<void> {
  const temporary = join(dataDir, `${STATE_FILE}.${process.pid}`);
  await writeFile(temporary, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(temporary, join(dataDir, STATE_FILE));
}

/**
 * Runs `action` while no other process starts or stops a server on this folder: two servers appending to
 * one file would ruin it. A lock whose owner died is taken over.
 * @throws UserError `redis_start_failed` when another process holds the folder beyond `deadlineMs`
 */
export async function withFolderLock<T>(
  dataDir: string,
  deadlineMs: number,
  action: () => Promise<T>,
): Promise<T> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = join(dataDir, LOCK_FILE);
  const giveUpAt = Date.now() + deadlineMs;
  while (!(await tryLock(lock))) {
    if (Date.now() > giveUpAt) {
      throw new UserError(
        `Another process has been starting or stopping Redis in ${dataDir} for ${deadlineMs / 1000} s. End it, or remove ${lock} if there is none.`,
        { code: 'redis_start_failed' },
      );
    }
    await delay(LOCK_POLL_MS);
  }
  try {
    return await action();
  } finally {
    await rm(lock, { force: true });
    heldHere.delete(lock);
  }
}

/** Whether a process of this id runs. Ids are reused: true proves nothing about which process it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
  return !isZombie(pid);
}

/** Ended, and its parent has yet to notice: some containers have a first process that never does. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

async function tryLock(lock: string): Promise<boolean> {
  // Linking makes the lock appear with its holder's id already in it.
  const mine = `${lock}.${process.pid}.${randomUUID()}`;
  await writeFile(mine, `${process.pid}`, { mode: 0o600 });
  try {
    await link(mine, lock);
    heldHere.add(lock);
    return true;
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const holder = await holderOf(lock);
  if (holder !== undefined && isAbandoned(lock, holder)) await removeAbandoned(lock, holder);
  return false;
}

/** In a container every start may have the same process id: a lock of ours that we don't hold is old. */
function isAbandoned(lock: string, holder: number): boolean {
  return holder === process.pid ? !heldHere.has(lock) : !isAlive(holder);
}

/**
 * Renaming first lets one process alone remove the file. Between reading and renaming, another may have
 * removed it and locked anew; such a lock is put back. Two processes may then hold it for an instant,
 * which takes three that start at the same millisecond after a crash.
 */
async function removeAbandoned(lock: string, holder: number): Promise<void> {
  const aside = `${lock}.${process.pid}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  if ((await holderOf(aside)) === holder) await rm(aside, { force: true });
  else await rename(aside, lock);
}

/** Undefined when the lock is gone. */
async function holderOf(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isState(value: unknown): value is ServerState {
  if (typeof value !== 'object' || value === null) return false;
  const { url, pid, ownerPid } = value as Record<string, unknown>;
  return typeof url === 'string' && URL.canParse(url) && Number.isInteger(pid) && Number.isInteger(ownerPid);
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
