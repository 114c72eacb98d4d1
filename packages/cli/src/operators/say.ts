import { InvalidArgumentError } from 'commander';
import type { Desk } from './desk.js';

/** Opens the desk, and prints what `work` makes of it. */
export type Say = (work: (desk: Desk) => Promise<string>) => Promise<void>;

export interface Output {
  readonly json: boolean;
}

export const JSON_OPTION = ['--json', 'print one JSON document on standard output', false] as const;

export function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('expected a number from 1.');
}
