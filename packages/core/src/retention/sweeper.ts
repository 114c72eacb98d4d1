import type { Redis } from 'ioredis';
import { Fingerprints } from '../ledger/fingerprints.js';
import { KnownWorkflows } from '../ledger/known-workflows.js';
import { ledgerKeys, type LedgerKeys } from '../ledger/keys.js';
import type { Ledger } from '../ledger/ledger.js';
import type { EngineEvents } from '../observe/engine-events.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { DAY_MS, DEFAULT_RETENTION, retentionOf, type Retention } from '../workflow/retention.js';
import { Budget } from './budget.js';
import { EndedJobs, runOfJob, type EndedSet } from './ended-jobs.js';
import { OldLetters } from './old-letters.js';
import { OldRuns } from './old-runs.js';

/** What one sweep takes away at most: some ten seconds of small steps. */
const MOST_PER_SWEEP = 10_000;
/** `<workflow>-e` and 22 characters. */
const WORKFLOW_OF_EVENT = /^(.+)-e[\w-]{22}$/;
/** Jobs that mean nothing without their run. */
const OF_RUNS: readonly EndedSet[] = [
  { queue: 'pushes', state: 'failed' },
  { queue: 'pulls', state: 'failed' },
  { queue: 'pages', state: 'completed' },
  { queue: 'pages', state: 'failed' },
];

/** What a sweep took away. */
export interface Swept {
  readonly deadLetters: number;
  /** Reads and runs that had failed, with what they were given. */
  readonly reads: number;
  /** Events that could not be understood. */
  readonly events: number;
  readonly runs: number;
  /** Jobs whose run is gone. */
  readonly leftovers: number;
  /** Groups of fingerprints that would have been kept for longer than their workflow says now. */
  readonly fingerprints: number;
  /** There is more: sweep again soon. */
  readonly more: boolean;
}

export interface SweeperOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly queues: OpenQueues;
  readonly ledger: Ledger;
  readonly events: EngineEvents;
  /** For workflows that don't say. */
  readonly runDays?: number;
  /** Default: 10,000. */
  readonly mostPerSweep?: number;
}

/**
 * Takes away what was kept for long enough. How long is what the workflow files say now, as processes told them, so a
 * change holds for what is there already. Any number may sweep at once, and one may die anywhere: each step may be
 * repeated, and the last of what finds a thing goes last.
 */
export class Sweeper {
  private readonly keys: LedgerKeys;
  private readonly jobs: EndedJobs;
  private readonly letters: OldLetters;
  private readonly runs: OldRuns;
  private readonly fingerprints: Fingerprints;
  private readonly known: KnownWorkflows;

  constructor(private readonly options: SweeperOptions) {
    const { redis, prefix, queues, ledger } = options;
    this.keys = ledgerKeys(prefix);
    this.jobs = new EndedJobs(redis, prefix, queues);
    this.letters = new OldLetters(redis, prefix, ledger, this.jobs);
    this.runs = new OldRuns(redis, prefix, queues, this.jobs);
    this.fingerprints = new Fingerprints(redis, prefix);
    this.known = new KnownWorkflows(redis, prefix);
  }

  /**
   * @param nowMs milliseconds since 1970
   * @param stopping ends it early
   */
  async sweep(nowMs: number, stopping?: AbortSignal): Promise<Swept> {
    const { mostPerSweep = MOST_PER_SWEEP, events } = this.options;
    const budget = new Budget(mostPerSweep, stopping);
    const rules = await this.rules();
    let deadLetters = 0;
    for await (const expired of this.letters.sweep((id) => rules.of(id), nowMs, budget)) {
      deadLetters += expired.count;
      events.emit('deadLetters.expired', expired);
    }
    const reads = await this.sweepReads(rules, nowMs, budget);
    const unparsable = await this.sweepEvents(rules, nowMs, budget);
    let runs = 0;
    for (const id of new Set([...rules.workflowIds, ...(await this.runs.workflowIds())]))
      runs += await this.runs.sweep(id, rules.of(id).runDays, nowMs, budget);
    const leftovers = await this.sweepLeftovers(rules, nowMs, budget);
    const fingerprints = await this.shortenFingerprints(rules);
    const swept = { deadLetters, reads, events: unparsable, runs, leftovers, fingerprints };
    if (Object.values(swept).some((count) => count > 0)) events.emit('retention.swept', swept);
    return { ...swept, more: budget.isSpent };
  }

