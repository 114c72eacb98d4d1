import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, FaultRule } from '@hrflow-sync/sandbox';
import type { NetworkMode } from '../../test/support/fault-proxy.js';
import type { Random } from '../random.js';
import type { Scenario, Stage } from '../scenario.js';
import { World } from '../world.js';

const SHARE_OF_LOST_ANSWERS = 20;

/** What goes wrong on both sides. Stalled answers cost a time-out each: 60 s of Greenhouse, 30 s of HrFlow. */
function faults(): readonly Fault[] {
  return [
    { kind: 'rate-limit', retryAfter: '1' },
    { kind: 'rate-limit', retryAfter: new Date(Date.now() + 3_000).toUTCString() },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'reset' },
    { kind: 'reset-after' },
    { kind: 'truncate' },
    { kind: 'malformed' },
    { kind: 'html', status: 200 },
    { kind: 'html', status: 502 },
    { kind: 'delay', ms: 800 },
  ];
}

function labelOf(fault: Fault): string {
  return 'status' in fault ? `${fault.kind} ${fault.status}` : fault.kind;
}

/**
 * Each fault hits a page of Greenhouse, every other call so that no page uses up its attempts, and reads and
 * writes of HrFlow a few times each.
 */
function rules(random: Random, times: number): FaultRule[] {
  const all = faults();
  return random.sample(all, all.length).flatMap((fault, index): FaultRule[] => [
    { api: 'greenhouse', path: 'candidates', from: 2 * index + 1, times: 1, fault },
    {
      api: 'hrflow',
      method: 'GET',
      path: 'profile/indexing',
      from: random.int(1, 60),
      every: random.int(20, 60),
      times,
      fault,
    },
    {
      api: 'hrflow',
      method: 'PUT',
      path: 'profile/indexing',
      from: random.int(1, 60),
      every: random.int(20, 60),
      times,
      fault,
    },
  ]);
}

export const apiFaults: Scenario = {
  name: 'api-faults',
  says: 'the ATS and HrFlow answer 429, 5xx, HTML, half a JSON, late, or hang up',
  async play(stage) {
    const { random, choose } = stage;
    const world = await World.open({ random, candidates: choose(1_200, 6_000), lockDurationMs: 10_000 });
    try {
      for (const rule of rules(random, choose(3, 25))) world.sandbox.addFault(rule);
      await world.startMany(2);
      stage.judged(await world.judge(await world.requestRun()));
      tell(stage, world);
    } finally {
      await world.close();
    }
  },
};

export const stalls: Scenario = {
  name: 'stalled-answers',
  says: 'the ATS and HrFlow take some requests and never answer',
  fullOnly: true,
  async play(stage) {
    const { random } = stage;
    const world = await World.open({ random, candidates: 1_000 });
    try {
      const fault: Fault = { kind: 'stall' };
      world.sandbox.addFault({ api: 'greenhouse', path: 'candidates', from: 2, times: 1, fault });
      const often = { from: random.int(1, 100), every: random.int(30, 60), times: 6, fault };
      world.sandbox.addFault({ api: 'hrflow', method: 'GET', path: 'profile/indexing', ...often });
      world.sandbox.addFault({ api: 'hrflow', method: 'PUT', path: 'profile/indexing', ...often });
      await world.startMany(1);
      stage.judged(await world.judge(await world.requestRun()));
      tell(stage, world);
    } finally {
      await world.close();
    }
  },
};

export const answersLost: Scenario = {
  name: 'write-answers-lost',
  says: 'HrFlow applies a write and the answer is lost, on 5 % of the writes',
  async play(stage) {
    const { random, choose } = stage;
    const world = await World.open({ random, candidates: choose(1_000, 10_000) });
    try {
      world.sandbox.addFault({
        api: 'hrflow',
        method: 'PUT',
        path: 'profile/indexing',
        from: random.int(1, SHARE_OF_LOST_ANSWERS),
        every: SHARE_OF_LOST_ANSWERS,
        fault: { kind: 'reset-after' },
      });
      await world.startMany(2);
      stage.judged(await world.judge(await world.requestRun()));
      tell(stage, world);
    } finally {
      await world.close();
    }
  },
};

export const badNetwork: Scenario = {
  name: 'bad-network',
  says: 'the network to the ATS and HrFlow changes its mood: resets, crumbs, cut answers, little bandwidth',
  async play(stage) {
    const { random, choose } = stage;
    const world = await World.open({ random, candidates: choose(600, 4_000), lockDurationMs: 5_000 });
    const moods: readonly (() => NetworkMode)[] = [
      () => ({ kind: 'latency', ms: random.int(20, 300), jitterMs: 20 }),
      () => ({ kind: 'slice', bytes: random.int(50, 500) }),
      () => ({ kind: 'truncate', bytes: random.int(1, 20_000) }),
      () => ({ kind: 'bandwidth', bytesPerSecond: random.int(200_000, 2_000_000) }),
      () => ({ kind: 'reset' }),
    ];
    try {
      await world.startMany(2, { proxied: true });
      const runId = await world.requestRun();
      for (let left = choose(8, 40); left > 0 && !(await world.isFinished(runId)); left--) {
        const mood = random.pick(moods)();
        world.network.http.set(mood);
        stage.injected(mood.kind);
        // A reset that lasts would use up attempts of everything, rightly.
        await delay(mood.kind === 'reset' ? random.int(10, 200) : random.int(100, 1_500));
        world.network.http.set({ kind: 'pass' });
        await delay(random.int(50, 300));
      }
      stage.judged(await world.judge(runId));
    } finally {
      await world.close();
    }
  },
};

/** What the double says it did to us. */
function tell(stage: Stage, world: World): void {
  for (const { rule, applied } of world.sandbox.faults()) {
    if (applied > 0) stage.injected(labelOf(rule.fault), applied);
  }
}
