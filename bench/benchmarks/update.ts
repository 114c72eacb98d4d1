import { details, median, type Benchmark, type Measurement } from '../benchmark.js';
import type { HttpLoopResult } from '../processes/http-loop.js';
import { costOf, type CostPerItem } from '../world/cost.js';
import { runScript } from '../world/process.js';
import { repeatQuietly } from '../world/quiet.js';
import { secondsOf } from '../world/runs.js';
import type { World } from '../world/world.js';

const REPETITIONS = 3;

interface Plan {
  readonly latencyMs: number;
  readonly items: number;
  /** The bare loop this is measured against. */
  readonly loop: { readonly items: number; readonly inFlight: number };
}

/** Everything at once on the same cores: what the product leaves of the machine's own speed. */
export const updateAtOnce: Benchmark = {
  name: 'update-0ms',
  async run(world) {
    const plan = { latencyMs: 0, items: 10_000, loop: { items: 10_000, inFlight: 32 } };
    return [
      {
        name: 'update-0ms',
        what: 'Greenhouse → HrFlow update, no latency, against a bare loop of the same requests over fetch, 32 in flight',
        goal: { atLeast: 0.8 },
        ...(await compare(world, plan)),
      },
    ];
  },
};

/** With a network in between: how much of the waiting the product does side by side. */
export const updateAfar: Benchmark = {
  name: 'update-20ms',
  async run(world) {
    const plan = { latencyMs: 20, items: 10_000, loop: { items: 200, inFlight: 1 } };
    return [
      {
        name: 'update-20ms',
        what: 'the same with 20 ms before each answer, against one request after the other',
        goal: { atLeast: 25 },
        ...(await compare(world, plan)),
      },
    ];
  },
};

interface Repetition {
  readonly rate: number;
  readonly bare: HttpLoopResult;
  readonly cost: CostPerItem;
}

async function compare(
  world: World,
  { latencyMs, items, loop }: Plan,
): Promise<Pick<Measurement, 'value' | 'unit' | 'values' | 'details'>> {
  const redis = await world.redis();
  const sandbox = await world.sandbox({ candidates: items, latencyMs });
  const { environment } = sandbox;
  const worker = await world.worker({ redis, workflows: 'candidates', environment });
  const runs = world.runs(redis);
  const pids = { worker: worker.pid, redis: redis.pid, sandbox: sandbox.pid };
  const once = async (): Promise<Repetition> => {
    const run = () => runs.run('candidates', items);
    const { value: record, cost } = await costOf(pids, items, run);
    const bare = (await runScript('http-loop', { environment, ...loop })) as HttpLoopResult;
    return { rate: items / secondsOf(record), bare, cost };
  };
  // Merged once, every profile stays as large as it is: both sides move the same bytes afterwards.
  await runs.run('candidates', items);
  const taken = await repeatQuietly(REPETITIONS, once);
  const values = taken.map(({ value }) => value.rate / value.bare.itemsPerSecond);
  const puts = await sandbox.requests({ api: 'hrflow', method: 'PUT' });
  const middle = (pick: (repetition: Repetition) => number): number =>
    median(taken.map(({ value }) => pick(value)));
  return {
    value: median(values),
    unit: '×',
    values,
    details: details({
      items_per_second: middle(({ rate }) => rate),
      bare_items_per_second: middle(({ bare }) => bare.itemsPerSecond),
      worker_cpu_ms_per_item: middle(({ cost }) => cost['worker'] ?? 0),
      redis_cpu_ms_per_item: middle(({ cost }) => cost['redis'] ?? 0),
      sandbox_cpu_ms_per_item: middle(({ cost }) => cost['sandbox'] ?? 0),
      bare_cpu_ms_per_item: middle(({ bare }) => (bare.cpuSeconds / loop.items) * 1000),
      put_bytes: puts.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / puts.length,
      bare_put_bytes: middle(({ bare }) => bare.putBytes),
      foreign_cores: Math.max(...taken.map(({ foreignCores }) => foreignCores)),
    }),
  };
}
