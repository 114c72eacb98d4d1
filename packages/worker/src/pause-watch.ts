import type { Pause, Pauses } from '@hrflow-sync/core';

/** How long a worker may not yet know that a workflow was paused or resumed. */
const FRESH_MS = 250;

/** Which workflows are paused, asked of Redis a few times a second at most. */
export class PauseWatch {
  private readonly seen = new Map<string, { atMs: number; pause: Promise<Pause | undefined> }>();

  constructor(private readonly pauses: Pauses) {}

  find(workflowId: string): Promise<Pause | undefined> {
    const last = this.seen.get(workflowId);
    if (last && Date.now() - last.atMs < FRESH_MS) return last.pause;
    const pause = this.pauses.find(workflowId);
    this.seen.set(workflowId, { atMs: Date.now(), pause });
    return pause;
  }

  /** Pauses a workflow; this worker knows at once. Resolves to whether it was running before. */
  async pause(workflowId: string, pause: Pause): Promise<boolean> {
    const first = await this.pauses.pause(workflowId, pause);
    this.seen.delete(workflowId);
    return first;
  }
}
