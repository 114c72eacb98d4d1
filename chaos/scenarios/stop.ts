import { setTimeout as delay } from 'node:timers/promises';
import { startCommand, type RunningCommand } from '../../test/support/command.js';
import type { Scenario, Stage } from '../scenario.js';
import { waitFor } from '../wait.js';
import { World } from '../world.js';

/** Docker waits 10 s and Kubernetes 30 s unless told otherwise; docs/failures.md says what to tell them. */
const STOP_DEADLINE_MS = 40_000;
const ROLES = ['worker', 'scheduler', 'start'] as const;

export const rollingDeploy: Scenario = {
  name: 'rolling-deploy',
  says: 'workers are told to stop (SIGTERM) one after the other during a run, and replaced',
  async play(stage) {
    const { random, choose } = stage;
    const world = await World.open({ random, candidates: choose(1_500, 8_000), latencyMs: 30 });
    try {
      await world.startMany(2);
      const runId = await world.requestRun();
      for (let left = choose(3, 12); left > 0 && !(await world.isFinished(runId)); left--) {
        await delay(random.int(200, 1_500));
        const leaving = random.pick(world.running);
        leaving.send('SIGTERM');
        stage.injected('SIGTERMs');
        await world.start();
        const end = await leaving.ended();
        if (end !== 0) stage.problem(`a worker told to stop ended with ${end}`);
      }
      stage.judged(await world.judge(runId));
      for (const retry of world.processes.flatMap(({ retries }) => retries)) {
        stage.problem(`an attempt was used up: ${retry}`);
      }
    } finally {
      await world.close();
    }
  },
};

/** Told to stop while Redis is away, a process must not hang until it is killed. */
export const stopWithoutRedis: Scenario = {
  name: 'stop-without-redis',
  says: 'processes are told to stop (SIGTERM) while Redis is a black hole',
  async play(stage) {
    await Promise.all(
      ROLES.map((role) =>
        stopOnce(stage, role).catch((error: Error) => stage.problem(`${role}: ${error.message}`)),
      ),
    );
  },
};

async function stopOnce(stage: Stage, role: (typeof ROLES)[number]): Promise<void> {
  const random = stage.random.fork(role);
  const world = await World.open({
    random,
    candidates: 1_000,
    latencyMs: 50,
    lockDurationMs: 2_000,
    // A scheduler is told to stop in the middle of a tick.
    ...(role === 'scheduler' && { workflow: 'schedule: { every: 1_000 },' }),
  });
  let command: RunningCommand | undefined;
  try {
    command = startCommand([role], world.environment());
    await command.said(/ready on/);
    const runId = role === 'scheduler' ? undefined : await world.requestRun();
    if (runId) await waitFor('the run to push', 30_000, () => world.written > 20);
    world.network.redis.set({ kind: 'black-hole' });
    stage.injected('black holes');
    await delay(random.int(500, 2_500));
    const startedAt = Date.now();
    command.child.kill('SIGTERM');
    const { child } = command;
    await waitFor('the process to end', STOP_DEADLINE_MS, () => hasEnded(child));
    stage.note(`${role} ended ${((Date.now() - startedAt) / 1_000).toFixed(1)} s after SIGTERM`);
    if (child.exitCode !== 0) stage.problem(`${role} ended with ${child.exitCode ?? child.signalCode}`);
    if (runId) {
      // Nothing of what was in flight is lost.
      world.network.redis.set({ kind: 'pass' });
      await world.start();
      stage.judged(await world.judge(runId));
    }
  } finally {
    command?.child.kill('SIGKILL');
    await world.close();
  }
}

function hasEnded({ exitCode, signalCode }: RunningCommand['child']): boolean {
  return exitCode !== null || signalCode !== null;
}
