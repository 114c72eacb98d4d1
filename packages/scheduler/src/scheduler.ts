import {
  announceWorkflows,
  connectRedis,
  Ledger,
  openQueues,
  Pauses,
  QUEUES,
  withDeadline,
  type EngineEvents,
  type Workflow,
} from '@hrflow-sync/core';
import { Worker as QueueWorker } from 'bullmq';
import { reconcileSchedules, type Reconciled } from './reconcile.js';
import { tickProcessor } from './tick.js';

/** How long a tick in flight may take to finish once the scheduler was told to stop. */
const CLOSE_MS = 5_000;

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
  const ticks = new QueueWorker(
    QUEUES.ticks.name,
    tickProcessor(queues, ledger, new Pauses(connection, prefix), events),
    {
      connection,
      prefix,
    },
  );
  ticks.on('error', onError);
  await ticks.waitUntilReady();
  const announcement = announceWorkflows({ ...options, redis: connection, onError });
  return {
    reconciled,
    async close() {
      announcement.close();
      await withDeadline(
        ticks.close().then(() => queues.close()),
        CLOSE_MS,
      );
      connection.disconnect();
    },
  };
}
