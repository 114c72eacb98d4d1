import { randomBytes } from 'node:crypto';
import { details, median, type Benchmark } from '../benchmark.js';
import { costOf, type CostPerItem } from '../world/cost.js';
import { repeatQuietly } from '../world/quiet.js';
import { secondsOf } from '../world/runs.js';
import type { World } from '../world/world.js';

const ITEMS = 20_000;
const REPETITIONS = 3;

/** What it costs to seal each item on its way into Redis, and to open it again. */
export const encryption: Benchmark = {
  name: 'encryption',
  async run(world) {
    const plain = await open(world, {});
    const sealed = await open(world, { DATA_ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}` });
    const taken = await repeatQuietly(REPETITIONS, async () => ({
      plain: await plain(),
      sealed: await sealed(),
    }));
    const values = taken.map(({ value }) => value.sealed.rate / value.plain.rate);
    return [
      {
        name: 'encryption',
        what: 'the engine with a reader and a writer that do nothing and with `DATA_ENCRYPTION_KEYS`, against the same without',
        goal: { atLeast: 0.9 },
        value: median(values),
        unit: '×',
        values,
        details: details({
          items_per_second: median(taken.map(({ value }) => value.sealed.rate)),
          plain_items_per_second: median(taken.map(({ value }) => value.plain.rate)),
          worker_cpu_ms_per_item: median(taken.map(({ value }) => value.sealed.cost['worker'] ?? 0)),
          plain_worker_cpu_ms_per_item: median(taken.map(({ value }) => value.plain.cost['worker'] ?? 0)),
          foreign_cores: Math.max(...taken.map(({ foreignCores }) => foreignCores)),
        }),
      },
    ];
  },
};

/** A deployment of its own; the other one idles meanwhile. */
async function open(
  world: World,
  keys: NodeJS.ProcessEnv,
): Promise<() => Promise<{ rate: number; cost: CostPerItem }>> {
  const redis = await world.redis();
  const environment = { BENCH_ITEMS: String(ITEMS), ...keys };
  const worker = await world.worker({ redis, workflows: 'nothing', environment });
  const runs = world.runs(redis);
  await runs.run('large', ITEMS);
  return async () => {
    const { value: record, cost } = await costOf({ worker: worker.pid }, ITEMS, () =>
      runs.run('large', ITEMS),
    );
    return { rate: ITEMS / secondsOf(record), cost };
  };
}
