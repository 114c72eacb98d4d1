import { DEGREES, DISCIPLINES, SCHOOLS } from '../vocabulary.js';

/** A school, degree or discipline as v1 lists it: `GET schools`, `degrees`, `disciplines`. */
export interface Term {
  readonly id: number;
  readonly name: string;
  readonly priority: number;
}

const listOf = (names: readonly string[], firstId: number): Term[] =>
  names.map((name, priority) => ({ id: firstId + priority, name, priority }));

/** By the path under which v1 lists them. In v3 they are options of custom fields, by the same ids. */
export const TERMS = {
  schools: listOf(SCHOOLS, 459),
  degrees: listOf(DEGREES, 1230),
  disciplines: listOf(DISCIPLINES, 940),
} as const;

export type TermList = keyof typeof TERMS;
