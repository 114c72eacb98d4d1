import { once } from 'node:events';
import { z } from 'zod';
import type { Action, Page, PushOutcome } from '@hrflow-sync/connectors';
import {
  connectRedis,
  createEngineEvents,
  DataKeys,
  Ledger,
  openQueues,
  requestRun,
  RunItems,
  type EngineEvents,
  type OpenQueues,
  type RunResult,
  type Workflow,
} from '@hrflow-sync/core';
import { startWorker, WorkerConfig, type Milestone, type Worker } from '@hrflow-sync/worker';
import { until } from '../../../../test/support/until.js';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';

export interface Item {
  readonly reference: string;
  readonly [key: string]: unknown;
}

/** An origin and a target in memory: what the engine does with them is what is tested. */
export interface World {
  pull(cursor: string | null): Page<Item> | Promise<Page<Item>>;
  push(item: Item): PushOutcome | Promise<PushOutcome>;
  check?(): Promise<void>;
  /** Makes an item of what a page listed. */
  detail?(listed: Item): Promise<Item | null>;
}

/** Pages of `perPage` items, numbered on. */
export function pagesOf(total: number, perPage: number): (cursor: string | null) => Page<Item> {
  return (cursor) => {
    const start = Number(cursor ?? 0);
    const end = Math.min(start + perPage, total);
    const items = Array.from({ length: end - start }, (_, index) => ({ reference: `item-${start + index}` }));
    return { items, next: end < total ? String(end) : null };
  };
}

/** A workflow over a world. */
export function workflowOver(world: World, overrides: Partial<Workflow> = {}): Workflow {
  const api = {
    provider: 'numbers',
    baseUrl: 'http://127.0.0.1:9',
    baseUrlVariable: 'NUMBERS_API_URL',
    version: 'v1',
    authenticate: () => ({}),
  };
  const parameters = z.strictObject({});
  const action: Action = {
    name: 'update_profiles_in_hrflow',
    connector: {
      name: 'Numbers',
      subtype: 'numbers',
      type: 'ATS',
      description: '',
      url: 'https://example.com',
    },
    mode: 'update',
    entity: 'profile',
    direction: 'inbound',
    description: '',
    connectorAuth: z.strictObject({}),
    hrflowAuth: z.strictObject({}),
    origin: {
      api,
      endpoints: [],
      parameters,
      check: async () => undefined,
      ...(world.detail && {
        detail: async (_client: unknown, _parameters: unknown, listed: unknown) =>
          world.detail?.(listed as Item),
      }),
      pull: async (_client, _parameters, cursor) => world.pull(cursor),
      identify: (item) => (item as Item).reference,
      incremental: {
        resume: (given) => given,
        isAfter: (a, b) => a > b,
        blindSpots: 'none',
      },
    },
    target: {
      api,
      endpoints: [],
      parameters,
      item: z.looseObject({ reference: z.string() }),
      check: async () => world.check?.(),
      push: async (_client, _parameters, item) => world.push(item as Item),
    },
    format: (item) => item,
  };
  return {
    id: 'numbers',
    action,
    connectorAuth: {},
    hrflowAuth: {},
    pullParameters: {},
    pushParameters: {},
    logics: [],
    format: (item) => item,
    callback: undefined,
    schedule: undefined,
    webhook: undefined,
    persist: true,
    incremental: false,
    skipUnchanged: false,
    enabled: true,
    file: 'test',
    ...overrides,
  };
}

export interface EngineFixture {
  readonly prefix: string;
  readonly queues: OpenQueues;
  readonly ledger: Ledger;
  readonly items: RunItems;
  readonly events: EngineEvents;
  readonly redis: ReturnType<typeof connectRedis>;
  /** What every worker's files say now. */
  readonly workflows: Map<string, Workflow>;
  /** Asks for a run and waits for its end. */
  run(this: void, workflowId?: string): Promise<RunResult>;
  /** Starts one more worker on the same queues. */
  addWorker(
    this: void,
    config?: Partial<WorkerConfig>,
    settings?: { lockDurationMs?: number; environment?: NodeJS.ProcessEnv },
  ): Promise<Worker>;
  close(this: void): Promise<void>;
}

/** Queues and ledger under a prefix of their own; with a worker unless `workers` is 0. */
export async function startEngine(
  workflow: Workflow | readonly Workflow[],
  {
    config = {},
    workers = 1,
    onMilestone = () => undefined,
    environment = {},
    dashboardUrl,
  }: {
    config?: Partial<WorkerConfig>;
    workers?: number;
    onMilestone?: (milestone: Milestone) => void;
    environment?: NodeJS.ProcessEnv;
    dashboardUrl?: string;
  } = {},
): Promise<EngineFixture> {
  const prefix = newPrefix();
  const redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
  const queues = openQueues(redis, prefix);
  const ledger = new Ledger(redis, prefix);
  const items = new RunItems(redis, prefix, DataKeys.read(environment));
  const events = createEngineEvents();
  const results = new Map<string, RunResult>();
  events.on('run.finished', ({ runId, result }) => results.set(runId, result));
  const running: Worker[] = [];
  const given: readonly Workflow[] = [workflow].flat();
  const workflows = new Map(given.map((each) => [each.id, each]));
  const addWorker: EngineFixture['addWorker'] = async (itsConfig = config, settings = {}) => {
    const worker = await startWorker({
      redis: redisUrl(),
      prefix,
      workflows,
      environment,
      dashboardUrl,
      events,
      onMilestone,
      config: { ...WorkerConfig.parse({}), ...itsConfig },
      ...settings,
    });
    running.push(worker);
    return worker;
  };
  for (let started = 0; started < workers; started++) await addWorker();
  return {
    prefix,
    queues,
    ledger,
    items,
    events,
    redis,
    workflows,
    addWorker,
    async run(workflowId = given[0]?.id ?? '') {
      // A run is told as finished a moment before its job is, and until then it is in flight.
      const ticket = await until(async () => {
        const asked = await requestRun(queues, { workflowId, trigger: 'manual' });
        return asked.added && asked;
      });
      return until(async () => results.get(ticket.runId));
    },
    async close() {
      await Promise.all(running.map((worker) => worker.close()));
      await queues.close();
      redis.disconnect();
    },
  };
}

/** Waits for the end of a run. */
export async function finished(events: EngineEvents, runId: string): Promise<RunResult> {
  for (;;) {
    const [event] = (await once(events, 'run.finished')) as [{ runId: string; result: RunResult }];
    if (event.runId === runId) return event.result;
  }
}