  private async rules(): Promise<Rules> {
    const { runDays } = this.options;
    const said = (await this.known.list()).map(
      ({ id, retention }) => [id, retentionOf(retention, runDays)] as const,
    );
    return new Rules(new Map(said), retentionOf(undefined, runDays));
  }

  /** They can be retried as long as dead letters can. */
  private async sweepReads(rules: Rules, nowMs: number, budget: Budget): Promise<number> {
    const untilMs = nowMs - rules.shortest('deadLetterDays') * DAY_MS;
    const isOld = (workflowId: string | null, endedMs: number): boolean =>
      endedMs + rules.of(workflowId ?? '').deadLetterDays * DAY_MS <= nowMs;
    const pulls = await this.jobs.sweep(
      { queue: 'pulls', state: 'failed' },
      untilMs,
      budget,
      async (id, at) => isOld(await this.redis.hget(this.keys.run(runOfJob(id) ?? ''), 'workflow_id'), at),
    );
    // A run's job is named after its workflow.
    const runs = await this.jobs.sweep({ queue: 'runs', state: 'failed' }, untilMs, budget, async (id, at) =>
      isOld(await this.redis.hget(this.jobs.key('runs', id), 'name'), at),
    );
    return pulls + runs;
  }

  private async sweepEvents(rules: Rules, nowMs: number, budget: Budget): Promise<number> {
    const untilMs = nowMs - rules.shortest('eventDays') * DAY_MS;
    return this.jobs.sweep({ queue: 'events', state: 'failed' }, untilMs, budget, async (id, endedMs) => {
      const { eventDays } = rules.of(WORKFLOW_OF_EVENT.exec(id)?.[1] ?? '');
      return endedMs + eventDays * DAY_MS <= nowMs;
    });
  }

  private async sweepLeftovers(rules: Rules, nowMs: number, budget: Budget): Promise<number> {
    const untilMs = nowMs - rules.shortest('runDays') * DAY_MS;
    let removed = 0;
    for (const set of OF_RUNS) {
      removed += await this.jobs.sweep(set, untilMs, budget, async (id) => {
        const runId = runOfJob(id);
        return runId !== undefined && (await this.redis.exists(this.keys.run(runId))) === 0;
      });
    }
    return removed;
  }

  /** Where they are kept for less long than when a sweep last looked. */
  private async shortenFingerprints(rules: Rules): Promise<number> {
    const key = this.keys.fingerprintDays();
    const before = await this.redis.hgetall(key);
    let shortened = 0;
    for (const id of rules.workflowIds) {
      const { fingerprintDays } = rules.of(id);
      const last = Number(before[id] ?? DEFAULT_RETENTION.fingerprintDays);
      if (fingerprintDays < last) shortened += await this.fingerprints.shorten(id, fingerprintDays);
      if (fingerprintDays !== last) await this.redis.hset(key, id, fingerprintDays);
    }
    return shortened;
  }

  private get redis(): Redis {
    return this.options.redis;
  }
}

/** How long each workflow's things are kept. */
class Rules {
  constructor(
    private readonly said: ReadonlyMap<string, Retention>,
    private readonly rest: Retention,
  ) {}

  get workflowIds(): Iterable<string> {
    return this.said.keys();
  }

  of(workflowId: string): Retention {
    return this.said.get(workflowId) ?? this.rest;
  }

  /** Of all workflows: nothing younger is due anywhere. */
  shortest(what: keyof Retention): number {
    return Math.min(this.rest[what], ...[...this.said.values()].map((each) => each[what]));
  }
}
