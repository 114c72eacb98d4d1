import { readFileSync } from 'node:fs';
import { UserError } from '../errors.js';

/** More than any key, token or certificate; a mistaken path doesn't fill the memory. */
const LARGEST_FILE_BYTES = 64 * 1024;

/**
 * The value of `NAME`, or what the file that `NAME_FILE` names holds, without the line break at its end: that
 * is how Docker, Kubernetes and systemd hand over secrets. `undefined` when it is unset or empty.
 * @throws {@link UserError} `environment_file_unreadable`, `environment_variable_twice`
 */
export function readVariable(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const value = environment[name] || undefined;
  const fileVariable = `${name}_FILE`;
  const file = environment[fileVariable] || undefined;
  if (file === undefined) return value;
  if (value !== undefined) {
    throw new UserError(`Both ${name} and ${fileVariable} are set. Set one of them.`, {
      code: 'environment_variable_twice',
      path: name,
    });
  }
  return textOf(file, fileVariable).replace(/\r?\n$/, '') || undefined;
}

/** The same, where what can't be read is left to whoever needs it to complain about. */
export function readableVariable(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  try {
    return readVariable(name, environment);
  } catch {
    return undefined;
  }
}

function textOf(file: string, variable: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw unreadable(file, variable, `can't be read (${reason})`, cause);
  }
  if (bytes.length > LARGEST_FILE_BYTES) {
    throw unreadable(file, variable, `is larger than ${LARGEST_FILE_BYTES / 1024} KiB`);
  }
  return bytes.toString('utf8');
}

function unreadable(file: string, variable: string, what: string, cause?: unknown): UserError {
  return new UserError(
    `${file}, which ${variable} names, ${what}. Name a file that this process may read, with nothing but the value in it.`,
    { code: 'environment_file_unreadable', path: variable, cause },
  );
}
