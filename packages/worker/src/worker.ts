import { setMaxListeners } from 'node:events';
import { closeConnections, KnownSecrets } from '@hrflow-sync/connectors';
import {
  AccountLimits,
  AccountTokens,
  addEnvironmentSecrets,
  announceWorkflows,
  connectRedis,
  connectRedisOnce,
  DataKeys,
  Fingerprints,
  ItemIndex,
  Ledger,
  LockWatch,
  openQueues,
  Pauses,
  QUEUES,
  QueueWorker,
  RateLimits,
  RunItems,
  Trails,
  startSweeps,
  Sweeper,
  Waits,
  Troubles,
  withCleanErrors,
  withDeadline,
  type EngineEvents,
  type QueueName,
  type ReadinessCheck,
  type RedisAccess,
  type Sweeps,
  type Workflow,
} from '@hrflow-sync/core';
import type { Processor } from 'bullmq';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.js';
import type { Engine, Tracing } from './engine.js';
import { Handover } from './handover.js';
import { UserCode } from './isolation/user-code.js';
import type { Milestone } from './milestones.js';
import { PauseWatch } from './pause-watch.js';
import { Notices } from './notices/notices.js';
import { noticeProcessor } from './processors/notice.js';
import { pageProcessor } from './processors/page.js';
import { pullProcessor } from './processors/pull.js';
import { pushProcessor } from './processors/push.js';
import { runProcessor } from './processors/run.js';
import { backoffStrategy } from './recovery.js';
import { Runtimes } from './runtime.js';
import { Suspects } from './suspects.js';
import { recordWaits } from './waits.js';
import { startWatchdog } from './watchdog.js';

/** Longer than any pause of the event loop that isn't a fault: renewed at half of it. */
const LOCK_DURATION_MS = 30_000;
/**
 * How often the jobs of dead workers are looked for within one lock time. A job comes back when its lock has run out
 * and two looks have found it without one: 32 s after its worker died, at the latest.
 */
const STALLED_CHECKS_PER_LOCK = 30;
/** BullMQ would fail a job for good after its second dead worker, without asking our processor. */
const MAX_STALLED_COUNT = 1_000;
/** Runs and joins only compute and wait. */
const JOIN_CONCURRENCY = 16;
/** Messages to webhooks in flight. */
const NOTICE_CONCURRENCY = 4;
/** How long in-flight jobs may take to finish once the worker was told to stop. */
const DRAIN_MS = 20_000;
/** How long they may take to be handed back after that. */
const HAND_BACK_MS = 3_000;
/** How long queues may take to close. */
const CLOSE_MS = 2_000;
/** All of it: what a container gets before it is killed has to be longer. */
export const WORKER_STOP_MS = DRAIN_MS + HAND_BACK_MS + CLOSE_MS;

export interface WorkerOptions {
  /** Where Redis is. */
  readonly redis: string | RedisAccess;
  readonly prefix: string;
  /** Looked at for each job, so that it may change. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** Where `env(…)` values are read from. */
  readonly environment: NodeJS.ProcessEnv;
  readonly events: EngineEvents;
  readonly config: WorkerConfig;
  /** Where people reach the dashboard, for links in notifications. */
  readonly dashboardUrl?: string | undefined;
  /** Where this process' work is traced; stays the caller's to close. Default: nowhere. */
  readonly tracing?: Tracing | undefined;
  /** Shared with whoever logs for this process. Credentials and tokens are added as they are used. */
  readonly secrets?: KnownSecrets;
  /** Default 30,000. All workers of a deployment must agree. */
  readonly lockDurationMs?: number;
  /** Ends this process when its event loop hangs for longer than a lock lives. For a process of its own. */
  readonly watchdog?: boolean;
  /** Told at each milestone, so that a test can end the process there. */
  readonly onMilestone?: (milestone: Milestone) => void;
}

export interface Worker {
  /** How many jobs of each queue it takes at once. */
  readonly slots: ReadonlyMap<QueueName, number>;
  /** Rejects while a job is worked on whose lock was lost or is not renewed: others may do its work again. */
  readonly locksHeld: ReadinessCheck;
  /**
   * Takes no new job, lets those in flight finish, hands back what takes too long, and closes; each step
   * has a deadline, also when Redis is away.
   */
  close(): Promise<void>;
}

