import { randomBytes } from 'node:crypto';
import type { RateLimitPolicy } from '@hrflow-sync/connectors';
import type { Redis } from 'ioredis';
import { accountName } from './identity.js';
import { limitKeys, type LimitKeys } from './keys.js';
import { LIMIT_SCRIPTS, type LimitCommands } from './scripts.js';

/** How long requests are kept for a job; a dead worker's are free again then. A request's own time limit. */
const HOLD_MS = 30_000;
/** How long a lower limit is believed after the provider last said it. */
const TIGHTENED_MS = 10 * 60_000;
/** How long others wait for a job that doesn't come when it may: at least what a busy worker needs. */
const SHORTEST_GRACE_MS = 500;

/** Requests a job wants to send under the limit of an account. */
export interface AdmissionRequest {
  readonly account: string;
  readonly policy: RateLimitPolicy;
  /** How many requests; the first is sent at once, the rest are set aside. Cut to what the limit allows. */
  readonly cost: number;
  /** Who asks: the same name keeps its place in line, wherever it asks again. */
  readonly holder: string;
}

export interface Admission {
  /** 0 to send the first request now; otherwise ask again after this time, and not much later. */
  readonly waitMs: number;
  /** Names of the requests that were set aside, for {@link AccountLimits.spend}. */
  readonly setAside: readonly string[];
}

/**
 * How much later a request may reach the provider than another one sent before it. Providers count
 * arrivals, we count departures; the window is longer by this, so that jitter does no harm. It costs a
 * twentieth of a long window's requests, and a tenth of a one-second window's. A process that is frozen for
 * longer between the word to go and the request can still be late; the provider's 429 then does the rest.
 */
export function slackMs({ perMs }: RateLimitPolicy): number {
  return Math.min(1_000, Math.max(100, perMs / 20));
}

/**
 * The limits of accounts, in Redis, shared by all workers. No more than `policy.requests` are let
 * through in any span of `policy.perMs`, wherever the provider's own window begins; a window that is
 * refilled at a fixed time would let through up to twice that around the moment.
 */
export class AccountLimits {
  private readonly redis: Redis & LimitCommands;
  private readonly keys: LimitKeys;
  private secret: Promise<Buffer> | undefined;

  constructor(redis: Redis, prefix: string) {
    for (const [name, script] of Object.entries(LIMIT_SCRIPTS)) redis.defineCommand(name, script);
    this.redis = redis as Redis & LimitCommands;
    this.keys = limitKeys(prefix);
  }

  /** The name of an account: the same for the same provider and credentials, and telling neither. */
  async identify(provider: string, credentials: unknown): Promise<string> {
    this.secret ??= this.sharedSecret().catch((error: unknown) => {
      this.secret = undefined;
      throw error;
    });
    return accountName(await this.secret, provider, credentials);
  }

  /** Lets a job's requests through, or says when to ask again and keeps a place for then. */
  async admit({ account, policy, cost, holder }: AdmissionRequest): Promise<Admission> {
    const { sent, held, line, blocked, tightened } = this.keysOf(account);
    const windowMs = windowOf(policy);
    const graceMs = Math.ceil(Math.max(SHORTEST_GRACE_MS, windowMs / 2));
    const [waitMs, setAside] = await this.redis.hrflowAdmit(
      sent,
      held,
      line,
      blocked,
      tightened,
      policy.requests,
      windowMs,
      cost,
      holder,
      HOLD_MS,
      graceMs,
    );
    return { waitMs, setAside: Array.from({ length: setAside }, (_, index) => `${holder}#${index + 1}`) };
  }

  /**
   * Asks to send a request that was set aside: 0 is yes, more is the milliseconds until the account's
   * block ends, `undefined` that it isn't set aside any more.
   */
  async spend(account: string, policy: RateLimitPolicy, request: string): Promise<number | undefined> {
    const { sent, held, blocked } = this.keysOf(account);
    const reply = await this.redis.hrflowSpend(sent, held, blocked, windowOf(policy), request);
    return reply < 0 ? undefined : reply;
  }

  /** Gives back requests that were set aside and won't be sent. */
  async release(account: string, requests: readonly string[]): Promise<void> {
    if (requests.length > 0) await this.redis.zrem(this.keys.held(account), ...requests);
  }

  /** Lets nothing of an account through for a time. A longer block stands. */
  async block(account: string, ms: number): Promise<void> {
    await this.redis.hrflowBlock(this.keys.blocked(account), Math.ceil(ms));
  }

  /** Milliseconds until an account's block ends; 0 when there is none. */
  async blockedForMs(account: string): Promise<number> {
    return Math.max(0, await this.redis.pttl(this.keys.blocked(account)));
  }

  /** Lowers the requests of a window for ten minutes. */
  async tighten(account: string, requests: number): Promise<void> {
    await this.redis.set(this.keys.tightened(account), requests, 'PX', TIGHTENED_MS);
  }

  private async sharedSecret(): Promise<Buffer> {
    const key = this.keys.secret();
    await this.redis.set(key, randomBytes(32).toString('hex'), 'NX');
    return Buffer.from((await this.redis.get(key)) ?? '', 'hex');
  }

  private keysOf(account: string) {
    const { sent, held, line, blocked, tightened } = this.keys;
    return {
      sent: sent(account),
      held: held(account),
      line: line(account),
      blocked: blocked(account),
      tightened: tightened(account),
    };
  }
}

function windowOf(policy: RateLimitPolicy): number {
  return Math.ceil(policy.perMs + slackMs(policy));
}
