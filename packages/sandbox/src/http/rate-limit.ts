/** How many requests an API lets through in one fixed window. */
export interface RateLimit {
  readonly requests: number;
  /** Length of the window in milliseconds. */
  readonly perMs: number;
}

/** What one request learns of the window it fell into. */
export interface Admission {
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch milliseconds at which the next window starts. */
  readonly resetAtMs: number;
}

/** A fixed window, as Harvest v1 documents it: it starts with a request and forgets all at once. */
export class FixedWindow {
  #startedAtMs = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(private readonly rate: RateLimit) {}

  take(nowMs: number): Admission {
    if (nowMs >= this.#startedAtMs + this.rate.perMs) {
      this.#startedAtMs = nowMs;
      this.#used = 0;
    }
    const admitted = this.#used < this.rate.requests;
    if (admitted) this.#used += 1;
    return {
      admitted,
      limit: this.rate.requests,
      remaining: this.rate.requests - this.#used,
      resetAtMs: this.#startedAtMs + this.rate.perMs,
    };
  }
}
