import { EventEmitter } from 'node:events';
import type { HttpExchange } from '@hrflow-sync/connectors';
import type { Pause } from '../ledger/pauses.js';
import type { DeadLetter } from '../ledger/run-record.js';
import type { Trigger } from '../queues/catalogue.js';
import type { EventName } from '../run/events.js';
import type { RunResult } from '../run/result.js';

/** What every event of a run says about where it happened. */
export interface RunContext {
  readonly workflow: string;
  readonly connector: string;
  readonly action: string;
  readonly runId: string;
}

/** What came of an event: a run; nothing, since it isn't about this workflow; or nothing, since a later one is. */
export type EventOutcome = 'run' | 'ignored' | 'superseded';

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
  /** A job failed and will be tried again. */
  'job.retrying': [
    RunContext & { queue: string; jobId: string; attempt: number; delayMs: number; error: Error },
  ];
  /** The other side asked to wait; no attempt was used up. */
  'job.rateLimited': [RunContext & { queue: string; jobId: string; delayMs: number; code: string }];
  /** An item became a dead letter. */
  'deadLetter.added': [RunContext & { letter: DeadLetter; error: Error }];
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
  /** A workflow's webhook was told something. */
  'notice.sent': [{ workflow: string; runId: string | null; kind: string }];
  /** It could not be told, and is not told again. */
  'notice.failed': [{ workflow: string; runId: string | null; kind: string; error: Error }];
  /** An HTTP exchange ended. */
  'http.exchange': [HttpExchange];
  /** Something went wrong that belongs to no single job: lost locks, a lost connection. */
  'process.error': [{ component: string; error: Error }];
}

export type EngineEvents = EventEmitter<EngineEventMap>;

export function createEngineEvents(): EngineEvents {
  return new EventEmitter<EngineEventMap>({ captureRejections: false });
}
