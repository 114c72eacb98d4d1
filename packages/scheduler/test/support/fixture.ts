import { Greenhouse } from '@hrflow-sync/connectors';
import {
  connectRedis,
  createEngineEvents,
  openQueues,
  Pauses,
  schedulesOf,
  Ticks,
  type EngineEventMap,
  type EngineEvents,
  type LoadedWorkflows,
  type OpenQueues,
  type Schedule,
  type Workflow,
  type WorkflowProblem,
} from '@hrflow-sync/core';
import { startScheduler, type Kept, type Scheduler } from '@hrflow-sync/scheduler';
import type { Redis } from 'ioredis';
import { Keeper } from '../../src/keeper.js';
import type { TickDesk } from '../../src/tick.js';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

const trueNow = Date.now;

export function workflow(id: string, schedule?: Schedule, more: Partial<Workflow> = {}): Workflow {
  return {
    id,
    action: Greenhouse.update_profiles_in_hrflow,
    connectorAuth: {},
    hrflowAuth: {},
    pullParameters: {},
    pushParameters: {},
    logics: [],
    format: (item) => item,
    callback: undefined,
    schedule,
    webhook: undefined,
    enabled: true,
    persist: true,
    incremental: false,
    skipUnchanged: false,
    file: `${id}.ts`,
    ...more,
  };
}

export function files(...workflows: Workflow[]): LoadedWorkflows {
  return { workflows: new Map(workflows.map((each) => [each.id, each])), problems: [] };
}

/** The files with one more of them that can't be loaded. */
export function withBroken(loaded: LoadedWorkflows, file: string): LoadedWorkflows {
  const problem: WorkflowProblem = { file, code: 'workflow_file_broken', message: "can't be loaded" };
  return { workflows: loaded.workflows, problems: [...loaded.problems, problem] };
}

/** One of several schedulers, without its ticks: what looking after the schedules does alone. */
export interface Replica {
  look(loaded?: LoadedWorkflows): Promise<Kept>;
  leave(): Promise<void>;
}

/** A deployment's Redis keys, and whatever schedulers a test starts in it. */
export class SchedulerFixture {
  readonly prefix = newPrefix();
  readonly url: string;
  readonly redis: Redis;
  readonly queues: OpenQueues;
  readonly events: EngineEvents = createEngineEvents();
  readonly pauses: Pauses;
  readonly ticks: Ticks;
  private readonly running = new Set<Scheduler>();
  private readonly heard: { name: keyof EngineEventMap; event: unknown }[] = [];

  constructor(url = redisUrl()) {
    this.url = url;
    this.redis = connectRedis(url, { role: 'worker', name: 'test' });
    this.queues = openQueues(this.redis, this.prefix);
    this.pauses = new Pauses(this.redis, this.prefix);
    this.ticks = new Ticks(this.redis, this.prefix);
    const names = [
      'tick.skipped',
      'ticks.missed',
      'schedules.changed',
      'schedule.repaired',
      'schedules.rebuilt',
      'schedules.outdated',
      'clock.skewed',
      'process.error',
    ] as const;
    for (const name of names) this.events.on(name, (event: unknown) => void this.heard.push({ name, event }));
  }

  desk(now = (): number => Date.now()): TickDesk {
    const { queues, ticks, pauses, events } = this;
    return { queues, ticks, pauses, events, now };
  }

  /** A scheduler that ticks. */
  async start(loaded: LoadedWorkflows, watchMs?: number): Promise<Scheduler> {
    const { url, prefix, events } = this;
    const options = { redis: url, prefix, files: loaded, events };
    const scheduler = await startScheduler(watchMs === undefined ? options : { ...options, watchMs });
    this.running.add(scheduler);
    return scheduler;
  }

  async stop(scheduler: Scheduler): Promise<void> {
    this.running.delete(scheduler);
    await scheduler.close();
  }

  replica(first: LoadedWorkflows, now?: () => number): Replica {
    let loaded = first;
    const live: LoadedWorkflows = {
      get workflows() {
        return loaded.workflows;
      },
      get problems() {
        return loaded.problems;
      },
    };
    const keeper = new Keeper(this.redis, this.prefix, this.desk(now), live);
    return {
      look(next = loaded) {
        loaded = next;
        return keeper.look();
      },
      leave: () => keeper.leave(),
    };
  }

  /** Puts the clock of this process on, BullMQ's as well as ours; back to the true time with 0, or at the end. */
  travel(ms: number): void {
    Date.now = ms === 0 ? trueNow : () => trueNow() + ms;
  }

  /** What was said of an event, in order. */
  said(name: keyof EngineEventMap): unknown[] {
    return this.heard.filter((each) => each.name === name).map(({ event }) => event);
  }

  /** `<workflow> <how>`, by workflow. */
  async scheduled(): Promise<string[]> {
    const standing = await schedulesOf(this.queues);
    return standing
      .map(
        ({ workflowId, schedule }) => `${workflowId} ${'cron' in schedule ? schedule.cron : schedule.every}`,
      )
      .sort();
  }

  async close(): Promise<void> {
    this.travel(0);
    await Promise.all([...this.running].map((scheduler) => this.stop(scheduler)));
    await this.queues.close();
    this.redis.disconnect();
  }
}
