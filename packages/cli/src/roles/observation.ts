import {
  connectRedis,
  describeBuild,
  measureDeployment,
  measureRedis,
  openQueues,
  redisEvictionCheck,
  redisMemoryCheck,
  RedisPulse,
  type ReadinessCheck,
} from '@hrflow-sync/core';
import type { Deployment } from '../deployment.js';
import { VERSION } from '../version.js';
import type { Role } from './role.js';

/** What a process shows of itself to those who look after it. */
export interface Observation {
  /** For `/readyz`. Roles add their own as they start. */
  readonly checks: Record<string, ReadinessCheck>;
  /** Every role has started: from now on the process is ready, if its checks pass. */
  started(): void;
  /** The process stops: it is not ready any more. */
  stopping(): void;
  close(): Promise<void>;
}

/** Opens the metrics and checks that every role has, on a connection of their own. */
export function startObservation(deployment: Deployment, roles: readonly Role[]): Observation {
  const { prefix, registry, events, workflows } = deployment;
  const onError = (error: Error): void => void events.emit('process.error', { component: 'metrics', error });
  const redis = connectRedis(deployment.redis, { role: 'worker', name: 'hrflow-sync:metrics', onError });
  const queues = openQueues(redis, prefix);
  const pulse = new RedisPulse(redis, prefix);
  describeBuild(registry, { version: VERSION, roles });
  measureRedis(registry, pulse);
  const gauges = measureDeployment(registry, { redis, prefix, queues, workflows });
  let serves = false;
  return {
    checks: {
      async serving() {
        if (!serves) throw new Error('starting or stopping');
      },
      redis: pulse.beat,
      redis_memory: redisMemoryCheck(redis),
      redis_eviction: redisEvictionCheck(redis),
    },
    started: () => void (serves = true),
    stopping: () => void (serves = false),
    async close() {
      await gauges.close();
      redis.disconnect();
    },
  };
}
