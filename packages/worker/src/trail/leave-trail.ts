import { SyncError } from '@hrflow-sync/connectors';
import type { ItemPlace } from '@hrflow-sync/core';
import type { Engine } from '../engine.js';
import type { LatestExchanges } from './latest-exchanges.js';

/** Of a message, in characters; users' code may throw books. */
const LONGEST_MESSAGE = 2_000;

/** An attempt that was used up. */
interface Failed {
  readonly failure: Error;
  readonly code: string;
  readonly attempt: number;
  /** Milliseconds until the next attempt; `null` when there is none. */
  readonly delayMs: number | null;
}

/**
 * Keeps what an attempt at an item came to, for whoever looks into it. Its failure is told in any case: not being
 * able to keep this makes it no worse.
 */
export async function leaveTrail(
  engine: Engine,
  place: ItemPlace,
  exchanges: LatestExchanges,
  { failure, code, attempt, delayMs }: Failed,
): Promise<void> {
  const { trails, secrets, events } = engine;
  const detail = failure instanceof SyncError ? failure.detail : undefined;
  const told = {
    at: new Date().toISOString(),
    attempt,
    code,
    message: failure.message.slice(0, LONGEST_MESSAGE),
    detail: detail?.slice(0, LONGEST_MESSAGE) ?? null,
    delayMs,
  };
  try {
    await trails.add(place, told, exchanges.told(secrets));
  } catch (error) {
    events.emit('process.error', { component: 'pushes', error: secrets.removeFromError(error as Error) });
  }
}
