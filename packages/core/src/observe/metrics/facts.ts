import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { LastRuns, type WorkflowStanding } from '../../ledger/last-runs.js';
import { QUEUE_NAMES, type QueueName } from '../../queues/catalogue.js';
import type { OpenQueues } from '../../queues/open-queues.js';
import { readRedisMemory, type RedisMemory } from '../../redis/info.js';

/** States a job can be in, as Prometheus sees them. Completed jobs are removed; counting them says nothing. */
const MEASURED_STATES = [
  'waiting',
  'active',
  'delayed',
  'prioritized',
  'waiting-children',
  'failed',
] as const;

export interface QueueFacts {
  readonly queue: QueueName;
  readonly counts: Readonly<Record<string, number>>;
  /** How long the job that is next has waited; 0 when none does. */
  readonly oldestWaitingMs: number;
}

/** What all processes of a deployment share, at one moment. */
export interface DeploymentFacts {
  readonly queues: readonly QueueFacts[];
  readonly standings: ReadonlyMap<string, WorkflowStanding>;
  /** When each schedule's next tick is due, in epoch milliseconds. */
  readonly nextTicks: ReadonlyMap<string, number>;
  readonly memory: RedisMemory | undefined;
}

export interface FactsSource {
  readonly redis: Redis;
  readonly prefix: string;
  readonly queues: OpenQueues;
  readonly workflowIds: readonly string[];
}

export async function readFacts({
  redis,
  prefix,
  queues,
  workflowIds,
}: FactsSource): Promise<DeploymentFacts> {
  const [measured, standings, schedulers, memory] = await Promise.all([
    Promise.all(QUEUE_NAMES.map((name) => readQueue(redis, name, queues[name]))),
    new LastRuns(redis, prefix).standings(workflowIds),
    queues.ticks.getJobSchedulers(0, -1),
    readRedisMemory(redis),
  ]);
  const nextTicks = schedulers.flatMap(({ key, next }): [string, number][] =>
    next === undefined ? [] : [[key, next]],
  );
  return { queues: measured, standings, nextTicks: new Map(nextTicks), memory };
}

async function readQueue(redis: Redis, name: QueueName, queue: Queue): Promise<QueueFacts> {
  const [counts, oldestWaitingMs] = await Promise.all([
    queue.getJobCounts(...MEASURED_STATES),
    waitingSince(redis, queue).then((sinceMs) => (sinceMs === undefined ? 0 : Date.now() - sinceMs)),
  ]);
  return { queue: name, counts, oldestWaitingMs: Math.max(0, oldestWaitingMs) };
}

/**
 * Since when the next job in line could be taken. One that was put back counts from its last try: it may have been
 * told to wait, and isn't late. Its data, which may be large, is not read.
 */
async function waitingSince(redis: Redis, queue: Queue): Promise<number | undefined> {
  const id = await redis.lindex(queue.toKey('wait'), -1);
  if (id === null) return undefined;
  const [timestamp, processedOn, options] = await redis.hmget(
    queue.toKey(id),
    'timestamp',
    'processedOn',
    'opts',
  );
  // Taken and done between the two questions.
  if (timestamp === null || timestamp === undefined) return undefined;
  const { delay = 0 } = JSON.parse(options ?? '{}') as { delay?: number };
  return Math.max(Number(timestamp) + delay, Number(processedOn ?? 0));
}
