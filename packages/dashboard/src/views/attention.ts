import { toRunResult } from '@hrflow-sync/core';
import type { Standing } from './standing.js';
import { counted, duration, reasonWords, redactText } from './words.js';
import { urlPart } from '../pages/parts/url-part.js';

/** Something a person should look at. */
export interface Concern {
  readonly workflowId: string;
  readonly severity: 'bad' | 'warn';
  readonly text: string;
  /** Path of where to mend it. */
  readonly path: string;
}

/** A tick this late means that no scheduler runs. */
const TICK_LATE_MS = 2 * 60_000;

/** What about a workflow wants somebody to do something; the worst first. */
export function concernsOf(standing: Standing, nowMs: number): Concern[] {
  const { id, pause, runs, deadLetters, nextRunAtMs, isSilent, waitingRunId, known } = standing;
  const path = `/workflows/${urlPart(id)}`;
  const concerns: Concern[] = [];
  const add = (severity: Concern['severity'], text: string, where = path): void =>
    void concerns.push({ workflowId: id, severity, text, path: where });
  const last = runs.find(({ finishedAt }) => finishedAt !== undefined);
  const result = last && toRunResult(last);
  const pausedItself = pause !== undefined && pause.code !== 'operator';
  if (pausedItself) add('bad', `Paused itself: ${redactText(pause.message)}`);
  // What paused it is what its last run failed of.
  if (last && result?.status === 'fatal' && !pausedItself) {
    add('bad', `Its last run failed. ${reasonWords(result.reason)}`, `/runs/${last.runId}`);
  }
  if (nextRunAtMs !== undefined && nowMs - nextRunAtMs > TICK_LATE_MS) {
    add('bad', `Its schedule is ${duration(nowMs - nextRunAtMs)} late: is a scheduler running?`);
  }
  if (deadLetters > 0) {
    const withSome = runs.find((run) => run.deadLetters > 0);
    add(
      'warn',
      `${counted(deadLetters, 'dead letter')} to retry or drop`,
      withSome ? `/runs/${withSome.runId}` : path,
    );
  }
  if (known && isSilent && (nextRunAtMs !== undefined || waitingRunId !== undefined)) {
    add('warn', 'No worker or scheduler has its file at the moment');
  }
  return concerns;
}
