import pc from 'picocolors';
import { ProgressLines } from './lines.js';
import { ProgressScreen } from './screen.js';

/** Shows a run while it goes on. */
export type Progress = ProgressScreen | ProgressLines;

/** A live display on a terminal, plain lines elsewhere. */
export function createProgress(output: NodeJS.WriteStream, title: string): Progress {
  return output.isTTY ? new ProgressScreen(output, title, pc) : new ProgressLines(output, title);
}
