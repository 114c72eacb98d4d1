import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countAsOurs, cpuSeconds } from './quiet.js';

const COMMAND = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
const SCRIPTS = new URL('../processes/', import.meta.url);
/** Lines of a process' log that are kept to explain its end. */
const KEPT_LINES = 30;

/** A part of the product, or something it is compared with, in a process of its own. */
export interface BenchProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The end of its log. */
  lastLines(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts the built `hrflow-sync` and waits until it says that it is ready. For profiling,
 * BENCH_NODE_OPTIONS gives Node more options (`--cpu-prof --cpu-prof-dir=/tmp/profiles`) and BENCH_COMMAND
 * names another checkout's `bin.js`.
 */
export async function startCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<BenchProcess> {
  const { PATH, HOME, BENCH_NODE_OPTIONS, BENCH_COMMAND = COMMAND } = process.env;
  const nodeOptions = BENCH_NODE_OPTIONS?.split(' ') ?? [];
  const child = spawn(process.execPath, [...nodeOptions, BENCH_COMMAND, ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const running = watch(child);
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', () => {
      if (running.lastLines().includes(' ready on ')) resolve();
    });
    child.once('exit', () =>
      reject(new Error(`hrflow-sync ${args.join(' ')} ended:\n${running.lastLines()}`)),
    );
  });
  return running;
}

/** A script of `bench/processes`, and the first message it sent. */
export interface RunningScript {
  readonly process: BenchProcess;
  readonly answer: unknown;
}

/** Starts a script of `bench/processes` and waits for its first message. */
export async function startScript(name: string, options: object): Promise<RunningScript> {
  const child = fork(fileURLToPath(new URL(`${name}.ts`, SCRIPTS)), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const running = watch(child);
  const answer = await new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error(`${name} ended without an answer:\n${running.lastLines()}`)));
  });
  return { process: running, answer };
}

/** Runs a script of `bench/processes` to its end and takes what it sends. */
export async function runScript(name: string, options: object): Promise<unknown> {
  const { process: running, answer } = await startScript(name, options);
  await running.stop();
  return answer;
}

function watch(child: ChildProcess): BenchProcess {
  if (child.pid !== undefined) countAsOurs(child.pid);
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter(Boolean));
    lines.splice(0, lines.length - KEPT_LINES);
  });
  return {
    pid: child.pid ?? -1,
    child,
    lastLines: () => lines.join('\n'),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Its processor time is known no longer once it is gone.
      cpuSeconds(child.pid ?? -1);
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

/** Forgets the most memory a process has used so far. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Resident memory of a process in MiB: now, and the most since its start or {@link forgetPeak}. */
export function residentMiB(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}
