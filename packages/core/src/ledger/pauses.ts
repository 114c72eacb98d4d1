import type { Redis } from 'ioredis';
import { ledgerKeys, type LedgerKeys } from './keys.js';

/** Why a workflow is paused. */
export interface Pause {
  /** Error code, or `operator` when a person did it. */
  readonly code: string;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The run that met the error, if one did. */
  readonly runId: string | null;
}

/**
 * Paused workflows. A paused one starts no run, reads no page and pushes no item; what it has read waits.
 * Kept in Redis, so that it survives restarts and holds for every worker.
 */
export class Pauses {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Pauses a workflow. Resolves to whether it was running before: only the first reason is kept. */
  async pause(workflowId: string, pause: Pause): Promise<boolean> {
    return (await this.redis.set(this.keys.pause(workflowId), JSON.stringify(pause), 'NX')) === 'OK';
  }

  /** Lets a workflow go on. Resolves to whether it was paused. */
  async resume(workflowId: string): Promise<boolean> {
    return (await this.redis.del(this.keys.pause(workflowId))) === 1;
  }

  async find(workflowId: string): Promise<Pause | undefined> {
    const found = await this.redis.get(this.keys.pause(workflowId));
    return found === null ? undefined : (JSON.parse(found) as Pause);
  }
}
