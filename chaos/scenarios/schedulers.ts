import { setTimeout as delay } from 'node:timers/promises';
import { candidatesWorkflow } from '../../test/support/workflow-folder.js';
import type { Scenario } from '../scenario.js';
import { waitFor } from '../wait.js';
import { World } from '../world.js';

const SCHEDULERS = 8;
const TICK_MS = 1_000;
/** Clocks of one machine room, badly kept. */
const CLOCK_ERROR_MS = 400;

export const schedulers: Scenario = {
  name: 'eight-schedulers',
  says: 'eight schedulers with clocks that differ are started and killed at random over a workflow that runs every second',
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
    const start = () =>
      world.start({ role: 'scheduler', clockAheadMs: random.int(-CLOCK_ERROR_MS, CLOCK_ERROR_MS) });
    try {
      await world.start();
      await Promise.all(Array.from({ length: SCHEDULERS }, start));
      const until = Date.now() + choose(6_000, 60_000);
      while (Date.now() < until) {
        await delay(random.int(200, 1_500));
        const alive = world.running.slice(1);
        if (alive.length > 2) {
          random.pick(alive).send(random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM']));
          stage.injected('kills');
        }
        if (alive.length < SCHEDULERS || random.next() < 0.5) await start();
      }
      const missed = await world.missedTicks();
      // Whichever of them are alive end the schedule, by its file.
      await world.folder.write('candidates.ts', candidatesWorkflow());
      await settle(world);
      for (const problem of await problemsOf(world, missed)) stage.problem(problem);
      const { ticks, runs, skipped } = await counted(world);
      stage.injected('ticks', ticks.length);
      stage.note(`${ticks.length} ticks: ${runs.length} runs, ${skipped} skipped; ${missed} missed`);
    } finally {
      await world.close();
    }
  },
};

/** The schedule is gone, and no tick and no run is left that could still change the counts. */
async function settle({ queues }: World): Promise<void> {
  await waitFor('the last tick and run', 60_000, async () => {
    const schedules = await queues.ticks.getJobSchedulersCount();
    const ticks = await queues.ticks.getJobCounts('wait', 'active', 'delayed');
    const runs = await queues.runs.getJobCounts('wait', 'active', 'delayed', 'waiting-children');
    return schedules + sumOf(ticks, runs) === 0;
  });
}

function sumOf(...counts: Record<string, number>[]): number {
  return counts.flatMap((each) => Object.values(each)).reduce((sum, count) => sum + count, 0);
}

/** What a tick came to, as its job says. */
type Outcome = { readonly run?: string | null; readonly skipped?: string; readonly dropped?: boolean } | null;

interface Counted {
  /** By the time each was due. One that was handled twice is there twice, were it so. */
  readonly ticks: readonly { readonly due: number; readonly outcome: Outcome }[];
  /** The tick in each run's id. */
  readonly runs: readonly number[];
  readonly runIds: ReadonlySet<string>;
  readonly skipped: number;
}

async function counted({ queues, ledger }: World): Promise<Counted> {
  const jobs = await queues.ticks.getJobs(['completed', 'failed'], 0, -1);
  const records = (await ledger.latestRuns(1_000)).filter(({ trigger }) => trigger === 'schedule');
  const ticks = jobs.map(({ id = '', returnvalue }) => ({
    due: Number(id.split(':').at(-1)),
    outcome: returnvalue as Outcome,
  }));
  return {
    ticks: ticks.toSorted((a, b) => a.due - b.due),
    runs: records.map(({ runId }) => Number.parseInt(runId.split('-')[0] ?? '', 36)),
    runIds: new Set(records.map(({ runId }) => runId)),
    skipped: ticks.filter(({ outcome }) => outcome?.skipped !== undefined).length,
  };
}

async function problemsOf(world: World, missed: number): Promise<string[]> {
  const { ticks, runs, runIds } = await counted(world);
  const found: string[] = [];
  const expect = (what: string, holds: boolean): void => void (holds || found.push(what));
  const due = ticks.map((tick) => tick.due);
  expect('a tick was there twice', new Set(due).size === ticks.length);
  expect('two runs share a tick', new Set(runs).size === runs.length);
  expect(
    'a run has no tick',
    runs.every((tick) => due.includes(tick)),
  );
  for (const { due: at, outcome } of ticks) {
    const has = runs.includes(at);
    // Handled for the first time, and found dead, on either side of the end of its schedule.
    if (outcome?.dropped) continue;
    if (outcome?.skipped === undefined) expect(`the tick at ${at} has no run`, has);
    else expect(`the tick at ${at} was skipped and has a run`, !has);
    if (outcome?.skipped === 'running')
      expect(`the tick at ${at} names no run`, runIds.has(outcome.run ?? ''));
  }
  // A tick takes the place of the one before: they are a whole number of periods apart.
  const span = (due.at(-1) ?? 0) - (due[0] ?? 0);
  expect(
    `ticks are not whole periods apart`,
    due.every((at) => (at - (due[0] ?? 0)) % TICK_MS === 0),
  );
  const gaps = span / TICK_MS + 1 - ticks.length;
  expect(`${missed} ticks were counted as missed, of ${gaps}`, missed <= gaps);
  expect(`a tick failed`, (await world.queues.ticks.getFailedCount()) === 0);
  if (found.length > 0) found.push(`ticks at ${due.map((at) => at - (due[0] ?? 0)).join(' ')}`);
  return found;
}
