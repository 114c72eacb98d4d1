import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

/** `hrflow-sync` in a process of its own. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** Standard output so far. */
  out(): string;
  /** Standard error so far. */
  err(): string;
  /** Resolves once standard error or output holds `text`; rejects when the process ends without it. */
  said(text: string | RegExp): Promise<RegExpMatchArray>;
  /** Resolves to the exit code, or to the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals | null>;
  /** Ends it as an operator would, and waits. */
  stop(): Promise<void>;
}

/** Starts the built command with no environment but what is given and what a shell needs. */
export function startCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  input?: string,
): RunningCommand {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { PATH, HOME, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const end = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const ended = async (): Promise<number | NodeJS.Signals | null> => {
    const [code, signal] = await end;
    return code ?? signal;
  };
  return {
    child,
    out: () => out,
    err: () => err,
    said: (text) => said(child, () => `${out}\n${err}`, text),
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended();
    },
  };
}

/** Runs a command to its end; `input` is what is piped into it. */
export async function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  input?: string,
): Promise<{ code: number | NodeJS.Signals | null; out: string; err: string }> {
  const command = startCommand(args, environment, input);
  const code = await command.ended();
  return { code, out: command.out(), err: command.err() };
}

function said(child: ChildProcess, spoken: () => string, text: string | RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = spoken().match(text);
      if (!found) return;
      stopLooking();
      resolve(found);
    };
    const gone = (): void => {
      stopLooking();
      reject(new Error(`ended without saying ${text}; it said:\n${spoken()}`));
    };
    const stopLooking = (): void => {
      child.stdout?.off('data', look);
      child.stderr?.off('data', look);
      child.off('close', gone);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', gone);
    look();
  });
}
