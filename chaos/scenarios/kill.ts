import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { MILESTONES, type Milestone } from '@hrflow-sync/worker';
import { startCommand, type RunningCommand } from '../../test/support/command.js';
import type { Scenario, Stage } from '../scenario.js';
import { mapConcurrently, waitFor } from '../wait.js';
import { World } from '../world.js';

const LOCK_MS = 2_000;
const WORKERS = 3;
const SCENARIO_DEADLINE_MS = 400_000;

/** Kills land wherever they land; the dead are replaced. */
export const killAtRandom: Scenario = {
  name: 'kill-random',
  says: 'workers die of SIGKILL at random moments and are replaced',
  async play(stage) {
    const { random, choose } = stage;
    const world = await World.open({
      random,
      candidates: choose(1_000, 12_000),
      latencyMs: 10,
      lockDurationMs: LOCK_MS,
    });
    const giveUpAt = Date.now() + SCENARIO_DEADLINE_MS;
    try {
      await world.startMany(WORKERS);
      let left = choose(3, 50);
      while (left > 0) {
        if (Date.now() > giveUpAt) throw new Error(`${left} kills were never done`);
        world.sandbox.records.clear();
        const runId = await world.requestRun();
        while (left > 0 && !(await world.isFinished(runId))) {
          await delay(random.int(100, choose(800, 2_000)));
          if (world.running.length === 0) await world.start();
          random.pick(world.running).send('SIGKILL');
          stage.injected('kills');
          left -= 1;
          void world.start().catch(() => undefined);
        }
        stage.judged(await world.judge(runId));
      }
    } finally {
      await world.close();
    }
  },
};

/** The same with the command and its own lock times: this is what an operator would see. */
export const killShipped: Scenario = {
  name: 'kill-shipped',
  says: 'workers as they are shipped (lock of 30 s) die of SIGKILL and are replaced',
  fullOnly: true,
  async play(stage) {
    const { random } = stage;
    const world = await World.open({ random, candidates: 10_000, latencyMs: 50 });
    const environment = world.environment({ proxied: false });
    const commands: RunningCommand[] = [];
    const start = (): void => void commands.push(startCommand(['worker'], environment));
    try {
      start();
      start();
      await Promise.all(commands.map((command) => command.said(/ready on/)));
      const runId = await world.requestRun();
      for (let kill = 0; kill < 4 && !(await world.isFinished(runId)); kill++) {
        await delay(random.int(1_000, 5_000));
        commands[kill]?.child.kill('SIGKILL');
        stage.injected('kills');
        start();
      }
      stage.judged(await world.judge(runId));
    } finally {
      for (const { child } of commands) child.kill('SIGKILL');
      await world.close();
    }
  },
};

/** How often a run of two pages passes a milestone at least. */
const PASSES: Readonly<Record<Milestone, number>> = {
  'run.started': 1,
  'run.firstPullAdded': 1,
  'page.prepared': 2,
  'page.handedOver': 2,
  'push.written': 300,
  'push.settled': 300,
  'push.buried': 4,
  'run.tokenMoved': 1,
  'run.callbackDone': 1,
  'run.finished': 1,
};

/** Kills where it hurts most: between a thing done and its note. */
export const killAtMilestones: Scenario = {
  name: 'kill-milestone',
  says: 'a worker dies of SIGKILL at each of its milestones, and another one finishes',
  async play(stage) {
    const repetitions = stage.choose(1, 3);
    const chosen = stage.choose<readonly Milestone[]>(stage.random.sample(MILESTONES, 3), MILESTONES);
    const plan = chosen.flatMap((milestone) =>
      Array.from({ length: repetitions }, () => ({
        milestone,
        nth: stage.random.int(1, PASSES[milestone]),
        random: stage.random.fork(`${milestone} ${stage.random.next()}`),
      })),
    );
    await mapConcurrently(plan, 2, ({ milestone, nth, random }) =>
      strikeOnce(stage, { milestone, nth, signal: 'SIGKILL', random }).catch((error: Error) =>
        stage.problem(`${milestone}, pass ${nth}: ${error.message}`),
      ),
    );
  },
};

/** A frozen worker wakes up after its jobs were given to another. */
export const freeze: Scenario = {
  name: 'frozen-worker',
  says: 'a worker is frozen (SIGSTOP) for longer than its lock, and wakes up when another has its jobs',
  async play(stage) {
    const milestones = MILESTONES.filter((milestone) => !['run.started', 'run.finished'].includes(milestone));
    const chosen = stage.choose(['page.prepared', 'push.written', 'push.buried'] satisfies Milestone[], [
      ...milestones,
      ...milestones,
    ]);
    const plan = chosen.map((milestone) => ({
      milestone,
      nth: stage.random.int(1, PASSES[milestone]),
      random: stage.random.fork(`${milestone} ${stage.random.next()}`),
    }));
    await mapConcurrently(plan, 2, ({ milestone, nth, random }) =>
      strikeOnce(stage, { milestone, nth, signal: 'SIGSTOP', random }).catch((error: Error) =>
        stage.problem(`${milestone}, pass ${nth}: ${error.message}`),
      ),
    );
  },
};

interface Strike {
  readonly milestone: Milestone;
  readonly nth: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly random: Stage['random'];
}

async function strikeOnce(stage: Stage, { milestone, nth, signal, random }: Strike): Promise<void> {
  const world = await World.open({
    random,
    candidates: 600,
    lockDurationMs: LOCK_MS,
    workflow: 'incremental: true, callback: () => undefined,',
  });
  try {
    const victim = await world.start({ strike: { at: milestone, nth, signal } });
    const runId = await world.requestRun();
    await waitFor(`${signal} at ${milestone}, pass ${nth}`, 45_000, () => isStruck(victim.pid, signal));
    stage.injected(signal === 'SIGKILL' ? 'kills' : 'freezes');
    await world.start();
    if (signal === 'SIGSTOP') {
      // Long enough for the other to have taken the jobs over, and at times to have ended them.
      await delay(LOCK_MS + random.int(500, 3_000));
      victim.send('SIGCONT');
    }
    const verdict = await world.judge(runId);
    const record = await world.ledger.read(runId);
    const where = `${milestone}, pass ${nth}`;
    stage.judged({ ...verdict, problems: verdict.problems.map((problem) => `${where}: ${problem}`) });
    if (record?.events.callback_executed !== 1)
      stage.problem(`${where}: callbacks ${record?.events.callback_executed}`);
    if (record?.token === null || record?.token !== record?.pendingToken) {
      stage.problem(`${where}: token ${record?.token}, read up to ${record?.pendingToken}`);
    }
  } finally {
    await world.close();
  }
}

async function isStruck(pid: number, signal: Strike['signal']): Promise<boolean> {
  // State of a process: T is stopped; a killed one is gone, or Z until it is waited for.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  return signal === 'SIGSTOP' ? state === 'T' : state === '' || state === 'Z';
}
