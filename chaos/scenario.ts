import type { Verdict } from './judge.js';
import type { Random } from './random.js';

/** How much of the suite is wanted: `quick` is what CI has time for. */
export type Size = 'quick' | 'full';

export interface Stage {
  readonly random: Random;
  readonly size: Size;
  /** `quick` or `full` of two values. */
  readonly choose: <Value>(quick: Value, full: Value) => Value;
  /** Counts what was done to us. */
  injected(what: string, times?: number): void;
  /** Takes the verdict on a run. */
  judged(verdict: Verdict): void;
  /** Notes something that must not be. */
  problem(what: string): void;
  /** Notes something worth reading beside the table. */
  note(what: string): void;
}

export interface Scenario {
  readonly name: string;
  /** What goes wrong, in a sentence. */
  readonly says: string;
  /** Left out of the quick suite, as it takes its time whatever one does. */
  readonly fullOnly?: boolean;
  play(stage: Stage): Promise<void>;
}

/** What a scenario came to. */
export interface Outcome {
  readonly name: string;
  readonly runs: number;
  readonly injected: ReadonlyMap<string, number>;
  readonly lost: number;
  readonly unexpected: number;
  readonly changed: number;
  readonly repeated: number;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

export function passed({ lost, unexpected, changed, problems }: Outcome): boolean {
  return lost + unexpected + changed + problems.length === 0;
}

/** Plays a scenario; what it throws is a problem among others. */
export async function play(scenario: Scenario, size: Size, seed: Random): Promise<Outcome> {
  const startedAt = Date.now();
  const verdicts: Verdict[] = [];
  const problems: string[] = [];
  const notes: string[] = [];
  const injected = new Map<string, number>();
  const stage: Stage = {
    random: seed.fork(scenario.name),
    size,
    choose: (quick, full) => (size === 'quick' ? quick : full),
    injected: (what, times = 1) => void injected.set(what, (injected.get(what) ?? 0) + times),
    judged: (verdict) => void verdicts.push(verdict),
    problem: (what) => void problems.push(what),
    note: (what) => void notes.push(what),
  };
  try {
    await scenario.play(stage);
  } catch (error) {
    problems.push((error as Error).message);
  }
  const sum = (field: 'lost' | 'unexpected' | 'changed' | 'repeated'): number =>
    verdicts.reduce((total, verdict) => total + verdict[field], 0);
  return {
    name: scenario.name,
    runs: verdicts.length,
    injected,
    lost: sum('lost'),
    unexpected: sum('unexpected'),
    changed: sum('changed'),
    repeated: sum('repeated'),
    problems: [...verdicts.flatMap((verdict) => verdict.problems), ...problems],
    notes,
    seconds: (Date.now() - startedAt) / 1_000,
  };
}
