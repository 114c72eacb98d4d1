import {
  isSameSchedule,
  nextCronTick,
  QUEUES,
  scheduleOf,
  schedulesOf,
  toRepeatOptions,
  type Schedule,
  type StandingSchedule,
  type TickJob,
} from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { scheduleKeys } from './keys.js';
import type { Plan, Planned } from './plan.js';
import { handleTick, type TickDesk } from './tick.js';

/** What reconciling changed, by workflow id. */
export interface Reconciled {
  readonly upserted: readonly string[];
  readonly removed: readonly string[];
}

/** States of a job that will still be handled. */
const TO_COME = new Set(['delayed', 'waiting', 'prioritized', 'active']);

/** Makes what stands in Redis what a plan says. Several may do it at once. */
export class Reconciler {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly desk: TickDesk,
  ) {
    this.key = scheduleKeys(prefix).workflows;
  }

  /** What was last put in force. Empty in a Redis that is new, or has lost its data. */
  async inForce(): Promise<Plan> {
    const fields = Object.entries(await this.redis.hgetall(this.key));
    return new Map(fields.map(([id, json]) => [id, JSON.parse(json) as Planned]));
  }

  async standing(): Promise<Map<string, StandingSchedule>> {
    const schedules = await schedulesOf(this.desk.queues);
    return new Map(schedules.map((each) => [each.workflowId, each]));
  }

  /**
   * A schedule that is as it should be is left alone, so that starting a scheduler moves no tick.
   * @param keepUnknown leave schedules alone that no file and no plan in force says anything of
   */
  async apply(plan: Plan, inForce: Plan, keepUnknown: boolean): Promise<Reconciled> {
    const standing = await this.standing();
    const removed: string[] = [];
    for (const id of new Set([...inForce.keys(), ...standing.keys()])) {
      const planned = plan.get(id);
      if (planned?.schedule || (keepUnknown && !planned && !inForce.has(id))) continue;
      if (await this.remove(id, standing.get(id), { gone: !planned, had: inForce.get(id)?.schedule }))
        removed.push(id);
    }
    const upserted: string[] = [];
    for (const [id, { schedule, file }] of plan) {
      const known = inForce.get(id);
      try {
        if (schedule && (await this.put(id, schedule, standing.get(id), known?.schedule))) upserted.push(id);
      } catch (error) {
        // Tried again at the next look; the others need not wait for it.
        this.desk.events.emit('process.error', {
          component: 'scheduler',
          workflow: id,
          error: error as Error,
        });
        continue;
      }
      const record = JSON.stringify({ file, schedule } satisfies Planned);
      if (JSON.stringify(known) !== record) await this.redis.hset(this.key, id, record);
    }
    return { upserted, removed };
  }

  /** Resolves to whether a schedule had to be set. */
  private async put(
    id: string,
    schedule: Schedule,
    standing: StandingSchedule | undefined,
    known: Schedule | null | undefined,
  ): Promise<boolean> {
    const { events } = this.desk;
    if (standing && isSameSchedule(standing.schedule, schedule)) {
      if (await this.isToCome(standing)) return false;
      await this.revive(standing);
      events.emit('schedule.repaired', { workflow: id, because: 'stuck' });
      return true;
    }
    await this.upsert(id, schedule);
    if (!standing && known && isSameSchedule(known, schedule)) {
      events.emit('schedule.repaired', { workflow: id, because: 'missing' });
    }
    return true;
  }

  private async upsert(id: string, schedule: Schedule): Promise<void> {
    const { queues, now } = this.desk;
    const { misfire } = schedule;
    const data: TickJob = { v: 1, workflowId: id, ...(misfire && { misfire }) };
    const upsert = (): Promise<unknown> =>
      queues.ticks.upsertJobScheduler(id, toRepeatOptions(schedule), {
        name: 'tick',
        data,
        opts: QUEUES.ticks.jobOptions,
      });
    await upsert().catch(async (error: unknown) => {
      // BullMQ refuses when there is a job of that very tick: one that is under way, or one that a scheduler whose
      // clock is ahead has handled. Handled again it asks for the same run, which is there already.
      const next = 'cron' in schedule ? nextCronTick(schedule, now()) : undefined;
      if (next === undefined || (await queues.ticks.remove(tickId(id, next))) === 0) throw error;
      await upsert();
    });
  }

  /**
   * Whether a schedule's next tick has a job that will be handled. Each tick makes the next one, so one whose job
   * somebody took away would be its last.
   */
  private async isToCome(standing: StandingSchedule): Promise<boolean> {
    if (TO_COME.has(await this.stateOf(standing))) return true;
    // It may have been handled since it was looked up; the next one is there by then.
    const again = await scheduleOf(this.desk.queues, standing.workflowId);
    return again !== undefined && again.nextRunAt.getTime() !== standing.nextRunAt.getTime();
  }

  private stateOf({ workflowId, nextRunAt }: StandingSchedule): Promise<string> {
    return this.desk.queues.ticks.getJobState(tickId(workflowId, nextRunAt.getTime()));
  }

  /** Starts a schedule that stands still. A tick that is overdue by now is handled like any other that is late. */
  private async revive(stuck: StandingSchedule): Promise<void> {
    const { workflowId, schedule, nextRunAt } = stuck;
    const handled = (await this.stateOf(stuck)) === 'completed';
    await this.upsert(workflowId, schedule);
    const revived = await scheduleOf(this.desk.queues, workflowId);
    const due = nextRunAt.getTime();
    if (revived && !handled && due < this.desk.now() && due !== revived.nextRunAt.getTime()) {
      await handleTick(this.desk, revived, due);
    }
  }

  /** Leaves nothing of a schedule behind; of a workflow that is gone, its pause neither. */
  private async remove(
    id: string,
    standing: StandingSchedule | undefined,
    { gone, had }: { gone: boolean; had: Schedule | null | undefined },
  ): Promise<boolean> {
    const { queues, ticks, pauses } = this.desk;
    if (standing) {
      await queues.ticks.removeJobScheduler(id);
      // BullMQ takes a tick with it that is still to come, but not one that waits to be handled.
      await queues.ticks.remove(tickId(id, standing.nextRunAt.getTime()));
    }
    if (standing || had) await ticks.forget(id);
    if (gone) {
      await pauses.resume(id);
      await this.redis.hdel(this.key, id);
    }
    return standing !== undefined;
  }
}

/** As BullMQ names the job of a schedule's tick. */
function tickId(workflowId: string, dueAt: number): string {
  return `repeat:${workflowId}:${dueAt}`;
}
