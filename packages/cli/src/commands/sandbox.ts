import { UserError } from '@hrflow-sync/core/errors';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { untilStopped } from '../until-stopped.js';

export interface SandboxCommandOptions {
  readonly port: number;
  readonly seed: number;
  readonly candidates: number;
  /** Milliseconds. */
  readonly latency: number;
  readonly json: boolean;
}

/**
 * Runs the doubles of all systems until Ctrl-C, and prints the variables with which workflows use them.
 * @throws {@link UserError} `port_in_use`, `port_denied`
 */
export async function runSandbox({ json, ...options }: SandboxCommandOptions): Promise<void> {
  const sandbox = await start(options);
  // Before anything is said: whoever reads it may send a signal at once.
  const stopped = untilStopped();
  try {
    process.stdout.write(json ? document(sandbox) : exports(sandbox));
    process.stderr.write(
      `The doubles listen on ${sandbox.url}. Ctrl-C ends them, and what they hold is forgotten.\n`,
    );
    await stopped;
  } finally {
    await sandbox.close();
  }
}

/** Why a port can't be had, as Node names it. */
const REFUSALS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  EADDRINUSE: ['port_in_use', 'is used by another process'],
  EACCES: ['port_denied', 'may not be used by this user'],
};

async function start({ latency, ...options }: Omit<SandboxCommandOptions, 'json'>): Promise<Sandbox> {
  try {
    return await startSandbox({ ...options, latencyMs: latency });
  } catch (error) {
    const refusal = REFUSALS[(error as NodeJS.ErrnoException).code ?? ''];
    if (!refusal) throw error;
    const [code, what] = refusal;
    const message = `Port ${options.port} ${what}. Name another one with --port; 0 takes a free one.`;
    throw new UserError(message, { code, path: '--port', cause: error });
  }
}

function document({ url, environment }: Sandbox): string {
  return `${JSON.stringify({ url, environment }, null, 2)}\n`;
}

/** Lines for a shell. */
function exports({ environment }: Sandbox): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
