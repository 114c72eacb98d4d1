import type { LoadedWorkflows } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { Editions } from './editions.js';
import { editionOf, planOf, type Plan } from './plan.js';
import { Reconciler, type Reconciled } from './reconcile.js';
import type { TickDesk } from './tick.js';

/** A clock that is off by more is worth a word. */
const CLOCK_TOLERANCE_MS = 5_000;

/** What looking after the schedules came to. */
export type Kept = Reconciled & {
  /** False when another scheduler has newer files, so that this one changed nothing. */
  readonly inForce: boolean;
};

/** Keeps the schedules in Redis as the workflow files say. */
export class Keeper {
  private readonly editions: Editions;
  private readonly reconciler: Reconciler;
  private looking: Promise<unknown> = Promise.resolve();
  /** Schedules are known to have been in Redis. */
  private seen = false;
  private outdatedBy: string | undefined;

  constructor(
    redis: Redis,
    prefix: string,
    private readonly desk: TickDesk,
    private readonly files: LoadedWorkflows,
  ) {
    this.editions = new Editions(redis, prefix);
    this.reconciler = new Reconciler(redis, prefix, desk);
  }

  /** One look at a time. */
  look(): Promise<Kept> {
    const look = this.looking.then(() => this.lookNow());
    this.looking = look.catch(() => undefined);
    return look;
  }

  /** This scheduler ends, and its files are no longer in force on its account. */
  async leave(): Promise<void> {
    await this.looking;
    await this.editions.leave();
  }

  private async lookNow(): Promise<Kept> {
    const { events } = this.desk;
    const before = await this.reconciler.inForce();
    const plan = planOf(this.files, before);
    const edition = editionOf(plan);
    const asked = this.desk.now();
    const { inForce, nowMs } = await this.editions.show(edition);
    this.compareClocks(asked, nowMs);
    if (inForce !== edition) {
      if (this.outdatedBy !== inForce) events.emit('schedules.outdated', { edition, inForce });
      this.outdatedBy = inForce;
      return { upserted: [], removed: [], inForce: false };
    }
    this.outdatedBy = undefined;
    const lost = before.size === 0 && plan.size > 0 && (await this.reconciler.standing()).size === 0;
    const reconciled = await this.reconciler.apply(plan, before, this.files.problems.length > 0);
    if (lost) this.tellRebuilt(plan);
    this.seen = plan.size > 0;
    if (reconciled.upserted.length + reconciled.removed.length > 0)
      events.emit('schedules.changed', reconciled);
    return { ...reconciled, inForce: true };
  }

  /** Where there has never been a schedule there is nothing to say, unless we know better. */
  private tellRebuilt(plan: Plan): void {
    const schedules = [...plan.values()].filter(({ schedule }) => schedule).length;
    if (schedules > 0 || this.seen)
      this.desk.events.emit('schedules.rebuilt', { schedules, lost: this.seen });
  }

  /** Ticks are handed out by the clock of whichever scheduler looks first. */
  private compareClocks(asked: number, redisNow: number): void {
    const answered = this.desk.now();
    const aheadMs = redisNow < asked ? asked - redisNow : Math.min(0, answered - redisNow);
    if (Math.abs(aheadMs) > CLOCK_TOLERANCE_MS) {
      this.desk.events.emit('clock.skewed', { component: 'scheduler', aheadMs: Math.round(aheadMs) });
    }
  }
}
