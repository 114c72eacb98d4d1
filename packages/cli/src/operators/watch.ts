import { toRunResult } from '@hrflow-sync/core';
import { EXIT, exitCodeOf } from '../exit-code.js';
import { untilInterrupted } from '../interruption.js';
import { followRun } from '../progress/follow.js';
import { createProgress } from '../progress/progress.js';
import type { Desk } from './desk.js';
import { findRun, showRun } from './runs.js';

/** What watching came to. */
export interface Watched {
  /** What to print. */
  readonly text: string;
  readonly exitCode: number;
}

/**
 * Follows a run to its end, then shows it. Ctrl-C ends the watching and nothing else.
 * @throws UserError `run_not_found`
 */
export async function watchRun(desk: Desk, runId: string, options: { json: boolean }): Promise<Watched> {
  const { workflowId } = await findRun(desk.ledger, runId);
  const words = { title: workflowId, hint: 'Ctrl-C stops watching; the run goes on' };
  const progress = createProgress(process.stderr, words, desk.environment);
  const ended = await untilInterrupted((signal) =>
    followRun(desk, runId, (snapshot) => progress.show(snapshot), { signal }),
  );
  progress.clear();
  if (ended === 'interrupted') {
    process.stderr.write(`Run ${runId} goes on. Cancel it: hrflow-sync cancel ${runId}\n`);
  }
  const { status } = toRunResult(await findRun(desk.ledger, runId));
  return {
    text: await showRun(desk, runId, options),
    exitCode: ended === 'interrupted' ? EXIT.interrupted : exitCodeOf(status),
  };
}
