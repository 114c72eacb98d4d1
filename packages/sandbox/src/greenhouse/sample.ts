import { readFileSync } from 'node:fs';
import type { Application, Candidate } from './candidate.js';

/** The candidate of Greenhouse's own documentation: the generator keeps its keys and their order. */
export const SAMPLE = Object.freeze(
  JSON.parse(
    readFileSync(new URL('../../fixtures/greenhouse-candidate.json', import.meta.url), 'utf8'),
  ) as Candidate,
);

/** The sample's rejected application. */
export const REJECTED = SAMPLE.applications[0] as Application;
/** The sample's active application. */
export const ACTIVE = SAMPLE.applications[1] as Application;
