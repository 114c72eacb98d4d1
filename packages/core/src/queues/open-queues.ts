import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAMES, QUEUES, type QueueName } from './catalogue.js';

export type OpenQueues = Readonly<Record<QueueName, Queue>> & { close(): Promise<void> };

/** Opens every queue of a deployment on one connection, which stays the caller's to close. */
export function openQueues(connection: Redis, prefix: string): OpenQueues {
  const queues = Object.fromEntries(
    QUEUE_NAMES.map((name) => {
      const { jobOptions } = QUEUES[name];
      return [name, new Queue(name, { connection, prefix, defaultJobOptions: jobOptions })];
    }),
  ) as Record<QueueName, Queue>;
  return {
    ...queues,
    async close() {
      await Promise.all(QUEUE_NAMES.map((name) => queues[name].close()));
    },
  };
}
