import { Gauge, type Registry } from 'prom-client';

/** The part of a BullMQ queue that is measured. */
export interface MeasuredQueue {
  readonly name: string;
  getJobCounts(...states: string[]): Promise<Record<string, number>>;
}

/** States a job can be in, as Prometheus sees them. Completed jobs are removed; counting them says nothing. */
const MEASURED_STATES = ['waiting', 'active', 'delayed', 'prioritized', 'waiting-children', 'failed'];
/** Prometheus gives a scrape 10 s; the other metrics must not be lost with these. */
const COUNT_DEADLINE_MS = 2_000;

/**
 * Adds `hrflow_sync_queue_jobs{queue,state}`, counted in Redis at each scrape. The whole deployment shares
 * these queues: expose it from one process. While Redis is away the series are absent rather than stale.
 */
export function measureQueues(registry: Registry, queues: readonly MeasuredQueue[]): void {
  new Gauge({
    name: 'hrflow_sync_queue_jobs',
    help: 'Jobs of a queue by state.',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      const counted = await Promise.all(queues.map(countJobs));
      this.reset();
      for (const { queue, counts } of counted) {
        for (const [state, count] of Object.entries(counts)) this.set({ queue, state }, count);
      }
    },
  });
}

async function countJobs(queue: MeasuredQueue): Promise<{ queue: string; counts: Record<string, number> }> {
  const counts = await orUndefined(queue.getJobCounts(...MEASURED_STATES), COUNT_DEADLINE_MS);
  return { queue: queue.name, counts: counts ?? {} };
}

/** The value of `promise`, or undefined when it fails or takes longer than `deadlineMs`. */
function orUndefined<T>(promise: Promise<T>, deadlineMs: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), deadlineMs);
    promise.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
