import type { Audit, DeadLetters, Eraser, Ledger, OpenQueues, Pauses, Workflow } from '@hrflow-sync/core';
import type { IdempotencyKeys } from './idempotency.js';

/** What the API's handlers work with. */
export interface ApiDesk {
  /** As the workflow files are now. */
  workflows(): ReadonlyMap<string, Workflow>;
  readonly queues: OpenQueues;
  readonly ledger: Ledger;
  readonly letters: DeadLetters;
  readonly pauses: Pauses;
  readonly keys: IdempotencyKeys;
  readonly eraser: Eraser;
  /** Every change is written here before it is made. */
  readonly audit: Audit;
}
