import { Gauge, type Registry } from 'prom-client';
import { withDeadline } from '../../deadline.js';
import type { QueueName } from '../../queues/catalogue.js';
import type { RedisPulse } from '../../redis/health.js';

const BEAT_DEADLINE_MS = 2_000;

/** Adds when this process could last write to Redis; it tries at each scrape. */
export function measureRedis(registry: Registry, pulse: RedisPulse): void {
  let beating: Promise<void> | undefined;
  new Gauge({
    name: 'hrflow_sync_redis_last_success_timestamp_seconds',
    help: 'When Redis last acknowledged a write of this process.',
    registers: [registry],
    async collect() {
      // While Redis is away commands queue up; a scrape must not add one each time.
      beating ??= pulse.beat().finally(() => (beating = undefined));
      await withDeadline(beating, BEAT_DEADLINE_MS);
      this.set(pulse.lastSuccessMs / 1000);
    },
  });
}

/** Adds how many jobs of each queue this worker takes at once; over all workers, what the deployment can do. */
export function measureWorkerSlots(registry: Registry, slots: ReadonlyMap<QueueName, number>): void {
  const gauge = new Gauge({
    name: 'hrflow_sync_worker_slots',
    help: 'Jobs of a queue this worker takes at once.',
    labelNames: ['queue'],
    registers: [registry],
  });
  for (const [queue, count] of slots) gauge.set({ queue }, count);
}
