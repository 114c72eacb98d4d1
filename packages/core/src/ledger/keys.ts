/** Redis keys of the ledger, beside BullMQ's under the same prefix. docs/architecture.md lists them. */
export function ledgerKeys(prefix: string) {
  const base = `${prefix}:ledger`;
  return {
    /** Hash: facts and counters of a run. */
    run: (runId: string) => `${base}:run:${runId}`,
    /** Bitmap by ordinal: the items of a run that have been counted. One bit per item. */
    settled: (runId: string) => `${base}:run:${runId}:settled`,
    /** Hash by ordinal: the dead letters of a run. */
    dead: (runId: string) => `${base}:run:${runId}:dead`,
    /** Hash by ordinal: the first dead letters of a run that were dropped. */
    dropped: (runId: string) => `${base}:run:${runId}:dropped`,
    /** Sorted set by how many there are: the runs that have dead letters. */
    deadRuns: () => `${base}:dead`,
    /** Hash: items of a run that came to an end, by time. */
    pace: (runId: string) => `${base}:run:${runId}:pace`,
    /** Hash by ordinal: failed attempts at items that have not ended well. */
    trails: (runId: string) => `${base}:run:${runId}:trails`,
    /** Hash by ordinal: formatted items kept for a callback. */
    spool: (runId: string) => `${base}:run:${runId}:spool`,
    /** Hash by ordinal: the first formatted items of a dry run. */
    previews: (runId: string) => `${base}:run:${runId}:previews`,
    /** Sorted set by start time: all runs. */
    runs: () => `${base}:runs`,
    /** Sorted set by end: when each workflow last succeeded. */
    successes: () => `${base}:successes`,
    /** Hash by workflow: the run that ended last. */
    ended: () => `${base}:ended`,
    /** Sorted set by start time: the runs of a workflow. */
    workflowRuns: (workflowId: string) => `${base}:workflow:${workflowId}:runs`,
    /** String: incremental token of a workflow's action. */
    token: (workflowId: string, action: string) => `${base}:workflow:${workflowId}:token:${action}`,
    /** String: why a workflow is paused. */
    pause: (workflowId: string) => `${base}:workflow:${workflowId}:pause`,
    /** Hash by id: workflows as the processes that have their files told them. */
    workflows: () => `${base}:workflows`,
    /** Hash by workflow: for how many days fingerprints are kept, as the last sweep found. */
    fingerprintDays: () => `${base}:retention:fingerprints`,
    /** String: when whoever sweeps next may. */
    sweep: () => `${base}:retention:sweep`,
    /** String: the run of a workflow whose trouble was told of. */
    trouble: (workflowId: string) => `${base}:workflow:${workflowId}:trouble`,
    /** Hash by reference: what was last pushed; one of many, chosen by the reference. */
    fingerprints: (workflowId: string, bucket: number) =>
      `${base}:workflow:${workflowId}:fingerprints:${bucket}`,
    /** Hashes by hashes of references and of e-mail addresses, a number behind each: runs that had to do with items. */
    items: (workflowId: string, period: number | '*') => `${base}:workflow:${workflowId}:items:${period}`,
    /** Hash by ordinal: jobs that run alone because their worker died before. */
    suspects: (runId: string) => `${base}:run:${runId}:suspects`,
    /** Sorted set by due time: jobs of a run that wait. */
    waits: (runId: string, kind: 'retrying' | 'limited') => `${base}:run:${runId}:${kind}`,
    /** Hash: ticks that asked for no run. */
    skippedTicks: (workflowId: string) => `${base}:workflow:${workflowId}:skipped`,
    /** Sorted set by due time: the latest of them. */
    latestSkippedTicks: (workflowId: string) => `${base}:workflow:${workflowId}:skipped:latest`,
    /** Hash: ticks that nothing handled in time. */
    missedTicks: (workflowId: string) => `${base}:workflow:${workflowId}:missed`,
  };
}

export type LedgerKeys = ReturnType<typeof ledgerKeys>;
