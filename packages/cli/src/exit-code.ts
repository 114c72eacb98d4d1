import type { RunStatus } from '@hrflow-sync/core';

/** What the command's exit code says. */
export const EXIT = {
  ok: 0,
  /** A run ended fatal. */
  fatal: 1,
  /** Wrong usage or configuration; nothing was read or written. */
  usage: 2,
  /** Interrupted by Ctrl-C. */
  interrupted: 130,
} as const;

export function exitCodeOf(status: RunStatus): number {
  return status === 'fatal' ? EXIT.fatal : EXIT.ok;
}
