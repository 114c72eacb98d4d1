import { details, median, type Benchmark } from '../benchmark.js';
import type { BullmqLoopResult } from '../processes/bullmq-loop.js';
import { costOf, type CostPerItem } from '../world/cost.js';
import { runScript } from '../world/process.js';
import { repeatQuietly } from '../world/quiet.js';
import { secondsOf } from '../world/runs.js';
import type { World } from '../world/world.js';

const ITEMS = 20_000;
const REPETITIONS = 3;
/** The worker's own defaults. */
const CONCURRENCY = 64;
const WINDOW = 2_000;

/** A push job as the workflow `nothing` makes it. */
const PAYLOAD = {
  v: 1,
  runId: '0mwtkds05-1f3fb0',
  workflowId: 'large',
  ordinal: 10_000,
  reference: 'item-10000',
  stage: 'formatted',
  item: JSON.stringify({ reference: 'item-10000', filler: 'x'.repeat(1_600) }),
};

/** What reading, preparing, handing over and exact counting cost on top of BullMQ. */
export const engine: Benchmark = {
  name: 'engine',
  async run(world) {
    const once = await open(world);
    const taken = await repeatQuietly(REPETITIONS, once);
    const values = taken.map(({ value }) => value.rate / value.bare.itemsPerSecond);
    const middle = (pick: (repetition: Repetition) => number): number =>
      median(taken.map(({ value }) => pick(value)));
    return [
      {
        name: 'engine',
        what: 'the engine with a reader and a writer that do nothing, against BullMQ alone adding and working off the same pages of children that do nothing',
        goal: { atLeast: 0.7 },
        value: median(values),
        unit: '×',
        values,
        details: details({
          items_per_second: middle(({ rate }) => rate),
          bullmq_items_per_second: middle(({ bare }) => bare.itemsPerSecond),
          worker_cpu_ms_per_item: middle(({ cost }) => cost['worker'] ?? 0),
          redis_cpu_ms_per_item: middle(({ cost }) => cost['redis'] ?? 0),
          bullmq_cpu_ms_per_item: middle(({ bare }) => (bare.cpuSeconds / ITEMS) * 1000),
          foreign_cores: Math.max(...taken.map(({ foreignCores }) => foreignCores)),
        }),
      },
    ];
  },
};

interface Repetition {
  readonly rate: number;
  readonly bare: BullmqLoopResult;
  readonly cost: CostPerItem;
}

async function open(world: World): Promise<() => Promise<Repetition>> {
  const redis = await world.redis();
  const environment = { BENCH_ITEMS: String(ITEMS) };
  const worker = await world.worker({ redis, workflows: 'nothing', environment });
  const runs = world.runs(redis);
  await runs.run('large', ITEMS);
  const sizes = { items: ITEMS, concurrency: CONCURRENCY, window: WINDOW };
  return async () => {
    const pids = { worker: worker.pid, redis: redis.pid };
    const { value: record, cost } = await costOf(pids, ITEMS, () => runs.run('large', ITEMS));
    const options = { redisUrl: redis.url, payload: PAYLOAD, ...sizes };
    const bare = (await runScript('bullmq-loop', options)) as BullmqLoopResult;
    return { rate: ITEMS / secondsOf(record), bare, cost };
  };
}
