import { details, type Benchmark } from '../benchmark.js';
import type { Runs } from '../world/runs.js';
import { World } from '../world/world.js';

const LARGE_ITEMS = 100_000;
const SMALL_RUNS = 9;
const SMALL_ITEMS = 100;
/** What the target takes for an item. */
const PUSH_MS = 20;
/** Items the large run has pushed when the small ones are asked for. */
const HEAD_START = 5_000;

/** Whether a large run makes small ones wait. */
export const fairness: Benchmark = {
  name: 'fairness',
  async run() {
    const alone = await smallRuns(false);
    const beside = await smallRuns(true);
    const value = beside / alone;
    return [
      {
        name: 'fairness',
        what: `${SMALL_RUNS} runs of ${SMALL_ITEMS} items beside one of ${LARGE_ITEMS.toLocaleString('en')}, against the same without it: time until the last of them has ended`,
        value,
        unit: '×',
        values: [value],
        details: details({ seconds_alone: alone, seconds_beside: beside }),
      },
    ];
  },
};

async function smallRuns(besideLarge: boolean): Promise<number> {
  const world = new World();
  try {
    const redis = await world.redis();
    const environment = { BENCH_ITEMS: String(LARGE_ITEMS), BENCH_PUSH_MS: String(PUSH_MS) };
    await world.worker({ redis, workflows: 'nothing', environment });
    const runs = world.runs(redis);
    await runAll(runs);
    if (besideLarge) {
      const large = await runs.start('large');
      await runs.until(large, ({ events }) => events.write_success >= HEAD_START);
    }
    const started = performance.now();
    await runAll(runs);
    return (performance.now() - started) / 1000;
  } finally {
    await world.close();
  }
}

async function runAll(runs: Runs): Promise<void> {
  const all = Array.from({ length: SMALL_RUNS }, (_, index) => runs.run(`small-${index}`, SMALL_ITEMS));
  await Promise.all(all);
}
