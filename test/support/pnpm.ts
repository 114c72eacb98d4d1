import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The one that the README names, and that `npx` has fetched by the time a test runs. */
const PNPM = 'pnpm@12.21.0';
const LARGEST_OUTPUT_BYTES = 32 * 1024 * 1024;

/** Runs pnpm in this workspace and resolves to what it printed. */
export async function pnpm(args: readonly string[]): Promise<string> {
  const command = ['--yes', '--prefer-offline', PNPM, ...args];
  const { stdout } = await promisify(execFile)('npx', command, {
    cwd: ROOT,
    maxBuffer: LARGEST_OUTPUT_BYTES,
  });
  return stdout;
}
