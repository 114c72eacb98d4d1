import {
  announceWorkflows,
  backoffDelayMs,
  connectRedis,
  LockWatch,
  openQueues,
  Pauses,
  QUEUES,
  QueueWorker,
  repeatStrategy,
  Ticks,
  withDeadline,
  type EngineEvents,
  type LoadedWorkflows,
  type RedisAccess,
  type TickJob,
} from '@hrflow-sync/core';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { Keeper, type Kept } from './keeper.js';
import { tickProcessor, type TickDesk } from './tick.js';

/** How long a tick in flight may take to finish once the scheduler was told to stop. */
const CLOSE_MS = 5_000;
/** How often schedules are looked after. */
const WATCH_MS = 60_000;
/** Many workflows may tick at once, at the full hour say; each takes a few milliseconds. */
const TICKS_AT_ONCE = 16;
/** A tick takes milliseconds; that of a scheduler that died is taken up by another one after this, and the next check. */
const TICK_LOCK_MS = 10_000;
const STALLED_CHECK_MS = 1_000;
/** BullMQ would fail a tick for good after its second dead scheduler. */
const MAX_STALLED_COUNT = 1_000;

export interface SchedulerOptions {
  /** Where Redis is. */
  readonly redis: string | RedisAccess;
  readonly prefix: string;
  /** Looked at each time schedules are looked after, so that they may change. */
  readonly files: LoadedWorkflows;
  readonly events: EngineEvents;
  /** How often schedules are looked after. Default 60,000. */
  readonly watchMs?: number;
}

export interface Scheduler {
  /** What starting it changed. */
  readonly kept: Kept;
  /** Looks after the schedules now: the files may have changed. */
  reconcile(): Promise<Kept>;
  close(): Promise<void>;
}

/** Brings the schedules in Redis up to date, keeps them so, and turns their ticks into runs. */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { prefix, events, files } = options;
  const onError = (error: Error): void =>
    void events.emit('process.error', { component: 'scheduler', error });
  const connection = connectRedis(options.redis, {
    role: 'worker',
    name: 'hrflow-sync:scheduler',
    onError,
  });
  const queues = openQueues(connection, prefix);
  const desk: TickDesk = {
    queues,
    ticks: new Ticks(connection, prefix),
    pauses: new Pauses(connection, prefix),
    events,
    now: () => Date.now(),
  };
  const keeper = new Keeper(connection, prefix, desk, files);
  const kept = await keeper.look();
  const ticks = startTicks(connection, prefix, desk, onError);
  await ticks.waitUntilReady();
  const announcement = announceWorkflows({ redis: connection, prefix, workflows: files.workflows, onError });
  const look = (): void => void keeper.look().catch(onError);
  const watch = setInterval(look, options.watchMs ?? WATCH_MS);
  // A Redis that comes back may have lost everything.
  connection.on('ready', look);
  return {
    kept,
    reconcile: () => keeper.look(),
    async close() {
      announcement.close();
      clearInterval(watch);
      connection.off('ready', look);
      await withDeadline(
        Promise.all([ticks.close(), keeper.leave()]).then(() => queues.close()),
        CLOSE_MS,
      );
      connection.disconnect();
    },
  };
}

function startTicks(
  connection: Redis,
  prefix: string,
  desk: TickDesk,
  onError: (error: Error) => void,
): Worker {
  const processTick = tickProcessor(desk);
  const locks = new LockWatch('ticks', desk.events, TICK_LOCK_MS);
  const watched = (job: Job<TickJob>, token?: string) =>
    locks.during(job.id ?? '', () => processTick(job, token));
  const worker = new QueueWorker(QUEUES.ticks.name, watched, {
    connection,
    prefix,
    concurrency: TICKS_AT_ONCE,
    lockDuration: TICK_LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: MAX_STALLED_COUNT,
    settings: { repeatStrategy, backoffStrategy: (attempts) => backoffDelayMs(attempts) },
  });
  worker.on('error', onError);
  locks.attach(worker);
  return worker;
}
