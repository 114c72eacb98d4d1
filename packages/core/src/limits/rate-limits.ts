import { randomUUID } from 'node:crypto';
import {
  RateLimitedError,
  type ProviderApi,
  type RateLimitPolicy,
  type RateLimitSigns,
  type RequestLimiter,
  Secret,
} from '@hrflow-sync/connectors';
import { Account, LONGEST_WAIT_IN_PLACE_MS, sleep } from './account.js';
import { slackMs, type AccountLimits } from './account-limits.js';
import { localAccountName } from './identity.js';

/** A job in its middle waits a little longer in place: sent back, it would repeat what it did. */
const LONGEST_WAIT_MIDWAY_MS = 2_000;
/** A job that needs more than a window allows can't have its requests set aside, so it must wait for them. */
const LONGEST_WAIT_UNPREPAID_MS = 60_000;

/** What a job has been granted under one account. */
interface Pass {
  readonly holder: string;
  /** Requests it takes as a rule. */
  readonly cost: number;
  /** Requests set aside for it. */
  prepaid: string[];
  /** It has sent its first request. */
  begun: boolean;
  /** The account allows fewer requests in a window than the job needs. */
  short: boolean;
}

/**
 * The shared limits as one process uses them: a limiter for each client, and for each job of a client.
 *
 * A job's limiter is handed over by hand. The asynchronous context would do it unseen, but costs each
 * push some 30 µs of its 900 µs of processor time on Node 20: it hooks into every promise.
 */
export class RateLimits {
  private readonly accounts = new Map<string, Account>();
  private readonly jobs = new Map<string, Map<AccountLimiter, Pass>>();

  constructor(
    private readonly limits: AccountLimits,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The limiter of an account's client. */
  open<Credentials>(
    api: Pick<ProviderApi<Credentials>, 'provider' | 'name'>,
    credentials: Credentials | Secret<Credentials>,
  ): AccountLimiter {
    const key = localAccountName(api.provider, credentials);
    let account = this.accounts.get(key);
    if (!account) {
      const { provider, name = provider } = api;
      account = new Account(
        this.limits,
        { provider, name },
        new Secret(Secret.reveal(credentials)),
        this.onError,
      );
      this.accounts.set(key, account);
    }
    return new AccountLimiter(account, this.jobs);
  }

  /** Runs a job to its end, and gives back what was set aside for it and not needed. */
  async inJob<Result>(jobId: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      const passes = this.jobs.get(jobId);
      this.jobs.delete(jobId);
      for (const [limiter, pass] of passes ?? []) void limiter.giveBack(pass).catch(this.onError);
    }
  }
}

/** Holds back the requests of one account, each on its own or those of a job together. */
export class AccountLimiter implements RequestLimiter {
  constructor(
    private readonly account: Account,
    private readonly jobs: Map<string, Map<AccountLimiter, Pass>>,
  ) {}

  acquire(policy: RateLimitPolicy | undefined, signal?: AbortSignal): Promise<void> | void {
    return policy ? this.takeTurn(policy, newPass(randomUUID()), signal) : this.account.unblocked(signal);
  }

  /**
   * The limiter of a job inside {@link RateLimits.inJob}: its requests are granted together.
   * @param requests set aside together when the job sends its first one
   */
  forJob(jobId: string, requests = 1): RequestLimiter {
    const pass = this.passOf(jobId, requests);
    return {
      acquire: (policy, signal) =>
        policy ? this.takeTurn(policy, pass, signal) : this.account.unblocked(signal),
      observe: (signs) => this.observe(signs),
    };
  }

  observe(signs: RateLimitSigns): void {
    this.account.observe(signs);
  }

  async giveBack({ prepaid }: Pass): Promise<void> {
    if (prepaid.length > 0) await this.account.limits.release(await this.account.identify(), prepaid);
  }

  private async takeTurn(policy: RateLimitPolicy, pass: Pass, signal?: AbortSignal): Promise<void> {
    const patience = patienceOf(pass);
    const started = performance.now();
    let grants = 0;
    for (;;) {
      const asked = performance.now();
      const waitMs = await this.ask(policy, pass);
      const now = performance.now();
      if (waitMs === 0) {
        pass.begun = true;
        // Counted when Redis said yes. Sent much later, it might meet the requests of another moment.
        if (now - asked <= slackMs(policy) || ++grants > 1) return;
        continue;
      }
      if (now - started + waitMs > patience) throw this.limitReached(policy, waitMs);
      await sleep(waitMs, signal);
    }
  }

  /** Resolves to 0 for go, or to the milliseconds to wait. */
  private async ask(policy: RateLimitPolicy, pass: Pass): Promise<number> {
    const { limits } = this.account;
    const account = await this.account.identify();
    const request = pass.prepaid.shift();
    if (request !== undefined) {
      const waitMs = await limits.spend(account, policy, request);
      if (waitMs !== undefined && waitMs > 0) pass.prepaid.unshift(request);
      if (waitMs !== undefined) return waitMs;
    }
    const cost = pass.begun ? 1 : pass.cost;
    const { waitMs, setAside } = await limits.admit({ account, policy, cost, holder: pass.holder });
    if (waitMs > 0) return waitMs;
    pass.prepaid.push(...setAside);
    pass.short ||= setAside.length < cost - 1;
    return 0;
  }

  private passOf(jobId: string, requests: number): Pass {
    let passes = this.jobs.get(jobId);
    if (!passes) this.jobs.set(jobId, (passes = new Map<AccountLimiter, Pass>()));
    let pass = passes.get(this);
    if (!pass) passes.set(this, (pass = newPass(jobId, requests)));
    return pass;
  }

  private limitReached({ requests, perMs }: RateLimitPolicy, waitMs: number): RateLimitedError {
    const limit = `${requests} requests in ${perMs / 1000} s`;
    return new RateLimitedError(
      `${this.account.label} allows ${limit}, and they are taken. The request waits for its turn.`,
      { code: 'limit_reached', retryAfterMs: waitMs, reserved: true },
    );
  }
}

function patienceOf({ begun, short }: Pass): number {
  if (!begun) return LONGEST_WAIT_IN_PLACE_MS;
  return short ? LONGEST_WAIT_UNPREPAID_MS : LONGEST_WAIT_MIDWAY_MS;
}

function newPass(holder: string, cost = 1): Pass {
  return { holder, cost, prepaid: [], begun: false, short: false };
}
