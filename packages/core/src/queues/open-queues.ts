import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAMES, QUEUES, type QueueName } from './catalogue.js';
import { repeatStrategy } from './repeat.js';

export type OpenQueues = Readonly<Record<QueueName, Queue>> & { close(): Promise<void> };

/**
 * Events BullMQ keeps of each queue; its own default is 10,000. Nothing of ours reads them, and up to that
 * number they would be memory that grows with the run.
 */
const EVENTS_KEPT = 500;

/** Opens every queue of a deployment on one connection, which stays the caller's to watch and to close. */
export function openQueues(connection: Redis, prefix: string): OpenQueues {
  const queues = Object.fromEntries(
    QUEUE_NAMES.map((name) => {
      const { jobOptions } = QUEUES[name];
      const queue = new Queue(name, {
        connection,
        prefix,
        defaultJobOptions: jobOptions,
        streams: { events: { maxLen: EVENTS_KEPT } },
        settings: { repeatStrategy },
      });
      // Each queue repeats the connection's errors, and BullMQ prints what nobody takes.
      queue.on('error', () => undefined);
      return [name, queue];
    }),
  ) as Record<QueueName, Queue>;
  return {
    ...queues,
    async close() {
      await Promise.all(QUEUE_NAMES.map((name) => queues[name].close()));
    },
  };
}
