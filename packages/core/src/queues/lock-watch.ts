import type { Worker as QueueWorker } from 'bullmq';
import type { EngineEvents } from '../observe/engine-events.js';

/** How BullMQ says that a job ended whose lock was somebody else's by then. */
const LOST_AT_THE_END = /^(?:Missing lock|Lock mismatch) for job (\S+)\. /;
/** Lost locks remembered, so that the renewal that failed and the end that failed are one loss. */
const REMEMBERED = 1_000;

interface HeldJob {
  /** When its lock was last known to be ours; `performance.now()`. */
  ownedAt: number;
  lost: boolean;
}

/**
 * Watches over the locks of the jobs a worker works on. BullMQ renews them; a worker whose renewals fail or
 * hang goes on working while others take its jobs.
 */
export class LockWatch {
  private readonly held = new Map<string, HeldJob>();
  private readonly told = new Set<string>();

  constructor(
    private readonly queue: string,
    private readonly events: EngineEvents,
    private readonly lockDurationMs: number,
  ) {}

  /** Listens to the worker of its queue. */
  attach(worker: QueueWorker): void {
    worker.on('locksRenewed', ({ jobIds }) => {
      for (const id of jobIds) this.renewed(id);
    });
    worker.on('lockRenewalFailed', (jobIds) => {
      // Renewed while it ended, a job has no lock any more, and needs none.
      for (const id of jobIds) if (this.held.has(id)) this.lose(id);
    });
    worker.on('error', ({ message }) => {
      const id = LOST_AT_THE_END.exec(message)?.[1];
      if (id !== undefined) this.lose(id);
    });
    worker.on('stalled', (jobId) => void this.events.emit('job.stalled', { queue: this.queue, jobId }));
  }

  /** Does a job's work, with its lock watched over. */
  async during<Result>(jobId: string, work: () => Promise<Result>): Promise<Result> {
    const job: HeldJob = { ownedAt: performance.now(), lost: false };
    this.held.set(jobId, job);
    this.told.delete(jobId);
    try {
      return await work();
    } finally {
      // Taken back by this same worker, it is another one's by now.
      if (this.held.get(jobId) === job) this.held.delete(jobId);
    }
  }

  /** Whether a job is worked on here whose lock was lost, or has run out without having been renewed. */
  isFailing(now: number = performance.now()): boolean {
    for (const { ownedAt, lost } of this.held.values()) {
      if (lost || now - ownedAt > this.lockDurationMs) return true;
    }
    return false;
  }

  private renewed(jobId: string): void {
    const job = this.held.get(jobId);
    if (job) job.ownedAt = performance.now();
  }

  private lose(jobId: string): void {
    const job = this.held.get(jobId);
    if (job) job.lost = true;
    if (this.told.has(jobId)) return;
    if (this.told.size >= REMEMBERED) this.told.clear();
    this.told.add(jobId);
    this.events.emit('lock.lost', { queue: this.queue, jobId });
  }
}
