const WINDOW_MS = 60_000;
const ALLOWED_FAILURES = 10;
/** Addresses remembered at most, so that an attacker with many fills no memory. */
const MOST_ADDRESSES = 10_000;

/** Counts failed sign-ins per address over the last minute or so. In this process only. */
export class FailedLogins {
  readonly #byAddress = new Map<string, { count: number; until: number }>();

  /** Seconds until this address may try again; 0 when it may now. */
  waitSeconds(address: string, now: number = Date.now()): number {
    const entry = this.#byAddress.get(address);
    if (!entry || entry.until <= now || entry.count < ALLOWED_FAILURES) return 0;
    return Math.ceil((entry.until - now) / 1000);
  }

  /** Counts one more. */
  add(address: string, now: number = Date.now()): void {
    const entry = this.#byAddress.get(address);
    if (entry && entry.until > now) {
      entry.count += 1;
      return;
    }
    this.#forgetOldest();
    // Deleting first moves the address to the end: the map stays ordered by age.
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { count: 1, until: now + WINDOW_MS });
  }

  #forgetOldest(): void {
    const oldest = this.#byAddress.keys().next();
    if (this.#byAddress.size >= MOST_ADDRESSES && !oldest.done) this.#byAddress.delete(oldest.value);
  }
}
