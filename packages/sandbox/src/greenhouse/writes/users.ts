import type { HarvestUser } from '../candidate.js';
import { SAMPLE } from '../sample.js';

/** The users of the double's Greenhouse, whoever is acted for: those of the official sample. */
export const USERS: readonly HarvestUser[] = [SAMPLE.recruiter, SAMPLE.coordinator].filter(
  (user) => user !== null,
);

/** The reasons an application can be rejected for: that of the official sample. */
export const REASON_IDS: readonly number[] = [815];
