import { secondsLeft } from './pace.js';
import type { Snapshot } from './snapshot.js';
import { amount, clock, duration } from './words.js';

/** Shorter waits are over before they are read. */
const SHORTEST_TOLD_MS = 1_000;

/** How fast the run is, and how long it will take as far as anybody can tell. */
export function paceInWords(snapshot: Snapshot, rate: number, nowMs: number): string {
  const speed = `${amount(rate)} items/s`;
  const left = secondsLeft(snapshot, rate);
  // While a rate limit holds everything up, the rate falls and says nothing about what comes after.
  if (left === undefined || limitInWords(snapshot, nowMs) !== undefined) return speed;
  // How much there is to read, the origin doesn't say.
  return `${speed} · ${duration(left)} left${snapshot.readingEnded ? '' : ' for what was read'}`;
}

/** That a rate limit holds the run up and until when; nothing while it doesn't. */
export function limitInWords({ waiting }: Snapshot, nowMs: number): string | undefined {
  const { limited, limitedUntil } = waiting;
  if (limitedUntil === undefined || limitedUntil - nowMs < SHORTEST_TOLD_MS) return undefined;
  const left = duration((limitedUntil - nowMs) / 1_000);
  return `rate limit: ${amount(limited)} waiting until ${clock(limitedUntil, nowMs)} (${left})`;
}
