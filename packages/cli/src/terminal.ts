import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';

/** Where text goes: standard output or standard error. */
export type Output = Pick<NodeJS.WriteStream, 'write'> &
  Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;

/**
 * Whether lines can be redrawn there: a terminal that understands how, with a person before it who has not asked
 * for the log, which would tear the drawing.
 */
export function isLive({ isTTY }: Output, environment: NodeJS.ProcessEnv): boolean {
  const { TERM, CI, LOG_LEVEL } = environment;
  return isTTY === true && TERM !== 'dumb' && !isSet(CI) && !isSet(LOG_LEVEL);
}

/**
 * Colours on a terminal, plain text elsewhere; plain everywhere with `NO_COLOR` (no-color.org) or `TERM=dumb`.
 * Not picocolors' own choice, which colours whatever is written in CI, and asks standard output on behalf of
 * standard error.
 */
export function colorsFor({ isTTY }: Output, environment: NodeJS.ProcessEnv): Colors {
  return pc.createColors(isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['NO_COLOR']));
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '';
}
