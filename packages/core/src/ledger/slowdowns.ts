import type { Redis } from 'ioredis';
import type { EngineEventMap, EngineEvents } from '../observe/engine-events.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';

/** Shorter waits are over before anybody has read of them. */
const SHORTEST_TOLD_MS = 1_000;
/** How often a process tells of one workflow. All its jobs wait for the same thing. */
const TELL_AGAIN_MS = 1_000;

/** Why a workflow waits, and about until when. */
export interface Slowdown {
  /** Of the error: `limit_reached` when we keep to a limit we know, else what the other side said. */
  readonly code: string;
  readonly untilMs: number;
}

/** Workflows that wait for a rate limit, in Redis: the workers know, others want to show it. */
export class Slowdowns {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Tells that a workflow waits; by itself forgotten when the wait is over. */
  async tell(workflowId: string, { code, untilMs }: Slowdown): Promise<void> {
    const value = JSON.stringify({ code, untilMs });
    await this.redis.set(this.keys.slowdown(workflowId), value, 'PXAT', Math.ceil(untilMs));
  }

  async find(workflowId: string): Promise<Slowdown | undefined> {
    const found = await this.redis.get(this.keys.slowdown(workflowId));
    return found === null ? undefined : (JSON.parse(found) as Slowdown);
  }
}

/** Tells of each wait the engine meets, until it is closed. */
export function tellSlowdowns(
  events: EngineEvents,
  slowdowns: Slowdowns,
  onError: (error: Error) => void,
): { close(): void } {
  const toldAt = new Map<string, number>();
  const listener = ({ workflow, code, delayMs }: EngineEventMap['job.rateLimited'][0]): void => {
    const now = Date.now();
    if (delayMs < SHORTEST_TOLD_MS || now - (toldAt.get(workflow) ?? -Infinity) < TELL_AGAIN_MS) return;
    toldAt.set(workflow, now);
    void slowdowns.tell(workflow, { code, untilMs: now + delayMs }).catch(onError);
  };
  events.on('job.rateLimited', listener);
  return { close: () => void events.off('job.rateLimited', listener) };
}
