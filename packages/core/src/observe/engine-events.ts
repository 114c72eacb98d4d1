import { EventEmitter } from 'node:events';
import type { HttpExchange, KnownSecrets } from '@hrflow-sync/connectors';
import type { Pause } from '../ledger/pauses.js';
import type { DeadLetter } from '../ledger/run-record.js';
import { QUEUE_NAMES, type Trigger } from '../queues/catalogue.js';
import type { Settlement } from '../ledger/ledger.js';
import type { ExpiredLetters } from '../retention/old-letters.js';
import type { Swept } from '../retention/sweeper.js';
import type { EventName } from '../run/events.js';
import type { RunResult } from '../run/result.js';
import type { FolderChange } from '../workflow/folder.js';
import type { WorkflowProblem } from '../workflow/problem.js';

/** What every event of a run says about where it happened. */
export interface RunContext {
  readonly workflow: string;
  readonly connector: string;
  readonly action: string;
  readonly runId: string;
}

/** What came of an event: a run; nothing, since it isn't about this workflow; or nothing, since a later one is. */
export type EventOutcome = 'run' | 'ignored' | 'superseded';

/** Parts of a process that can fail on their own, beside the queues. */
const PARTS = [
  'redis',
  'workflows',
  'scheduler',
  'api',
  'dashboard',
  'metrics',
  'callback',
  'retention',
  'cli',
] as const;
/** What an error that belongs to no single job can come from. */
export const COMPONENTS = [...PARTS, ...QUEUE_NAMES] as const;
export type Component = (typeof COMPONENTS)[number];

/**
 * Everything the engine has to say. Loggers, metrics and tests subscribe; processors only emit.
 * Listeners must not throw.
 */
export interface EngineEventMap {
  /** A run passed its checks and starts to read. */
  'run.started': [RunContext & { trigger: Trigger; dryRun: boolean }];
  /** A run was closed. */
  'run.finished': [RunContext & { result: RunResult; durationMs: number }];
  /** A dead letter of a closed run was retried; its result has changed. */
  'run.corrected': [RunContext & { result: RunResult }];
  /** A page's pushes, its counts and the next cursor are durable. */
  'page.handedOver': [
    RunContext & { page: number; read: number; discarded: number; skipped: number; kept: number },
  ];
  /** Items were counted as one of the contract's events. */
  'items.counted': [RunContext & { event: EventName; count: number }];
  /** An item's push ended well. */
  'item.settled': [
    RunContext & { reference: string | null; ordinal: number; attempt: number; outcome: Settlement },
  ];
  /** A job failed and will be tried again. */
  'job.retrying': [
    RunContext & {
      queue: string;
      jobId: string;
      /** Of the item, where the job is about one. */
      reference: string | null;
      attempt: number;
      delayMs: number;
      error: Error;
    },
  ];
  /** The other side asked to wait; no attempt was used up. */
  'job.rateLimited': [RunContext & { queue: string; jobId: string; delayMs: number; code: string }];
  /** An item became a dead letter. */
  'deadLetter.added': [RunContext & { letter: DeadLetter; error: Error }];
  /** Dead letters of a run were kept for long enough, and are gone. */
  'deadLetters.expired': [ExpiredLetters];
  /** What was kept for long enough was taken away; only if there was any. */
  'retention.swept': [Omit<Swept, 'more'>];
  /** A workflow was paused: its credentials, parameters or plan are wrong, and every item would fail. */
  'workflow.paused': [RunContext & { pause: Pause }];
  /** A job of a payload version this worker doesn't know was put aside for a newer one. */
  'job.parked': [{ queue: string; jobId: string; version: unknown }];
  /** Reading a run's origin was given up. */
  'read.failed': [RunContext & { page: number; error: Error }];
  /** A tick asked for no run: one was in flight, or the workflow is paused. */
  'tick.skipped': [{ workflow: string; because: 'running' | 'paused'; runId: string | null }];
  /** An event of a webhook was handled: it asked for a run, or there was none to ask for. */
  'event.handled': [{ workflow: string; outcome: EventOutcome; runId: string | null }];
  /**
   * So many ticks passed while nothing could handle them. `dueAt` is the tick that shows it; `skipped` when it asked
   * for no run, because its schedule says so, and is one of them.
   */
  'ticks.missed': [{ workflow: string; count: number; dueAt: string; skipped: boolean }];
  /** Schedules in Redis were made what the workflow files say. */
  'schedules.changed': [{ upserted: readonly string[]; removed: readonly string[] }];
  /** A schedule that had been there was missing from Redis, or stood still, and was mended. */
  'schedule.repaired': [{ workflow: string; because: 'missing' | 'stuck' }];
  /**
   * Redis held none of our schedules, and they were built from the files. `lost` when this process had put them there
   * before, so that Redis must have lost its data; otherwise this may be its first start.
   */
  'schedules.rebuilt': [{ schedules: number; lost: boolean }];
  /** Another scheduler has newer workflow files than this one: theirs are in force. */
  'schedules.outdated': [{ edition: string; inForce: string }];
  /** This process' clock and Redis' differ by so much. */
  'clock.skewed': [{ component: string; aheadMs: number }];
  /** The workflow files changed, and what they say is in use. */
  'workflows.reloaded': [FolderChange & { total: number }];
  /** A workflow file, or a workflow in it, can't be used. */
  'workflow.problem': [{ problem: WorkflowProblem }];
  /** A workflow's webhook was told something. */
  'notice.sent': [{ workflow: string; runId: string | null; kind: string }];
  /** It could not be told, and is not told again. */
  'notice.failed': [{ workflow: string; runId: string | null; kind: string; error: Error }];
  /** An HTTP exchange ended. */
  'http.exchange': [HttpExchange];
  /** A job's lock was lost while this process worked on it: another one may do the same work. */
  'lock.lost': [{ queue: string; jobId: string }];
  /** A job was found whose worker had died or hung; it was put back. */
  'job.stalled': [{ queue: string; jobId: string }];
  /** Something went wrong that belongs to no single job, e.g. a lost connection. */
  'process.error': [{ component: Component; workflow?: string; error: Error }];
}

export type EngineEvents = EventEmitter<EngineEventMap>;

/** @param secrets taken out of each error before a listener sees it */
export function createEngineEvents(secrets?: KnownSecrets): EngineEvents {
  const events = new EventEmitter<EngineEventMap>({ captureRejections: false });
  if (!secrets) return events;
  const emit = events.emit.bind(events);
  events.emit = (name, ...told) => {
    for (const each of told) {
      if (typeof each === 'object' && 'error' in each) secrets.removeFromError(each.error);
    }
    return emit(name, ...told);
  };
  return events;
}
