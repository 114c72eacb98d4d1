import type { Redis } from 'ioredis';
import { ledgerKeys, type LedgerKeys } from './keys.js';

/** Why a job of a run waits: to be tried again, or because the other side (or its limit) said so. */
export type WaitKind = 'retrying' | 'limited';

/** The jobs of a run that wait for a time. */
export interface WaitingJobs {
  /** Failed, and will be tried again. */
  readonly retrying: number;
  /** Held back by a rate limit. */
  readonly limited: number;
  /** When the next of those may go, in milliseconds since 1970; `undefined` when there is none. */
  readonly limitedUntil: number | undefined;
}

export const NO_WAITING_JOBS: WaitingJobs = { retrying: 0, limited: 0, limitedUntil: undefined };

/** Far longer than any wait; a run that ends takes its own away before. */
const KEPT_SECONDS = 86_400;

/**
 * Which jobs of a run wait, and until when, for whoever looks at the run. Nothing is decided by it: what it
 * holds may be a moment old, and a job that a crash brought back early is told as waiting until its time.
 */
export class Waits {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Notes that a job waits until `untilMs`. Those whose time has come are forgotten, so it stays small. */
  async note(runId: string, kind: WaitKind, jobId: string, untilMs: number): Promise<void> {
    const key = this.keys.waits(runId, kind);
    await this.redis
      .multi()
      .zremrangebyscore(key, '-inf', Date.now())
      .zadd(key, untilMs, jobId)
      .expire(key, KEPT_SECONDS)
      .exec();
  }

  /** The jobs of a run that wait now. */
  async of(runId: string): Promise<WaitingJobs> {
    const after = `(${Date.now()}`;
    const limits = this.keys.waits(runId, 'limited');
    const [retrying, limited, next] = await Promise.all([
      this.redis.zcount(this.keys.waits(runId, 'retrying'), after, '+inf'),
      this.redis.zcount(limits, after, '+inf'),
      this.redis.zrangebyscore(limits, after, '+inf', 'WITHSCORES', 'LIMIT', 0, 1),
    ]);
    const until = next[1];
    return { retrying, limited, limitedUntil: until === undefined ? undefined : Number(until) };
  }
}
