import { colorsFor, isLive, type Output } from '../terminal.js';
import { ProgressLines } from './lines.js';
import { ProgressScreen } from './screen.js';

/** Shows a run while it goes on. */
export type Progress = ProgressScreen | ProgressLines;

/**
 * A live display on a terminal; plain lines in a pipe and in CI.
 * @param hint what Ctrl-C does, for who sits before a terminal
 */
export function createProgress(
  output: Output,
  { title, hint }: { title: string; hint: string },
  environment: NodeJS.ProcessEnv,
): Progress {
  if (!isLive(output, environment)) return new ProgressLines(output, title);
  return new ProgressScreen(output, title, hint, colorsFor(output, environment));
}
