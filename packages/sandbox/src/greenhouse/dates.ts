import { Draw } from './draw.js';

const DAY_MS = 86_400_000;
/** Candidates were created in the three years from here … */
const FIRST_CREATION_MS = Date.UTC(2023, 0, 2);
const CREATION_DAYS = 3 * 365;
/** … and last changed in the year from here, so that `updated_after` has something to leave out. */
const FIRST_UPDATE_MS = Date.UTC(2025, 9, 1);
const UPDATE_DAYS = 365;

const PURPOSE = 2;

export interface CandidateDates {
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** When the candidate at `index` was created and last changed, without generating the rest. */
export function datesOf(seed: number, index: number): CandidateDates {
  const draw = new Draw(seed, index, PURPOSE);
  const createdAtMs = FIRST_CREATION_MS + draw.below(CREATION_DAYS) * DAY_MS + draw.below(DAY_MS);
  const updatedAtMs = FIRST_UPDATE_MS + draw.below(UPDATE_DAYS) * DAY_MS + draw.below(DAY_MS);
  return { createdAtMs, updatedAtMs: Math.max(createdAtMs, updatedAtMs) };
}

/** Greenhouse's spelling: ISO 8601 in UTC with milliseconds. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
