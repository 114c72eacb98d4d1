import type { Redis } from 'ioredis';
import type { RetentionConfig } from '../workflow/retention.js';
import type { Schedule } from '../workflow/schedule.js';
import type { Workflow } from '../workflow/workflow.js';
import { ledgerKeys } from './keys.js';

/** How often a process tells its workflows again: files change, and others want to know that it still lives. */
const ANNOUNCE_MS = 60_000;
/** A workflow nobody told of for this long is forgotten; its runs stay. */
const FORGET_MS = 30 * 86_400_000;

/** A workflow as those see it who have no workflow files. No parameter and no credential is among it. */
export interface KnownWorkflow {
  readonly id: string;
  readonly action: string;
  /** Name of the connector, as people know it. */
  readonly connector: string;
  readonly direction: 'inbound' | 'outbound';
  readonly entity: string;
  readonly schedule: Schedule | null;
  readonly webhook: boolean;
  /** False keeps it from running on its own. */
  readonly enabled: boolean;
  readonly incremental: boolean;
  readonly persist: boolean;
  /** As its file says; whoever enforces it may have other files. Missing where an older release told of it. */
  readonly retention?: RetentionConfig;
  /** When a process that has its file last said so; milliseconds since 1970. */
  readonly seenAtMs: number;
}

/** The workflows of a deployment, in Redis: workers and schedulers have the files, the dashboard does not. */
export class KnownWorkflows {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.key = ledgerKeys(prefix).workflows();
  }

  /** Tells what this process has, and forgets what nobody has had for long. */
  async announce(workflows: Iterable<Workflow>, nowMs: number = Date.now()): Promise<void> {
    const fields = [...workflows].map((each) => [each.id, JSON.stringify(describe(each, nowMs))] as const);
    if (fields.length > 0) await this.redis.hset(this.key, Object.fromEntries(fields));
    const forgotten = (await this.list()).filter(({ seenAtMs }) => seenAtMs < nowMs - FORGET_MS);
    if (forgotten.length > 0) await this.redis.hdel(this.key, ...forgotten.map(({ id }) => id));
  }

  /** By id. */
  async list(): Promise<KnownWorkflow[]> {
    const values = await this.redis.hvals(this.key);
    return values
      .map((value) => JSON.parse(value) as KnownWorkflow)
      .sort((a, b) => a.id.localeCompare(b.id, 'en'));
  }
}

function describe(workflow: Workflow, seenAtMs: number): KnownWorkflow {
  const { id, action, schedule, webhook, enabled, incremental, persist, retention } = workflow;
  return {
    id,
    action: action.name,
    connector: action.connector.name,
    direction: action.direction,
    entity: action.entity,
    schedule: schedule ?? null,
    webhook: webhook !== undefined,
    enabled,
    incremental,
    persist,
    ...(retention && { retention }),
    seenAtMs,
  };
}

/** Goes on telling a process' workflows until it is closed. `workflows` is read anew each time. */
export function announceWorkflows(options: {
  redis: Redis;
  prefix: string;
  workflows: ReadonlyMap<string, Workflow>;
  onError: (error: Error) => void;
}): { close(): void } {
  const { redis, prefix, workflows, onError } = options;
  const known = new KnownWorkflows(redis, prefix);
  const closed = new AbortController();
  const fail = (error: Error): void => {
    if (!closed.signal.aborted) onError(error);
  };
  const tell = (): void => void known.announce(workflows.values()).catch(fail);
  tell();
  const timer = setInterval(tell, ANNOUNCE_MS);
  return {
    close() {
      closed.abort();
      clearInterval(timer);
    },
  };
}
