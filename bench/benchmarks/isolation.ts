import { details, median, type Benchmark } from '../benchmark.js';
import { costOf } from '../world/cost.js';
import { repeatQuietly } from '../world/quiet.js';
import { secondsOf } from '../world/runs.js';

const ITEMS = 20_000;
const REPETITIONS = 3;

/** What it costs to have each item prepared in a thread. */
export const isolation: Benchmark = {
  name: 'isolation',
  async run(world) {
    const redis = await world.redis();
    const environment = { BENCH_ITEMS: String(ITEMS) };
    const worker = await world.worker({ redis, workflows: 'nothing', environment });
    const runs = world.runs(redis);
    const rateOf = async (workflow: string): Promise<{ rate: number; cpuMs: number }> => {
      const measured = await costOf({ worker: worker.pid }, ITEMS, () => runs.run(workflow, ITEMS));
      return { rate: ITEMS / secondsOf(measured.value), cpuMs: measured.cost['worker'] ?? 0 };
    };
    // Threads are started once, and stay while they are needed.
    await rateOf('large');
    await rateOf('isolated');
    const taken = await repeatQuietly(REPETITIONS, async () => {
      const without = await rateOf('large');
      const isolated = await rateOf('isolated');
      return { without, isolated };
    });
    const values = taken.map(({ value: { without, isolated } }) => isolated.rate / without.rate);
    return [
      {
        name: 'isolation',
        what: 'the engine with a reader and a writer that do nothing, each item prepared in a thread (`isolation: true`), against the same without',
        value: median(values),
        unit: '×',
        values,
        details: details({
          items_per_second: median(taken.map(({ value }) => value.isolated.rate)),
          items_per_second_without: median(taken.map(({ value }) => value.without.rate)),
          worker_cpu_ms_per_item: median(taken.map(({ value }) => value.isolated.cpuMs)),
          worker_cpu_ms_per_item_without: median(taken.map(({ value }) => value.without.cpuMs)),
          foreign_cores: Math.max(...taken.map(({ foreignCores }) => foreignCores)),
        }),
      },
    ];
  },
};
