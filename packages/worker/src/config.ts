import { DEFAULT_RETENTION, MOST_RETENTION_DAYS } from '@hrflow-sync/core';
import { z } from 'zod';

const count = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback);

/** What a worker reads from the environment. */
export const WorkerConfig = z.object({
  /** Pushes in flight in this process. One push waits on HTTP most of its time. */
  PUSH_CONCURRENCY: count(64, 1_000),
  /** Pages read at once in this process, each of another run. */
  PULL_CONCURRENCY: count(4, 100),
  /** Unfinished pushes of a run beyond which it reads no further page. Bounds Redis' memory. */
  PUSH_WINDOW: count(2_000, 5_000),
  /** Days a run is kept after its end, for workflows that don't say. */
  RUN_RETENTION_DAYS: count(DEFAULT_RETENTION.runDays, MOST_RETENTION_DAYS),
});
export type WorkerConfig = z.output<typeof WorkerConfig>;
