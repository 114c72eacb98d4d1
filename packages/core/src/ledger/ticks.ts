import type { Redis } from 'ioredis';
import type { Schedule } from '../workflow/schedule.js';
import { ticksBetween } from '../workflow/next-tick.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';
import { SCRIPTS, type ScriptCommands } from './scripts.js';

/** What became of a workflow's ticks, apart from those that gave a run. */
export interface TickCounts {
  readonly skipped: {
    readonly count: number;
    /** ISO 8601, UTC. */
    readonly lastAt: string | null;
    /** The run that was in flight at the last of them, if that was why. */
    readonly lastRunId: string | null;
  };
  readonly missed: {
    readonly count: number;
    /** When they were noticed; ISO 8601, UTC. */
    readonly lastAt: string | null;
  };
}

/** Counts ticks that gave no run, each once, however often it is handled. */
export class Ticks {
  private readonly redis: Redis & ScriptCommands;
  private readonly keys: LedgerKeys;

  constructor(redis: Redis, prefix: string) {
    for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
    this.redis = redis as Redis & ScriptCommands;
    this.keys = ledgerKeys(prefix);
  }

  /** A tick asked for no run; `runId` is the one that was in flight, if that was why. */
  async skip(workflowId: string, dueAt: number, runId: string | null): Promise<void> {
    const { skippedTicks, latestSkippedTicks } = this.keys;
    const keys = [skippedTicks(workflowId), latestSkippedTicks(workflowId)] as const;
    await this.redis.hrflowSkipTick(...keys, dueAt, new Date().toISOString(), runId ?? '');
  }

  /** Whether a tick was counted as skipped. Remembers the latest hundred. */
  async wasSkipped(workflowId: string, dueAt: number): Promise<boolean> {
    const score = await this.redis.zscore(this.keys.latestSkippedTicks(workflowId), String(dueAt));
    return score !== null;
  }

  /** When the latest skipped ticks were due, newest first; milliseconds since 1970. */
  async latestSkipped(workflowId: string, limit: number): Promise<number[]> {
    return (await this.redis.zrevrange(this.keys.latestSkippedTicks(workflowId), 0, limit - 1)).map(Number);
  }

  /**
   * Counts the ticks of a schedule after an instant and before the next that will be. To be told of each tick, also of
   * one that nothing was missed after: whatever lies before the latest of them is accounted for, so that a tick handled
   * again, when later ones have been, counts none of those. Resolves to how many were new.
   */
  async miss(workflowId: string, schedule: Schedule, after: number, nextAt: number): Promise<number> {
    const key = this.keys.missedTicks(workflowId);
    for (;;) {
      const until = await this.redis.hget(key, 'until');
      if (nextAt <= Number(until ?? 0)) return 0;
      const missed = ticksBetween(schedule, Math.max(after, Number(until ?? 0)), nextAt);
      const now = new Date().toISOString();
      if ((await this.redis.hrflowMissTicks(key, until ?? '', nextAt - 1, missed, now)) === 1) return missed;
    }
  }

  async counts(workflowId: string): Promise<TickCounts> {
    const [skipped, missed] = await Promise.all([
      this.redis.hgetall(this.keys.skippedTicks(workflowId)),
      this.redis.hgetall(this.keys.missedTicks(workflowId)),
    ]);
    return {
      skipped: {
        count: Number(skipped.count ?? 0),
        lastAt: skipped.last_at ?? null,
        lastRunId: skipped.last_run_id || null,
      },
      missed: { count: Number(missed.count ?? 0), lastAt: missed.last_at ?? null },
    };
  }

  /** For a schedule that is no more. */
  async forget(workflowId: string): Promise<void> {
    const { skippedTicks, latestSkippedTicks, missedTicks } = this.keys;
    await this.redis.del(skippedTicks(workflowId), latestSkippedTicks(workflowId), missedTicks(workflowId));
  }
}
