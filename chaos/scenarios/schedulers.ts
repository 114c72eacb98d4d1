import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { waitFor } from '../wait.js';
import { World } from '../world.js';

const SCHEDULERS = 8;
const TICK_MS = 1_000;

export const schedulers: Scenario = {
  name: 'eight-schedulers',
  says: 'eight schedulers start at once over a workflow that runs every second; some die of SIGKILL',
  async play(stage) {
    const { random, choose } = stage;
    const world = await World.open({
      random,
      candidates: 60,
      latencyMs: 60,
      workflow: `schedule: { every: ${TICK_MS} },`,
      // Some runs are shorter than a tick, some longer.
      config: { PUSH_CONCURRENCY: 6 },
      lockDurationMs: 2_000,
    });
    try {
      await world.start();
      await world.startMany(SCHEDULERS, { role: 'scheduler' });
      const until = Date.now() + choose(8_000, 45_000);
      while (Date.now() < until) {
        await delay(random.int(500, 3_000));
        const alive = world.running.slice(1);
        if (alive.length < 3) continue;
        random.pick(alive).send('SIGKILL');
        stage.injected('kills');
        await world.start({ role: 'scheduler' });
      }
      await world.queues.ticks.removeJobScheduler('candidates');
      await settle(world);
      for (const problem of await problemsOf(world)) stage.problem(problem);
      const { ticks, runs, skipped } = await counted(world);
      stage.injected('ticks', ticks.length);
      stage.note(`${ticks.length} ticks: ${runs.length} runs, ${skipped} skipped`);
    } finally {
      await world.close();
    }
  },
};

/** No tick and no run is left that could still change the counts. */
async function settle({ queues }: World): Promise<void> {
  await waitFor('the last tick and run', 60_000, async () => {
    const ticks = await queues.ticks.getJobCounts('wait', 'active', 'delayed');
    const runs = await queues.runs.getJobCounts('wait', 'active', 'delayed', 'waiting-children');
    return sumOf(ticks, runs) === 0;
  });
}

function sumOf(...counts: Record<string, number>[]): number {
  return counts.flatMap((each) => Object.values(each)).reduce((sum, count) => sum + count, 0);
}

interface Counted {
  /** When each tick was due, as its job says. */
  readonly ticks: readonly number[];
  /** The tick in each run's id. */
  readonly runs: readonly number[];
  readonly skipped: number;
}

async function counted(world: World): Promise<Counted> {
  const { queues, ledger } = world;
  const jobs = await queues.ticks.getJobs(['completed', 'failed'], 0, -1);
  const records = await ledger.latestRuns(1_000);
  return {
    ticks: jobs.map(({ timestamp, opts }) => timestamp + (opts.delay ?? 0)),
    runs: records
      .filter(({ trigger }) => trigger === 'schedule')
      .map(({ runId }) => Number.parseInt(runId.split('-')[0] ?? '', 36)),
    skipped: await world.skippedTicks(),
  };
}

async function problemsOf(world: World): Promise<string[]> {
  const { ticks, runs, skipped } = await counted(world);
  const found: string[] = [];
  const expect = (what: string, holds: boolean): void => void (holds || found.push(what));
  expect('a tick was there twice', new Set(ticks).size === ticks.length);
  expect('two runs share a tick', new Set(runs).size === runs.length);
  expect(
    'a run has no tick',
    runs.every((tick) => ticks.includes(tick)),
  );
  expect(
    `${ticks.length} ticks, but ${runs.length} runs and ${skipped} skipped`,
    ticks.length === runs.length + skipped,
  );
  const span = Math.max(...ticks) - Math.min(...ticks);
  expect(`${ticks.length} ticks in ${span} ms`, ticks.length <= Math.ceil(span / TICK_MS) + 1);
  expect(`only ${ticks.length} ticks in ${span} ms`, ticks.length >= span / TICK_MS / 2);
  expect(`a tick failed`, (await world.queues.ticks.getFailedCount()) === 0);
  if (found.length > 0)
    found.push(
      `ticks at ${ticks
        .toSorted((a, b) => a - b)
        .map((tick) => tick - Math.min(...ticks))
        .join(' ')}`,
    );
  return found;
}
