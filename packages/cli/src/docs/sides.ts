import type { Action } from '@hrflow-sync/connectors';

/** Names of the two sides, as people write them. */
export function sidesOf({ connector, direction }: Pick<Action, 'connector' | 'direction'>): {
  origin: string;
  target: string;
} {
  return direction === 'inbound'
    ? { origin: connector.name, target: 'HrFlow' }
    : { origin: 'HrFlow', target: connector.name };
}