/**
 * Starts the processors of every queue a worker serves.
 * @throws UserError `data_keys_invalid`
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { config, lockDurationMs = LOCK_DURATION_MS, secrets = new KnownSecrets() } = options;
  addEnvironmentSecrets(secrets, options.environment, [...options.workflows.values()]);
  const dataKeys = DataKeys.read(options.environment);
  const onError = (error: Error): void =>
    void options.events.emit('process.error', { component: 'redis', error });
  const connect = (name: string): Redis =>
    connectRedis(options.redis, { role: 'worker', name: `hrflow-sync:${name}`, onError });
  const shared = connect('worker');
  const connectOnce = (): Redis =>
    connectRedisOnce(options.redis, { role: 'worker', name: 'hrflow-sync:handover', onError });
  const stopping = new AbortController();
  // Each request in flight listens to it.
  setMaxListeners(0, stopping.signal);
  const { runtimes, limits } = openRuntimes({ ...options, secrets }, shared, stopping.signal, onError);
  const userCode = openUserCode(options, runtimes, stopping.signal);
  const opened = { ...options, secrets, dataKeys };
  const engine: Engine = { ...openEngine(opened, shared, connectOnce, runtimes, lockDurationMs), userCode };
  const { environment, dashboardUrl } = options;
  const desk = { environment, dashboardUrl, stopping: stopping.signal };
  const start = (name: QueueName, processor: Processor, concurrency: number): StartedQueue => {
    const clean = withCleanErrors(secrets, processor);
    const limited: Processor = (job, token) => {
      options.tracing?.describe(job);
      return limits.inJob(job.id ?? '', () => clean(job, token));
    };
    return startQueue(options, connect(name), { name, processor: limited, concurrency, lockDurationMs });
  };
  const queues = [
    start('runs', runProcessor(engine) as Processor, JOIN_CONCURRENCY),
    start('pulls', pullProcessor(engine) as Processor, config.PULL_CONCURRENCY),
    start('pages', pageProcessor(engine) as Processor, JOIN_CONCURRENCY),
    start('pushes', pushProcessor(engine) as Processor, config.PUSH_CONCURRENCY),
    start('notices', noticeProcessor(engine, desk) as Processor, NOTICE_CONCURRENCY),
  ];
  // A dead letter settled between deriving the result and storing it would leave a stale one.
  queues[0]?.worker.on('completed', (job) => void engine.ledger.publishResult(job.id ?? '').catch(onError));
  const stopRecording = recordWaits(options.events, new Waits(shared, options.prefix), onError);
  await Promise.all(queues.map(({ worker }) => worker.waitUntilReady()));
  const announcement = announceWorkflows({ ...options, redis: shared, onError });
  const sweeps = startSweeping(options, engine, shared);
  const watchdog = options.watchdog ? startWatchdog(lockDurationMs) : undefined;
  return {
    slots: new Map(queues.map(({ name, worker }) => [name, worker.concurrency])),
    locksHeld: lockCheck(queues),
    async close() {
      announcement.close();
      // What goes back to the queue because this process stops is waiting for nothing.
      stopRecording();
      await closeAll(queues, engine, shared, stopping, sweeps);
      await watchdog?.stop();
    },
  };
}

/** Workflows ready to run, under limits that all workers share. */
function openRuntimes(
  { workflows, environment, events, prefix, secrets }: WorkerOptions & { readonly secrets: KnownSecrets },
  shared: Redis,
  stopping: AbortSignal,
  onError: (error: Error) => void,
): { readonly runtimes: Runtimes; readonly limits: RateLimits } {
  const accounts = new AccountLimits(shared, prefix);
  const limits = new RateLimits(accounts, onError);
  const tokens = new AccountTokens(shared, prefix, (...account) => accounts.identify(...account));
  const runtimes = new Runtimes(workflows, environment, events, stopping, limits, tokens, secrets);
  return { runtimes, limits };
}

