import type { Colors } from 'picocolors/types.js';

/** What was found of one thing that was looked at. */
export interface Finding {
  /** What was looked at, e.g. `redis memory`. */
  readonly subject: string;
  /** `unknown`: it can't be found out from here. */
  readonly state: 'ok' | 'unknown' | 'wrong';
  /** Stable; documented in docs/errors.md. `undefined` where all is well. */
  readonly code?: string;
  /** What is so, and where it is wrong, what to do. */
  readonly message: string;
}

export function ok(subject: string, message: string): Finding {
  return { subject, state: 'ok', message };
}

/** Something wrong, as an error tells it. */
export function wrong(subject: string, { code, message }: { code: string; message: string }): Finding {
  return { subject, state: 'wrong', code, message };
}

export function unknown(subject: string, { code, message }: { code: string; message: string }): Finding {
  return { subject, state: 'unknown', code, message };
}

/** Subjects are at most this long. */
const SUBJECT_WIDTH = 18;

/** One line. */
export function describeFinding({ subject, state, code, message }: Finding, colors: Colors): string {
  const marks = {
    ok: colors.green('ok     '),
    unknown: colors.yellow('unknown'),
    wrong: colors.red('wrong  '),
  };
  const told = message.replace(/\s+/g, ' ');
  return `${marks[state]}  ${subject.padEnd(SUBJECT_WIDTH)}  ${told}${code === undefined ? '' : ` [${code}]`}`;
}

export function inDocument({ subject, state, code, message }: Finding): object {
  return { subject, state, code: code ?? null, message };
}
