/** Work that HrFlow has taken on and does a little later. */
export class ParsingQueue {
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(private readonly delayMs: number) {}

  /** How many files are queued and not applied yet. */
  get pending(): number {
    return this.#timers.size;
  }

  add(apply: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      apply();
    }, this.delayMs);
    this.#timers.add(timer);
  }

  /** Forgets what is queued. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
