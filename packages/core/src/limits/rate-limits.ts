import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import {
  RateLimitedError,
  type ProviderApi,
  type RateLimitPolicy,
  type RateLimitSigns,
  type RequestLimiter,
} from '@hrflow-sync/connectors';
import { Account, LONGEST_WAIT_IN_PLACE_MS, sleep } from './account.js';
import { slackMs, type AccountLimits } from './account-limits.js';
import { canonicalJson } from './identity.js';

/** A job in its middle waits a little longer in place: sent back, it would repeat what it did. */
const LONGEST_WAIT_MIDWAY_MS = 2_000;
/** A job that needs more than a window allows can't have its requests set aside, so it must wait for them. */
const LONGEST_WAIT_UNPREPAID_MS = 60_000;

/** What a job has been granted under one account. */
interface Pass {
  readonly holder: string;
  /** Requests set aside for it. */
  prepaid: string[];
  /** It has sent its first request. */
  begun: boolean;
  /** The account allows fewer requests in a window than the job needs. */
  short: boolean;
}

interface JobScope {
  readonly jobId: string;
  readonly passes: Map<AccountLimiter, Pass>;
}

/**
 * The shared limits as one process uses them: a limiter for each client, and the job it works for.
 *
 * Limiters know the current job from the asynchronous context. Measured on Node 20 (which pays for it
 * with a hook on every promise): at most some 20 µs of the 700 µs of processor time a push takes.
 */
export class RateLimits {
  private readonly accounts = new Map<string, Account>();
  private readonly jobs = new AsyncLocalStorage<JobScope>();

  constructor(
    private readonly limits: AccountLimits,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * The limiter of an account's client.
   * @param requestsPerJob set aside together when a job sends its first request; default 1
   */
  open<Credentials>(
    api: Pick<ProviderApi<Credentials>, 'provider' | 'name'>,
    credentials: Credentials,
    requestsPerJob = 1,
  ): RequestLimiter {
    // In memory only; the credentials are there anyway.
    const key = canonicalJson([api.provider, credentials]);
    let account = this.accounts.get(key);
    if (!account) {
      const { provider, name = provider } = api;
      account = new Account(this.limits, { provider, name }, credentials, this.onError);
      this.accounts.set(key, account);
    }
    return new AccountLimiter(account, requestsPerJob, () => this.jobs.getStore());
  }

  /** Runs a job: its requests are granted together, and what it doesn't use is given back at its end. */
  async inJob<Result>(jobId: string, work: () => Promise<Result>): Promise<Result> {
    const scope: JobScope = { jobId, passes: new Map() };
    try {
      return await this.jobs.run(scope, work);
    } finally {
      for (const [limiter, pass] of scope.passes) void limiter.giveBack(pass).catch(this.onError);
    }
  }
}

class AccountLimiter implements RequestLimiter {
  constructor(
    private readonly account: Account,
    private readonly requestsPerJob: number,
    private readonly currentJob: () => JobScope | undefined,
  ) {}

  acquire(policy: RateLimitPolicy | undefined, signal?: AbortSignal): Promise<void> | void {
    return policy ? this.takeTurn(policy, signal) : this.account.unblocked(signal);
  }

  observe(signs: RateLimitSigns): void {
    this.account.observe(signs);
  }

  async giveBack({ prepaid }: Pass): Promise<void> {
    if (prepaid.length > 0) await this.account.limits.release(await this.account.identify(), prepaid);
  }

  private async takeTurn(policy: RateLimitPolicy, signal?: AbortSignal): Promise<void> {
    const pass = this.pass();
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
    const cost = pass.begun ? 1 : this.requestsPerJob;
    const { waitMs, setAside } = await limits.admit({ account, policy, cost, holder: pass.holder });
    if (waitMs > 0) return waitMs;
    pass.prepaid.push(...setAside);
    pass.short ||= setAside.length < cost - 1;
    return 0;
  }

  private pass(): Pass {
    const job = this.currentJob();
    const known = job?.passes.get(this);
    if (known) return known;
    const pass = { holder: job?.jobId ?? randomUUID(), prepaid: [], begun: false, short: false };
    job?.passes.set(this, pass);
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
