import { readFileSync } from 'node:fs';

/** Kernel ticks per second in /proc; 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;
/** Of one core, used by programs that are none of ours. Above it, a measurement tells more about them. */
const TOLERATED_CORES = 0.1;
/** Times a disturbed measurement is taken again. */
const MOST_TRIES = 3;

const ours = new Set<number>([process.pid]);

/** Counts a process as part of the benchmark. */
export function countAsOurs(pid: number): void {
  ours.add(pid);
}

interface Measured<Value> {
  readonly value: Value;
  /** Cores that other programs of this machine used meanwhile. */
  readonly foreignCores: number;
}

/** Measures so many times; see {@link measureQuietly}. */
export async function repeatQuietly<Value>(
  times: number,
  measure: () => Promise<Value>,
): Promise<Measured<Value>[]> {
  const taken: Measured<Value>[] = [];
  while (taken.length < times) taken.push(await measureQuietly(measure));
  return taken;
}

/**
 * Measures while nobody else uses the machine, as far as that can be had: a measurement that others
 * disturbed is taken again a few times, and the least disturbed one stands.
 */
async function measureQuietly<Value>(measure: () => Promise<Value>): Promise<Measured<Value>> {
  let best: Measured<Value> | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = { foreign: foreignSeconds(), at: performance.now() };
    const value = await measure();
    const seconds = (performance.now() - before.at) / 1000;
    const foreignCores = Math.max(0, (foreignSeconds() - before.foreign) / seconds);
    if (best === undefined || foreignCores < best.foreignCores) best = { value, foreignCores };
    if (foreignCores <= TOLERATED_CORES) break;
  }
  if (best === undefined) throw new Error('never measured');
  return best;
}

/** Processor time in user mode of everything but us. What the kernel does for us counts for nobody. */
function foreignSeconds(): number {
  const [, user = '0', nice = '0'] = /^cpu +(\d+) (\d+)/.exec(readFileSync('/proc/stat', 'utf8')) ?? [];
  let foreign = (Number(user) + Number(nice)) / TICKS_PER_SECOND;
  for (const pid of ours) foreign -= cpuSeconds(pid).user;
  return foreign;
}

const lastKnown = new Map<number, { user: number; total: number }>();

/** Processor time a process has used, in seconds; of an ended one what was last known. */
export function cpuSeconds(pid: number): { user: number; total: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 14 and 15; the name in field 2 may hold spaces, so count from its closing parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const user = Number(fields[11]) / TICKS_PER_SECOND;
    const known = { user, total: user + Number(fields[12]) / TICKS_PER_SECOND };
    lastKnown.set(pid, known);
    return known;
  } catch {
    return lastKnown.get(pid) ?? { user: 0, total: 0 };
  }
}
