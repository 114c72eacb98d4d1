import { fileURLToPath } from 'node:url';
import { loadWorkflows } from '@hrflow-sync/core';
import { details, median, type Benchmark } from '../benchmark.js';
import { repeatQuietly } from '../world/quiet.js';
import { secondsOf } from '../world/runs.js';
import { World } from '../world/world.js';

const ITEMS = 10_000;
const REPETITIONS = 3;
const WORKFLOWS = fileURLToPath(new URL('../workflows/candidates', import.meta.url));

/** A nightly run in which nothing has changed since yesterday. */
export const unchanged: Benchmark = {
  name: 'unchanged',
  async run() {
    if (!(await isOffered())) {
      return [{ name: 'unchanged', skipped: 'this version has no `skipUnchanged` yet' }];
    }
    const taken = await repeatQuietly(REPETITIONS, twice);
    const values = taken.map(({ value: { first, second } }) => second / first);
    return [
      {
        name: 'unchanged',
        what: 'a second run over unchanged data with `skipUnchanged`, against the first; it must write nothing',
        goal: { atLeast: 5 },
        value: median(values),
        unit: '×',
        values,
        details: details({
          first_items_per_second: median(taken.map(({ value }) => value.first)),
          second_items_per_second: median(taken.map(({ value }) => value.second)),
          writes_of_second: 0,
          foreign_cores: Math.max(...taken.map(({ foreignCores }) => foreignCores)),
        }),
      },
    ];
  },
};

async function isOffered(): Promise<boolean> {
  process.env['BENCH_SKIP_UNCHANGED'] = '1';
  const { problems } = await loadWorkflows(WORKFLOWS);
  delete process.env['BENCH_SKIP_UNCHANGED'];
  return problems.length === 0;
}

/** On surroundings of its own, because the first run of anything happens once. */
async function twice(): Promise<{ first: number; second: number }> {
  const world = new World();
  try {
    const redis = await world.redis();
    const sandbox = await world.sandbox({ candidates: ITEMS });
    const environment = { ...sandbox.environment, BENCH_SKIP_UNCHANGED: '1' };
    await world.worker({ redis, workflows: 'candidates', environment });
    const runs = world.runs(redis);
    const first = ITEMS / secondsOf(await runs.run('candidates', ITEMS));
    const before = await sandbox.summary({ items: false });
    const second = ITEMS / secondsOf(await runs.run('candidates', ITEMS));
    const after = await sandbox.summary({ items: false });
    const writes = after.totals.writes - before.totals.writes;
    if (writes > 0) throw new Error(`the second run wrote ${writes} profiles`);
    return { first, second };
  } finally {
    await world.close();
  }
}
