import {
  connectRedis,
  Ledger,
  LockWatch,
  openQueues,
  Pauses,
  QUEUES,
  withDeadline,
  type EngineEvents,
  type TickJob,
  type Workflow,
} from '@hrflow-sync/core';
import { Worker as QueueWorker, type Job } from 'bullmq';
import { reconcileSchedules, type Reconciled } from './reconcile.js';
import { tickProcessor } from './tick.js';

/** How long a tick in flight may take to finish once the scheduler was told to stop. */
const CLOSE_MS = 5_000;
/** A tick takes milliseconds; its lock outlives any pause that isn't a fault. */
const LOCK_DURATION_MS = 30_000;

export interface SchedulerOptions {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly events: EngineEvents;
}

export interface Scheduler {
  readonly reconciled: Reconciled;
  close(): Promise<void>;
}

/** Brings the schedules in Redis up to date and turns their ticks into runs. */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { prefix, events } = options;
  const onError = (error: Error): void =>
    void events.emit('process.error', { component: 'scheduler', error });
  const connection = connectRedis(options.redisUrl, {
    role: 'worker',
    name: 'hrflow-sync:scheduler',
    onError,
  });
  const queues = openQueues(connection, prefix);
  const ledger = new Ledger(connection, prefix);
  const reconciled = await reconcileSchedules(queues, options.workflows);
  const processTick = tickProcessor(queues, ledger, new Pauses(connection, prefix), events);
  const locks = new LockWatch('ticks', events, LOCK_DURATION_MS);
  const ticks = new QueueWorker(
    QUEUES.ticks.name,
    (job: Job<TickJob>) => locks.during(job.id ?? '', () => processTick(job)),
    { connection, prefix, lockDuration: LOCK_DURATION_MS },
  );
  ticks.on('error', onError);
  locks.attach(ticks);
  await ticks.waitUntilReady();
  return {
    reconciled,
    async close() {
      await withDeadline(
        ticks.close().then(() => queues.close()),
        CLOSE_MS,
      );
      connection.disconnect();
    },
  };
}
