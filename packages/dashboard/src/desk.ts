import {
  DeadLetters,
  Fingerprints,
  ItemIndex,
  KnownWorkflows,
  LastRuns,
  Ledger,
  Pauses,
  Ticks,
  Trails,
  Waits,
  type DataKeys,
  type OpenQueues,
} from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { BulkWorks } from './actions/bulk.js';

/** What the dashboard works with: no workflow files, no credentials, only what is in Redis. */
export interface Desk {
  readonly queues: OpenQueues;
  readonly ledger: Ledger;
  readonly letters: DeadLetters;
  readonly bulks: BulkWorks;
  readonly pauses: Pauses;
  readonly known: KnownWorkflows;
  readonly lastRuns: LastRuns;
  readonly waits: Waits;
  readonly fingerprints: Fingerprints;
  readonly ticks: Ticks;
  readonly trails: Trails;
  readonly dataKeys: DataKeys;
  readonly itemIndex: ItemIndex;
  /** Whether Redis answers at the moment, as far as this connection knows. */
  isConnected(): boolean;
}

export function openDesk(
  redis: Redis,
  prefix: string,
  queues: OpenQueues,
  dataKeys: DataKeys,
  onError: (error: unknown) => void = () => undefined,
): Desk {
  const ledger = new Ledger(redis, prefix);
  return {
    queues,
    ledger,
    letters: new DeadLetters(ledger, queues),
    bulks: new BulkWorks(redis, prefix, onError),
    pauses: new Pauses(redis, prefix),
    known: new KnownWorkflows(redis, prefix),
    lastRuns: new LastRuns(redis, prefix),
    waits: new Waits(redis, prefix),
    fingerprints: new Fingerprints(redis, prefix),
    ticks: new Ticks(redis, prefix),
    trails: new Trails(redis, prefix, dataKeys),
    dataKeys,
    itemIndex: new ItemIndex(redis, prefix),
    isConnected: () => redis.status === 'ready',
  };
}
