import type { KnownSecrets } from '@hrflow-sync/connectors';
import type {
  DataKeys,
  EngineEvents,
  EventName,
  Fingerprints,
  ItemIndex,
  JobTrace,
  Ledger,
  OpenQueues,
  RunContext,
  RunItems,
  Trails,
} from '@hrflow-sync/core';
import type { Job, Telemetry } from 'bullmq';
import type { WorkerConfig } from './config.js';
import type { Handover } from './handover.js';
import type { Notices } from './notices/notices.js';
import type { Milestone } from './milestones.js';
import type { PauseWatch } from './pause-watch.js';
import type { Runtimes } from './runtime.js';
import type { Suspects } from './suspects.js';

/** Where the work of this process is traced. */
export interface Tracing {
  /** For the workers of BullMQ. */
  readonly telemetry: Telemetry;
  /** Says of the job at work what it is about. */
  describe(job: Job): void;
  /** What a job added now carries, to be shown below the work that adds it. */
  below(): JobTrace | undefined;
  /** Sends what is left, within a deadline. */
  close(): Promise<void>;
}

/** What every processor works with. */
export interface Engine {
  readonly ledger: Ledger;
  readonly items: RunItems;
  /** What Redis keeps of people is sealed with. */
  readonly dataKeys: DataKeys;
  readonly queues: OpenQueues;
  readonly handover: Handover;
  readonly fingerprints: Fingerprints;
  readonly trails: Trails;
  readonly itemIndex: ItemIndex;
  readonly pauses: PauseWatch;
  readonly suspects: Suspects;
  readonly notices: Notices;
  /** Nothing unless traces are on. */
  readonly tracing: Tracing | undefined;
  readonly runtimes: Runtimes;
  readonly events: EngineEvents;
  /** Taken out of whatever is kept about a failure. */
  readonly secrets: KnownSecrets;
  readonly config: WorkerConfig;
  /** How long BullMQ lets this worker hold a job without a sign of life. */
  readonly lockDurationMs: number;
  /** Told at each milestone; a no-op outside of tests. */
  reached(milestone: Milestone): void;
}

export function count(engine: Engine, context: RunContext, event: EventName, number = 1): void {
  if (number > 0) engine.events.emit('items.counted', { ...context, event, count: number });
}
