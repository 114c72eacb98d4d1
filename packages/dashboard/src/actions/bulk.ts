import { withDeadline, type Bulk } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';

/** How long whoever pressed the button waits to be told what it came to; then it goes on without them. */
const AT_ONCE_MS = 1_500;
/** How often others are told how far it is. */
const TELL_EVERY_MS = 500;
/** How long a process that ends waits for what is under way. */
const CLOSE_MS = 2_000;
/** A process that dies leaves it to the next press of the button; it is taken for dead after this. */
const SIGN_OF_LIFE_SECONDS = 30;

/** How far something that is done to many dead letters of a run is. */
export interface BulkProgress {
  readonly action: 'retry' | 'drop';
  readonly done: number;
  readonly total: number;
}

/** What starting it came to. */
export type BulkStart<Result> =
  | { readonly state: 'done'; readonly result: Result }
  /** It goes on by itself. */
  | { readonly state: 'under_way' }
  /** Something is being done to this run's dead letters already. */
  | { readonly state: 'busy' };

/**
 * What is done to many dead letters at once: too long for a request. One at a time for each run, in whichever process
 * was asked, told to all of them through Redis. Not finished by anybody else when that process ends: what is left is
 * still a dead letter, and doing it again does the rest.
 */
export class BulkWorks {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly onError: (error: unknown) => void,
    private readonly atOnceMs = AT_ONCE_MS,
  ) {}

  async start<Result>(
    runId: string,
    action: BulkProgress['action'],
    work: (bulk: Bulk) => Promise<Result>,
  ): Promise<BulkStart<Result>> {
    const key = this.key(runId);
    const first = JSON.stringify({ action, done: 0, total: 0 } satisfies BulkProgress);
    if ((await this.redis.set(key, first, 'EX', SIGN_OF_LIFE_SECONDS, 'NX')) === null)
      return { state: 'busy' };
    const bulk = { signal: this.stopping.signal, onProgress: this.teller(key, action) };
    const worked = this.carryOut(key, () => work(bulk));
    this.running.add(worked);
    let waiting: NodeJS.Timeout | undefined;
    const late = new Promise<BulkStart<Result>>((resolve) => {
      waiting = setTimeout(() => resolve({ state: 'under_way' }), this.atOnceMs);
    });
    const ended = worked.then((result): BulkStart<Result> => ({ state: 'done', result }));
    let isLate = false;
    worked
      // Nobody waits for it any more.
      .catch((error: unknown) => (isLate ? this.onError(error) : undefined))
      .finally(() => this.running.delete(worked));
    try {
      const outcome = await Promise.race([ended, late]);
      isLate = outcome.state === 'under_way';
      return outcome;
    } finally {
      clearTimeout(waiting);
    }
  }

  private async carryOut<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      await this.redis.del(key);
    }
  }

  /** `undefined` when nothing is under way. */
  async progress(runId: string): Promise<BulkProgress | undefined> {
    const told = await this.redis.get(this.key(runId));
    return told === null ? undefined : (JSON.parse(told) as BulkProgress);
  }

  /** Stops what is under way between two dead letters. */
  async close(): Promise<void> {
    this.stopping.abort();
    await withDeadline(Promise.allSettled(this.running), CLOSE_MS);
  }

  private teller(key: string, action: BulkProgress['action']): Bulk['onProgress'] {
    let toldAtMs = 0;
    return (done, total) => {
      const nowMs = Date.now();
      if (nowMs - toldAtMs < TELL_EVERY_MS) return;
      toldAtMs = nowMs;
      const told = JSON.stringify({ action, done, total } satisfies BulkProgress);
      this.redis.set(key, told, 'EX', SIGN_OF_LIFE_SECONDS, 'XX').catch(this.onError);
    };
  }

  private key(runId: string): string {
    return `${this.prefix}:dashboard:bulk:${runId}`;
  }
}
