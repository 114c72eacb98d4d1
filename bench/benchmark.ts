import type { World } from './world/world.js';

/** What a measured value has to reach. Without one the value is there to be looked at. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** How a value is written: `×` compares two rates, `%` is a growth, `s` are seconds. */
export type Unit = '×' | '%' | 's';

/** One line of the table. */
export interface Measurement {
  readonly name: string;
  readonly what: string;
  /** The median where it was measured several times. */
  readonly value: number;
  readonly unit: Unit;
  readonly goal?: Goal;
  /** Every value measured, in order. */
  readonly values: readonly number[];
  /** What the value was derived from: absolute numbers of this machine. */
  readonly details: Readonly<Record<string, number>>;
}

/** A benchmark that can't run here yet, and why. */
export interface Skipped {
  readonly name: string;
  readonly skipped: string;
}

export interface Benchmark {
  readonly name: string;
  /** @throws when the product did not do what it was asked to: no number is better than a wrong one */
  run(world: World): Promise<readonly (Measurement | Skipped)[]>;
}

export function isReached({ value, goal }: Measurement): boolean {
  if (goal === undefined) return true;
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function round(value: number, digits = 2): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** Rounds each number to what is worth reading. */
export function details(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const digits = (value: number): number => (value >= 100 ? 0 : value >= 10 ? 1 : 3);
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, round(value, digits(value))]));
}
