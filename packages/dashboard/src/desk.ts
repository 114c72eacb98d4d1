import {
  DeadLetters,
  Fingerprints,
  KnownWorkflows,
  Ledger,
  Pauses,
  readSkippedTicks,
  Slowdowns,
  type OpenQueues,
  type SkippedTicks,
} from '@hrflow-sync/core';
import type { Redis } from 'ioredis';

/** What the dashboard works with: no workflow files, no credentials, only what is in Redis. */
export interface Desk {
  readonly queues: OpenQueues;
  readonly ledger: Ledger;
  readonly letters: DeadLetters;
  readonly pauses: Pauses;
  readonly known: KnownWorkflows;
  readonly slowdowns: Slowdowns;
  readonly fingerprints: Fingerprints;
  skippedTicks(workflowId: string, limit: number): Promise<SkippedTicks>;
  /** Whether Redis answers at the moment, as far as this connection knows. */
  isConnected(): boolean;
}

export function openDesk(redis: Redis, prefix: string, queues: OpenQueues): Desk {
  const ledger = new Ledger(redis, prefix);
  return {
    queues,
    ledger,
    letters: new DeadLetters(ledger, queues),
    pauses: new Pauses(redis, prefix),
    known: new KnownWorkflows(redis, prefix),
    slowdowns: new Slowdowns(redis, prefix),
    fingerprints: new Fingerprints(redis, prefix),
    skippedTicks: (workflowId, limit) => readSkippedTicks(redis, prefix, workflowId, limit),
    isConnected: () => redis.status === 'ready',
  };
}
