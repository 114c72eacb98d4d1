import { Counter } from 'prom-client';
import { bounded } from './bounded.js';
import type { Measured } from './engine.js';

const MOST_CONNECTORS = 64;

/** `provider`: it answered that it wants us to wait. `policy`: we keep to the limit it documents. */
const WAIT_REASONS = ['provider', 'policy'] as const;
type WaitReason = (typeof WAIT_REASONS)[number];

/**
 * Seconds of the clock, not of jobs: sixty jobs that wait for one minute are one minute. Counted as they go by, so
 * that being told to wait for an hour isn't an hour at once.
 */
export class WaitClock {
  private until = 0;
  private countedTo = 0;

  /** @param nowMs and every other time is of one clock, `performance.now()` as a rule */
  wait(nowMs: number, delayMs: number): void {
    if (nowMs >= this.until) this.countedTo = nowMs;
    this.until = Math.max(this.until, nowMs + delayMs);
  }

  /** Seconds gone by, waiting, since this was last asked. */
  elapsedSeconds(nowMs: number): number {
    const to = Math.min(nowMs, this.until);
    const elapsedMs = Math.max(0, to - this.countedTo);
    this.countedTo = Math.max(this.countedTo, to);
    return elapsedMs / 1000;
  }
}

export function measureWaits({ events, registers, workflows }: Measured): void {
  const clocks = new Map<string, { connector: string; reason: WaitReason; clock: WaitClock }>();
  const seconds = new Counter({
    name: 'hrflow_sync_rate_limited_seconds_total',
    help: 'Seconds during which jobs of this process were held back by a rate limit.',
    labelNames: ['connector', 'reason'],
    registers,
    collect() {
      const now = performance.now();
      for (const { connector, reason, clock } of clocks.values()) {
        this.inc({ connector, reason }, clock.elapsedSeconds(now));
      }
    },
  });
  const connectorLabel = bounded(MOST_CONNECTORS);
  const clockOf = (connector: string, reason: WaitReason): WaitClock => {
    const key = `${connector} ${reason}`;
    let known = clocks.get(key);
    if (!known) clocks.set(key, (known = { connector, reason, clock: new WaitClock() }));
    return known.clock;
  };
  for (const { action } of workflows.values()) {
    const connector = connectorLabel(action.connector.subtype);
    for (const reason of WAIT_REASONS) seconds.inc({ connector, reason }, 0);
  }
  events.on('job.rateLimited', ({ connector, delayMs, code }) => {
    // Handed back because this process stops: nobody asked for that.
    if (code === 'stopped') return;
    const reason = code === 'limit_reached' ? 'policy' : 'provider';
    const clock = clockOf(connectorLabel(connector), reason);
    const now = performance.now();
    // What went by of the wait before, which a new one would otherwise forget.
    seconds.inc({ connector: connectorLabel(connector), reason }, clock.elapsedSeconds(now));
    clock.wait(now, delayMs);
  });
}