function openEngine(
  options: WorkerOptions & { readonly secrets: KnownSecrets; readonly dataKeys: DataKeys },
  shared: Redis,
  connectOnce: () => Redis,
  runtimes: Runtimes,
  lockDurationMs: number,
): Omit<Engine, 'userCode'> {
  const { prefix, events, config, secrets, dataKeys } = options;
  const queues = openQueues(shared, prefix);
  return {
    dataKeys,
    items: new RunItems(shared, prefix, dataKeys),
    ledger: new Ledger(shared, prefix),
    queues,
    tracing: options.tracing,
    notices: new Notices(queues.notices, new Troubles(shared, prefix)),
    handover: new Handover(shared, connectOnce, prefix, dataKeys),
    fingerprints: new Fingerprints(shared, prefix),
    trails: new Trails(shared, prefix, dataKeys),
    itemIndex: new ItemIndex(shared, prefix),
    pauses: new PauseWatch(new Pauses(shared, prefix)),
    suspects: new Suspects(shared, prefix),
    runtimes,
    events,
    secrets,
    config,
    lockDurationMs,
    reached: options.onMilestone ?? (() => undefined),
  };
}

function startSweeping(
  { prefix, events, config }: WorkerOptions,
  { queues, ledger }: Engine,
  redis: Redis,
): Sweeps {
  const onError = (error: Error): void =>
    void events.emit('process.error', { component: 'retention', error });
  const runDays = config.RUN_RETENTION_DAYS;
  const sweeper = new Sweeper({ redis, prefix, events, queues, ledger, runDays });
  return startSweeps({ redis, prefix, sweeper, onError });
}

function openUserCode(
  { environment, events, config }: WorkerOptions,
  runtimes: Runtimes,
  stopping: AbortSignal,
): UserCode {
  const threads = config.ISOLATION_THREADS;
  return new UserCode({ environment, events, threads, stopping, current: (id) => runtimes.lastKnown(id) });
}

interface StartedQueue {
  readonly name: QueueName;
  readonly worker: QueueWorker;
  readonly connection: Redis;
  readonly locks: LockWatch;
}

interface QueueToStart {
  readonly name: QueueName;
  readonly processor: Processor;
  readonly concurrency: number;
  readonly lockDurationMs: number;
}

function startQueue(
  { prefix, events, tracing }: WorkerOptions,
  connection: Redis,
  { name, processor, concurrency, lockDurationMs }: QueueToStart,
): StartedQueue {
  const locks = new LockWatch(name, events, lockDurationMs);
  const watched: Processor = (job, token) => locks.during(job.id ?? '', () => processor(job, token));
  const worker = new QueueWorker(QUEUES[name].name, watched, {
    connection,
    prefix,
    concurrency,
    lockDuration: lockDurationMs,
    // BullMQ takes whole milliseconds only.
    stalledInterval: Math.round(lockDurationMs / STALLED_CHECKS_PER_LOCK),
    maxStalledCount: MAX_STALLED_COUNT,
    settings: { backoffStrategy },
    ...(tracing && { telemetry: tracing.telemetry }),
  });
  worker.on('error', (error) => events.emit('process.error', { component: name, error }));
  locks.attach(worker);
  return { name, worker, connection, locks };
}

function lockCheck(queues: readonly StartedQueue[]): ReadinessCheck {
  return async () => {
    const failing = queues.filter(({ locks }) => locks.isFailing()).map(({ name }) => name);
    if (failing.length > 0) throw new Error(`locks not held: ${failing.join(', ')}`);
  };
}

async function closeAll(
  queues: readonly StartedQueue[],
  engine: Engine,
  shared: Redis,
  stopping: AbortController,
  sweeps: Sweeps,
): Promise<void> {
  const drained = Promise.all([...queues.map(({ worker }) => worker.close()), sweeps.close()]);
  await withDeadline(drained, DRAIN_MS);
  // What still runs is told to stop; its jobs go back without using up an attempt.
  stopping.abort();
  await withDeadline(drained, HAND_BACK_MS);
  const closing = [engine.handover.close(), engine.queues.close(), engine.userCode.close()];
  await withDeadline(Promise.all(closing), CLOSE_MS);
  for (const connection of [...queues.map((queue) => queue.connection), shared]) connection.disconnect();
  await closeConnections();
}
