import type { Redis } from 'ioredis';
import { ledgerKeys, type LedgerKeys } from './keys.js';

/** Workflows whose trouble somebody was told of, and who is to be told when it is over. */
export class Troubles {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Notes the run that is in trouble; the latest one stands. */
  async note(workflowId: string, runId: string): Promise<void> {
    await this.redis.set(this.keys.trouble(workflowId), runId);
  }

  /** The run that is in trouble. */
  async find(workflowId: string): Promise<string | null> {
    return this.redis.get(this.keys.trouble(workflowId));
  }

  async clear(workflowId: string): Promise<void> {
    await this.redis.del(this.keys.trouble(workflowId));
  }
}
