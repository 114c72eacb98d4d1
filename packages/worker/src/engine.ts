import type {
  EngineEvents,
  EventName,
  Fingerprints,
  Ledger,
  OpenQueues,
  RunContext,
} from '@hrflow-sync/core';
import type { WorkerConfig } from './config.js';
import type { Handover } from './handover.js';
import type { Notices } from './notices/notices.js';
import type { Milestone } from './milestones.js';
import type { PauseWatch } from './pause-watch.js';
import type { Runtimes } from './runtime.js';
import type { Suspects } from './suspects.js';

/** What every processor works with. */
export interface Engine {
  readonly ledger: Ledger;
  readonly queues: OpenQueues;
  readonly handover: Handover;
  readonly fingerprints: Fingerprints;
  readonly pauses: PauseWatch;
  readonly suspects: Suspects;
  readonly notices: Notices;
  readonly runtimes: Runtimes;
  readonly events: EngineEvents;
  readonly config: WorkerConfig;
  /** How long BullMQ lets this worker hold a job without a sign of life. */
  readonly lockDurationMs: number;
  /** Told at each milestone; a no-op outside of tests. */
  reached(milestone: Milestone): void;
}

export function count(engine: Engine, context: RunContext, event: EventName, number = 1): void {
  if (number > 0) engine.events.emit('items.counted', { ...context, event, count: number });
}
