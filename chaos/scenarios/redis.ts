import { setTimeout as delay } from 'node:timers/promises';
import type { NetworkMode } from '../../test/support/fault-proxy.js';
import type { Scenario } from '../scenario.js';
import { waitFor } from '../wait.js';
import { World } from '../world.js';

/** A dead connection has to be noticed and replaced by then. */
const RECOVERY_DEADLINE_MS = 30_000;

export const redisKilled: Scenario = {
  name: 'redis-killed',
  says: 'Redis (AOF, everysec) dies of SIGKILL in the middle of a run and starts again over its file',
  async play(stage) {
    const { random, choose } = stage;
    const candidates = choose(800, 6_000);
    const world = await World.open({ random, candidates, latencyMs: choose(10, 30) });
    try {
      await world.startMany(2);
      const runId = await world.requestRun();
      const kills = choose(2, 6);
      for (let kill = 1; kill <= kills; kill++) {
        const goal = Math.floor((candidates * 0.7 * (kill - random.next())) / kills);
        await waitFor(`${goal} items to be written`, 60_000, () => world.written >= goal);
        await world.killRedis(random.int(0, choose(500, 4_000)));
        stage.injected('kills of Redis');
      }
      stage.judged(await world.judge(runId));
    } finally {
      await world.close();
    }
  },
};

export const redisHalfOpen: Scenario = {
  name: 'redis-half-open',
  says: 'every connection to Redis turns into a black hole; only new ones pass',
  async play(stage) {
    const { random, choose } = stage;
    const candidates = choose(700, 4_000);
    const world = await World.open({ random, candidates, latencyMs: 20 });
    try {
      await world.startMany(2, { proxied: true });
      const runId = await world.requestRun();
      const times = choose(1, 3);
      for (let time = 0; time < times; time++) {
        const goal = world.written + random.int(50, candidates / (times + 1));
        await waitFor(`${goal} items to be written`, 60_000, () => world.written >= goal);
        const direction = random.pick(['both', 'down'] as const);
        world.network.redis.setOpen({ kind: 'black-hole', direction });
        stage.injected(`black holes (${direction})`);
        const startedAt = Date.now();
        // More than what was in flight: jobs are taken again.
        const proof = Math.min(world.written + 100, candidates * 0.85);
        await waitFor('work to go on', RECOVERY_DEADLINE_MS, () => world.written >= proof);
        stage.note(`work went on ${((Date.now() - startedAt) / 1_000).toFixed(1)} s after a black hole`);
      }
      stage.judged(await world.judge(runId));
    } finally {
      await world.close();
    }
  },
};

export const redisSlow: Scenario = {
  name: 'redis-slow',
  fullOnly: true,
  says: 'Redis answers after 20 to 200 ms, in crumbs, or at 100 kB/s',
  async play(stage) {
    const { random, choose } = stage;
    const modes: readonly NetworkMode[] = [
      { kind: 'latency', ms: 110, jitterMs: 90 },
      { kind: 'slice', bytes: 7 },
      { kind: 'bandwidth', bytesPerSecond: 100_000 },
    ];
    for (const mode of choose(modes.slice(0, 1), modes)) {
      const world = await World.open({ random, candidates: choose(100, 600) });
      try {
        world.network.redis.set(mode);
        await world.startMany(2, { proxied: true });
        stage.injected(mode.kind);
        stage.judged(await world.judge(await world.requestRun()));
      } finally {
        await world.close();
      }
    }
  },
};

/** Redis did what it was told and the answer got lost: nothing may be told it twice. */
export const redisAnswersLost: Scenario = {
  name: 'redis-answers-lost',
  says: 'connections to Redis are reset at random moments, with answers on the way',
  async play(stage) {
    const { random, choose } = stage;
    const candidates = choose(700, 8_000);
    const world = await World.open({ random, candidates, latencyMs: 10, lockDurationMs: 3_000 });
    try {
      await world.startMany(2, { proxied: true });
      const runId = await world.requestRun();
      for (let left = choose(5, 40); left > 0 && !(await world.isFinished(runId)); left--) {
        await delay(random.int(100, 700));
        // A moment in which Redis hears us and we don't hear it, then the end.
        world.network.redis.setOpen({ kind: 'black-hole', direction: 'down' });
        await delay(random.int(1, 100));
        world.network.redis.setOpen({ kind: 'reset' });
        stage.injected('resets');
      }
      stage.judged(await world.judge(runId));
    } finally {
      await world.close();
    }
  },
};
