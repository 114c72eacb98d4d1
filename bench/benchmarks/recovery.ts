import { details, type Benchmark } from '../benchmark.js';

const ITEMS = 4_000;
const LATENCY_MS = 20;
/** Pushes left when the worker dies: the other one has long finished its own when the stuck ones come back. */
const LEFT = 1_000;

/** How long the jobs of a worker killed with -9 stay where they are. */
export const recovery: Benchmark = {
  name: 'recovery',
  async run(world) {
    const redis = await world.redis();
    const { environment } = await world.sandbox({ candidates: ITEMS, latencyMs: LATENCY_MS });
    const victim = await world.worker({ redis, workflows: 'candidates', environment });
    await world.worker({ redis, workflows: 'candidates', environment });
    const runs = world.runs(redis);
    const runId = await runs.start('candidates');
    await runs.until(runId, (record) => record.readingEnded && record.outstanding <= LEFT);
    await victim.stop('SIGKILL');
    const killedAt = Date.now();
    // The other worker needs a second or so for what nobody had taken; what is left then is stuck.
    const stuckFrom = await runs.until(runId, ({ outstanding }) => outstanding <= LEFT / 10);
    const record = await runs.ended(runId, ITEMS);
    const seconds = (Date.parse(record.finishedAt ?? '') - killedAt) / 1000;
    return [
      {
        name: 'recovery',
        what: 'a worker is killed with -9 beside another one: until the last of its items is pushed and the run has ended',
        goal: { atMost: 35 },
        value: seconds,
        unit: 's',
        values: [seconds],
        details: details({ items_stuck: stuckFrom.outstanding }),
      },
    ];
  },
};
