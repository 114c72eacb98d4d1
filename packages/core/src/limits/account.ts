import { setTimeout as wait } from 'node:timers/promises';
import { RateLimitedError, RetryableError, type RateLimitSigns, type Secret } from '@hrflow-sync/connectors';
import type { AccountLimits } from './account-limits.js';

/** A longer wait leaves the worker to others. A put-back costs about two milliseconds of work. */
export const LONGEST_WAIT_IN_PLACE_MS = 250;
/** How long a process goes by what it knows of an account's block, so that looking costs nothing. */
const BLOCK_KNOWN_MS = 250;
/** How often a lower limit that answers go on naming is written down again. */
const TIGHTEN_AGAIN_MS = 60_000;

/** What this process knows of one account. Clients with the same credentials share it. */
export class Account {
  private name: Promise<string> | undefined;
  /** Times of this kind are `performance.now()`. */
  private blockedUntil = 0;
  private knownUntil = 0;
  private looking: Promise<void> | undefined;
  private tightened = { requests: 0, at: -Infinity };

  constructor(
    readonly limits: AccountLimits,
    private readonly provider: { readonly provider: string; readonly name?: string },
    private readonly credentials: Secret<unknown>,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The name people know the provider by. */
  get label(): string {
    return this.provider.name ?? this.provider.provider;
  }

  /** The account's name in Redis. */
  identify(): Promise<string> {
    this.name ??= this.limits.identify(this.provider.provider, this.credentials).catch((error: unknown) => {
      this.name = undefined;
      throw error;
    });
    return this.name;
  }

  /**
   * Waits out a block, when it is nearly over. As a rule answers at once, without asking Redis.
   * @throws {@link RateLimitedError}
   */
  unblocked(signal?: AbortSignal): Promise<void> | void {
    const now = performance.now();
    if (now >= this.knownUntil || now < this.blockedUntil) return this.waitForBlock(signal);
  }

  /** Takes in what an answer says; tells all workers. Never throws. */
  observe({ requests, waitMs }: RateLimitSigns): void {
    if (waitMs !== undefined && waitMs > 0) {
      const until = performance.now() + waitMs;
      // Answers of requests that were under way together all say the same.
      if (until - this.blockedUntil < 1) return;
      this.blockedUntil = until;
      void this.tell((name) => this.limits.block(name, waitMs));
    }
    if (requests !== undefined) this.observeLimit(requests);
  }

  private observeLimit(requests: number): void {
    const now = performance.now();
    if (requests === this.tightened.requests && now < this.tightened.at + TIGHTEN_AGAIN_MS) return;
    this.tightened = { requests, at: now };
    void this.tell((name) => this.limits.tighten(name, requests));
  }

  private async tell(what: (name: string) => Promise<void>): Promise<void> {
    try {
      await what(await this.identify());
    } catch (error) {
      this.onError(error as Error);
    }
  }

  private async waitForBlock(signal?: AbortSignal): Promise<void> {
    if (performance.now() >= this.knownUntil) {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
      await this.looking;
    }
    const waitMs = this.blockedUntil - performance.now();
    if (waitMs <= 0) return;
    if (waitMs > LONGEST_WAIT_IN_PLACE_MS) throw blocked(this.label, waitMs);
    await sleep(waitMs, signal);
    return this.unblocked(signal);
  }

  private async look(): Promise<void> {
    const waitMs = await this.limits.blockedForMs(await this.identify());
    const now = performance.now();
    this.blockedUntil = Math.max(this.blockedUntil, now + waitMs);
    this.knownUntil = now + BLOCK_KNOWN_MS;
  }
}

function blocked(label: string, waitMs: number): RateLimitedError {
  return new RateLimitedError(`${label} asked this account to slow down. The request waits for it.`, {
    code: 'rate_limited',
    retryAfterMs: waitMs,
  });
}

/** @throws {@link RetryableError} `stopped` */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal && { signal });
  } catch (cause) {
    throw new RetryableError('Waiting ended early: this process is stopping.', { code: 'stopped', cause });
  }
}
