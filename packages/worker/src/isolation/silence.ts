import { PROGRESS } from './protocol.js';

/**
 * Tells when a thread has made no progress for too long. This process may itself have been too busy to hear, so before
 * it says so it looks at what the thread has noted.
 */
export class Silence {
  private timer: NodeJS.Timeout | undefined;
  private seen = 0;

  constructor(
    private readonly progress: Int32Array,
    private readonly limitMs: number,
    private readonly tooLong: () => void,
  ) {
    this.heard();
  }

  /** The thread has said something, or was given something to do. */
  heard(): void {
    this.seen = Atomics.load(this.progress, PROGRESS.step);
    if (this.timer) this.timer.refresh();
    else this.timer = setTimeout(() => this.look(), this.limitMs);
  }

  /** Whatever comes next isn't the thread's to say. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    if (Atomics.load(this.progress, PROGRESS.step) !== this.seen) this.heard();
    else this.tooLong();
  }
}
