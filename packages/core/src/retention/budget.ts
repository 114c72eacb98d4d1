/** What a sweep may still take away, so that none takes long and Redis answers others in between. */
export class Budget {
  constructor(
    private left: number,
    /** Whoever sweeps has to stop. */
    private readonly stopping: AbortSignal | undefined,
  ) {}

  /** Whether one more may be taken away. */
  take(): boolean {
    if (this.isSpent) return false;
    this.left--;
    return true;
  }

  get isSpent(): boolean {
    return this.left <= 0 || this.stopping?.aborted === true;
  }
}
