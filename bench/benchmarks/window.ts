import { details, type Benchmark, type Measurement } from '../benchmark.js';
import { secondsOf } from '../world/runs.js';
import { World } from '../world/world.js';

const ITEMS = 10_000;
const LATENCY_MS = 20;
const DEFAULT_WINDOW = 2_000;
const WINDOWS = [250, 500, 1_000, DEFAULT_WINDOW, 5_000];

interface Outcome {
  readonly window: number;
  readonly itemsPerSecond: number;
  readonly redisMiB: number;
}

/** What PUSH_WINDOW buys, and what it costs. */
export const window: Benchmark = {
  name: 'window',
  async run() {
    const outcomes: Outcome[] = [];
    for (const size of WINDOWS) outcomes.push(await measure(size));
    const chosen = outcomes.find((outcome) => outcome.window === DEFAULT_WINDOW);
    return outcomes.map(({ window: size, itemsPerSecond, redisMiB }): Measurement => {
      const value = itemsPerSecond / (chosen?.itemsPerSecond ?? Number.NaN);
      return {
        name: `window-${size}`,
        what: `20 ms of latency with PUSH_WINDOW=${size}, against the default of ${DEFAULT_WINDOW}`,
        value,
        unit: '×',
        values: [value],
        details: details({ items_per_second: itemsPerSecond, redis_peak_mib: redisMiB }),
      };
    });
  },
};

async function measure(size: number): Promise<Outcome> {
  const world = new World();
  try {
    const redis = await world.redis();
    const sandbox = await world.sandbox({ candidates: ITEMS, latencyMs: LATENCY_MS });
    const environment = { ...sandbox.environment, PUSH_WINDOW: String(size) };
    await world.worker({ redis, workflows: 'candidates', environment });
    const record = await world.runs(redis).run('candidates', ITEMS);
    const { most } = await redis.memoryMiB();
    return { window: size, itemsPerSecond: ITEMS / secondsOf(record), redisMiB: most };
  } finally {
    await world.close();
  }
}
