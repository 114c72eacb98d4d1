import { closeConnections } from '@hrflow-sync/connectors';
import {
  connectRedis,
  connectRedisOnce,
  Ledger,
  openQueues,
  QUEUES,
  withDeadline,
  type EngineEvents,
  type QueueName,
  type Workflow,
} from '@hrflow-sync/core';
import { Worker as QueueWorker, type Processor } from 'bullmq';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.js';
import type { Engine } from './engine.js';
import { Handover } from './handover.js';
import type { Milestone } from './milestones.js';
import { processPage } from './processors/page.js';
import { pullProcessor } from './processors/pull.js';
import { pushProcessor } from './processors/push.js';
import { runProcessor } from './processors/run.js';
import { backoffStrategy } from './recovery.js';
import { Runtimes } from './runtime.js';

/** A worker that gave no sign of life for this long has lost its jobs to others. */
const LOCK_DURATION_MS = 30_000;
/** Looks for the jobs of dead workers within one lock time: a job comes back about 35 s after its worker died. */
const STALLED_CHECKS_PER_LOCK = 6;
/** BullMQ would fail a job for good after its second dead worker, without asking our processor. */
const MAX_STALLED_COUNT = 1_000;
/** Runs and joins only compute and wait. */
const JOIN_CONCURRENCY = 16;
/** How long in-flight jobs may take to finish once the worker was told to stop. */
const DRAIN_MS = 20_000;

export interface WorkerOptions {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** Where `env(…)` values are read from. */
  readonly environment: NodeJS.ProcessEnv;
  readonly events: EngineEvents;
  readonly config: WorkerConfig;
  /** Default 30 s. Every worker of a deployment must have the same; tests shorten it. */
  readonly lockDurationMs?: number;
  /** Told at each milestone, so that a test can end the process there. */
  readonly onMilestone?: (milestone: Milestone) => void;
}

export interface Worker {
  /** Takes no new job, lets those in flight finish, and closes. A job cut off is taken up by another worker. */
  close(): Promise<void>;
}

/** Starts the processors of every queue a worker serves. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const onError = (error: Error): void =>
    void options.events.emit('process.error', { component: 'redis', error });
  const connect = (name: string): Redis =>
    connectRedis(options.redisUrl, { role: 'worker', name: `hrflow-sync:${name}`, onError });
  const shared = connect('worker');
  const connectOnce = (): Redis =>
    connectRedisOnce(options.redisUrl, { role: 'worker', name: 'hrflow-sync:handover', onError });
  const engine = openEngine(options, shared, connectOnce);
  const { config } = options;
  const workers = [
    startQueue(options, connect, 'runs', runProcessor(engine) as Processor, JOIN_CONCURRENCY),
    startQueue(options, connect, 'pulls', pullProcessor(engine) as Processor, config.PULL_CONCURRENCY),
    startQueue(options, connect, 'pages', processPage as Processor, JOIN_CONCURRENCY),
    startQueue(options, connect, 'pushes', pushProcessor(engine) as Processor, config.PUSH_CONCURRENCY),
  ];
  // A dead letter settled between deriving the result and storing it would leave a stale one.
  workers[0]?.worker.on('completed', (job) => void engine.ledger.publishResult(job.id ?? '').catch(onError));
  await Promise.all(workers.map(({ worker }) => worker.waitUntilReady()));
  return { close: () => closeAll(workers, engine, shared) };
}

function openEngine(options: WorkerOptions, shared: Redis, connectOnce: () => Redis): Engine {
  const { prefix, workflows, environment, events, config } = options;
  return {
    ledger: new Ledger(shared, prefix),
    queues: openQueues(shared, prefix),
    handover: new Handover(shared, connectOnce, prefix),
    runtimes: new Runtimes(workflows, environment, events),
    events,
    config,
    lockDurationMs: lockDurationOf(options),
    reached: options.onMilestone ?? (() => undefined),
  };
}

function lockDurationOf({ lockDurationMs = LOCK_DURATION_MS }: WorkerOptions): number {
  return lockDurationMs;
}

interface StartedQueue {
  readonly worker: QueueWorker;
  readonly connection: Redis;
}

function startQueue(
  options: WorkerOptions,
  connect: (name: string) => Redis,
  name: QueueName,
  processor: Processor,
  concurrency: number,
): StartedQueue {
  const { prefix, events } = options;
  const lockDuration = lockDurationOf(options);
  const connection = connect(name);
  const worker = new QueueWorker(QUEUES[name].name, processor, {
    connection,
    prefix,
    concurrency,
    lockDuration,
    stalledInterval: Math.round(lockDuration / STALLED_CHECKS_PER_LOCK),
    maxStalledCount: MAX_STALLED_COUNT,
    settings: { backoffStrategy },
  });
  worker.on('error', (error) => events.emit('process.error', { component: name, error }));
  return { worker, connection };
}

async function closeAll(queues: readonly StartedQueue[], engine: Engine, shared: Redis): Promise<void> {
  await withDeadline(Promise.all(queues.map(({ worker }) => worker.close())), DRAIN_MS);
  await withDeadline(Promise.all([engine.handover.close(), engine.queues.close()]), 2_000);
  for (const connection of [...queues.map((queue) => queue.connection), shared]) connection.disconnect();
  await closeConnections();
}
