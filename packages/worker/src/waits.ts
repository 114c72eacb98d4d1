import type { EngineEventMap, EngineEvents, Waits } from '@hrflow-sync/core';

/**
 * Writes down which jobs wait and until when, for the live display of their run. Resolves nothing and holds
 * nothing up. Returns what ends it.
 */
export function recordWaits(
  events: EngineEvents,
  waits: Pick<Waits, 'note'>,
  onError: (error: Error) => void,
): () => void {
  const note = (kind: 'retrying' | 'limited', runId: string, jobId: string, delayMs: number): void =>
    void waits.note(runId, kind, jobId, Date.now() + delayMs).catch(onError);
  const retrying = (...[{ runId, jobId, delayMs }]: EngineEventMap['job.retrying']): void =>
    note('retrying', runId, jobId, delayMs);
  const limited = (...[{ runId, jobId, delayMs }]: EngineEventMap['job.rateLimited']): void =>
    note('limited', runId, jobId, delayMs);
  events.on('job.retrying', retrying);
  events.on('job.rateLimited', limited);
  return () => {
    events.off('job.retrying', retrying);
    events.off('job.rateLimited', limited);
  };
}
