import { details, type Benchmark, type Measurement } from '../benchmark.js';
import { forgetPeak, residentMiB } from '../world/process.js';
import { secondsOf } from '../world/runs.js';
import { World } from '../world/world.js';

const FEW = 10_000;
const MANY = 200_000;
const GOAL = { atMost: 10 } as const;

interface Footprint {
  readonly workerMiB: number;
  readonly workerFromStartMiB: number;
  readonly redisMiB: number;
  readonly itemsPerSecond: number;
}

/** Whether a run twenty times as long takes more room. */
export const memory: Benchmark = {
  name: 'memory',
  async run() {
    const few = await footprint(FEW);
    const many = await footprint(MANY);
    return [
      {
        name: 'worker-memory',
        what: 'the most memory a worker occupies while it pushes 200,000 items, over that of 10,000',
        ...growth(few.workerMiB, many.workerMiB),
        details: details({
          mib_at_10000: few.workerMiB,
          mib_at_200000: many.workerMiB,
          mib_at_10000_cold: few.workerFromStartMiB,
          items_per_second: many.itemsPerSecond,
        }),
      },
      {
        name: 'redis-memory',
        what: 'the most memory Redis uses while 200,000 items are pushed, over that of 10,000',
        ...growth(few.redisMiB, many.redisMiB),
        details: details({ mib_at_10000: few.redisMiB, mib_at_200000: many.redisMiB }),
      },
    ];
  },
};

function growth(few: number, many: number): Pick<Measurement, 'value' | 'values' | 'unit' | 'goal'> {
  const value = (many / few - 1) * 100;
  return { value, values: [value], unit: '%', goal: GOAL };
}

/**
 * One run on a server and a worker of its own. V8 lets a heap grow for some seconds before it collects old
 * objects for the first time, whatever the work; so the worker's peak counts from its second run on.
 */
async function footprint(items: number): Promise<Footprint> {
  const world = new World();
  try {
    const redis = await world.redis();
    const runs = world.runs(redis);
    const worker = await world.worker({
      redis,
      workflows: 'nothing',
      environment: { BENCH_ITEMS: String(items), BENCH_WARM_UP_ITEMS: String(FEW) },
    });
    await runs.run('warm-up', FEW);
    const workerFromStartMiB = residentMiB(worker.pid).most;
    forgetPeak(worker.pid);
    const record = await runs.run('large', items);
    return {
      workerMiB: residentMiB(worker.pid).most,
      workerFromStartMiB,
      redisMiB: (await redis.memoryMiB()).most,
      itemsPerSecond: items / secondsOf(record),
    };
  } finally {
    await world.close();
  }
}
