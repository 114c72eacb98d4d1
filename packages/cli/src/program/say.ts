import type { Desk } from '../operators/desk.js';
import type { Cli } from './help.js';

/** Prints what an operator's command has to say. */
export type Say = (work: (desk: Desk) => Promise<string>) => Promise<void>;

export function sayFrom(cli: Cli): Say {
  return async (work) => {
    const { atDesk } = await import('../operators/desk.js');
    process.stdout.write(`${await atDesk(cli.environment, work)}\n`);
  };
}
