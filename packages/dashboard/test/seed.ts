import {
  KnownWorkflows,
  Ledger,
  ledgerKeys,
  NO_PAGES,
  openQueues,
  Pauses,
  QUEUES,
  type DeadLetter,
  type Reason,
  type Trigger,
  Waits,
  type Workflow,
} from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { workflowOver } from '../../worker/test/support/engine-fixture.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A run as it might have been. */
export interface PastRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly startedAtMs: number;
  readonly tookMs?: number;
  readonly trigger?: Trigger;
  readonly dryRun?: boolean;
  readonly read?: number;
  readonly discarded?: number;
  readonly unchanged?: number;
  readonly letters?: readonly Omit<DeadLetter, 'at'>[];
  readonly fatal?: { readonly reason: Reason; readonly code: string; readonly message: string };
  /** It is still under way, with so many items pushed. */
  readonly pushedSoFar?: number;
}

/** Puts runs and workflows where the engine would have put them. */
export class Seed {
  readonly ledger: Ledger;

  constructor(
    readonly redis: Redis,
    readonly prefix: string,
  ) {
    this.ledger = new Ledger(redis, prefix);
  }

  async run(past: PastRun): Promise<void> {
    const { runId, startedAtMs, tookMs = 8_000, letters = [], read = 0, discarded = 0, unchanged = 0 } = past;
    await this.ledger.start({
      runId,
      workflowId: past.workflowId,
      action: 'update_profiles_in_hrflow',
      trigger: past.trigger ?? 'schedule',
      dryRun: past.dryRun ?? false,
      incremental: true,
      startedAt: new Date(startedAtMs),
    });
    const at = new Date(startedAtMs + tookMs).toISOString();
    if (past.fatal) await this.ledger.refuse(runId, past.fatal);
    else await this.readAndPush(past, read - discarded - unchanged - letters.length);
    for (const letter of letters) await this.ledger.bury(runId, { ...letter, at });
    if (!past.fatal) await this.pace(past);
    if (past.pushedSoFar === undefined) await this.ledger.finish(runId, new Date(startedAtMs + tookMs));
  }

  private async readAndPush(past: PastRun, toPush: number): Promise<void> {
    const { runId, read = 0, discarded = 0, unchanged = 0 } = past;
    const pages = Math.ceil(read / 100);
    const kept = read - discarded - unchanged;
    await this.ledger.advance(runId, { ...NO_PAGES, pages, read, discarded, skipped: unchanged, kept });
    const written = past.dryRun ? 0 : (past.pushedSoFar ?? toPush);
    await this.ledger.note(runId, { opened: 1, written });
  }

  /** Items per second as they are wont to be: a slow start, a plateau with its ups and downs, a tail. */
  private async pace({ runId, startedAtMs, tookMs = 8_000, letters = [] }: PastRun): Promise<void> {
    const record = await this.ledger.read(runId);
    const items = (record?.events.read_success ?? 0) - (record?.outstanding ?? 0) - letters.length;
    let widthMs = 1_000;
    while (tookMs / widthMs > 60) widthMs *= 2;
    const spans = Math.max(1, Math.ceil(tookMs / widthMs));
    const weights = Array.from({ length: spans }, (_, index) => {
      const rise = Math.min(1, (index + 1) / 4);
      const fall = Math.min(1, (spans - index) / 3);
      const dip = index > spans * 0.55 && index < spans * 0.62 ? 0.15 : 1;
      return rise * fall * dip * (0.82 + 0.18 * Math.sin(index * 1.7));
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const counts = weights.map((weight, index) => [`w${index}`, Math.round((items * weight) / sum)] as const);
    const key = ledgerKeys(this.prefix).pace(runId);
    await this.redis.del(key);
    await this.redis.hset(key, {
      from: startedAtMs,
      width: widthMs,
      ...Object.fromEntries(counts),
      ...(letters.length > 0 && { [`f${Math.floor(spans / 3)}`]: letters.length }),
    });
  }

  async workflows(workflows: readonly Workflow[]): Promise<void> {
    await new KnownWorkflows(this.redis, this.prefix).announce(workflows);
    const queues = openQueues(this.redis, this.prefix);
    for (const { id, schedule } of workflows) {
      if (!schedule) continue;
      const repeat =
        'every' in schedule
          ? { every: schedule.every }
          : { pattern: schedule.cron, tz: schedule.timezone ?? 'UTC' };
      const template = { name: 'tick', data: { v: 1, workflowId: id }, opts: QUEUES.ticks.jobOptions };
      await queues.ticks.upsertJobScheduler(id, repeat, template);
    }
    await queues.close();
  }
}

function workflow(
  id: string,
  connector: string,
  rest: Partial<Workflow> & { entity?: 'profile' | 'job' },
): Workflow {
  const base = workflowOver({ pull: () => ({ items: [], next: null }), push: () => 'written' });
  const { entity = 'profile', ...overrides } = rest;
  const direction = id.includes('-to-') ? 'outbound' : 'inbound';
  return {
    ...base,
    id,
    action: { ...base.action, entity, direction, connector: { ...base.action.connector, name: connector } },
    ...overrides,
  };
}

const REFUSALS = [
  [
    'bad_request',
    'HrFlow refused this profile: info.email “marie.curie@example.org” is not an e-mail address.',
  ],
  ['bad_request', 'HrFlow refused this profile: educations.0.date_start is not a date.'],
  ['server_error', 'HrFlow answered 502 ten times in four minutes.'],
] as const;

/** A Monday morning. Resolves to the id of the run with failures. */
export async function seedMonday(redis: Redis, prefix: string, nowMs: number = Date.now()): Promise<string> {
  const seed = new Seed(redis, prefix);
  await seed.workflows([
    workflow('greenhouse-nightly', 'Greenhouse', {
      schedule: { cron: '0 2 * * *', timezone: 'Europe/Paris' },
    }),
    workflow('greenhouse-jobs', 'Greenhouse', { entity: 'job', schedule: { every: 15 * MINUTE_MS } }),
    workflow('breezy-candidates', 'Breezy HR', {
      schedule: { cron: '30 * * * *', timezone: 'America/New_York' },
    }),
    workflow('flatchr-candidates', 'Flatchr', { schedule: { cron: '0 */3 * * *' } }),
    workflow('hrflow-to-greenhouse', 'Greenhouse', { webhook: undefined }),
  ]);
  const last = await nightly(seed, nowMs);
  await jobs(seed, nowMs);
  await breezy(seed, nowMs);
  await flatchr(seed, nowMs);
  await outbound(seed, nowMs);
  return last;
}

async function nightly(seed: Seed, nowMs: number): Promise<string> {
  const lastRunId = 'nightly-0';
  for (let night = 22; night >= 0; night--) {
    const read = 41_200 + ((night * 977) % 3_000);
    const letters = (count: number): Omit<DeadLetter, 'at'>[] =>
      Array.from({ length: count }, (_, index) => {
        const [code, message] = REFUSALS[index % 7 === 0 ? 2 : index % 2] ?? REFUSALS[0];
        return {
          event: 'write_failure',
          ordinal: 311 + index * 97,
          reference: String(48_130_211 + index * 7_919),
          code,
          message,
          attempts: code === 'server_error' ? 10 : 1,
        };
      });
    await seed.run({
      runId: `nightly-${night}`,
      workflowId: 'greenhouse-nightly',
      startedAtMs: nowMs - 6 * HOUR_MS - night * DAY_MS,
      tookMs: 7 * MINUTE_MS + (night % 5) * 20_000,
      read,
      discarded: 3_950 + night,
      unchanged: 31_800 + night * 13,
      letters: night === 0 ? letters(17) : [],
      ...(night === 9 && {
        fatal: {
          reason: 'read_failure',
          code: 'unreachable',
          message: 'Greenhouse did not answer.',
        } as const,
      }),
    });
  }
  return lastRunId;
}

async function jobs(seed: Seed, nowMs: number): Promise<void> {
  for (let index = 21; index >= 0; index--) {
    await seed.run({
      runId: `jobs-${index}`,
      workflowId: 'greenhouse-jobs',
      startedAtMs: nowMs - 4 * MINUTE_MS - index * 15 * MINUTE_MS,
      tookMs: 6_400,
      read: 214,
      unchanged: 209 - (index % 4),
    });
  }
  for (const index of [5.5, 12.5]) {
    await seed.redis.zadd(
      ledgerKeys(seed.prefix).latestSkippedTicks('greenhouse-jobs'),
      nowMs - index * 15 * MINUTE_MS,
      String(nowMs - index * 15 * MINUTE_MS),
    );
    await seed.redis.hincrby(ledgerKeys(seed.prefix).skippedTicks('greenhouse-jobs'), 'count', 1);
  }
}

async function breezy(seed: Seed, nowMs: number): Promise<void> {
  const message =
    'Breezy HR refused the credentials: 401. Put a valid token into BREEZYHR_PASSWORD, then resume.';
  for (let index = 18; index >= 0; index--) {
    const fatal = { reason: 'bad_origin_parameters', code: 'credentials_rejected', message } as const;
    await seed.run({
      runId: `breezy-${index}`,
      workflowId: 'breezy-candidates',
      startedAtMs: nowMs - 50 * MINUTE_MS - index * HOUR_MS,
      tookMs: index < 2 ? 900 : 21_000,
      read: index < 2 ? 0 : 1_310,
      unchanged: index < 2 ? 0 : 1_250 + index,
      ...(index < 2 && { fatal }),
    });
  }
  const pause = { code: 'credentials_rejected', message, at: new Date(nowMs - 49 * MINUTE_MS).toISOString() };
  await new Pauses(seed.redis, seed.prefix).pause('breezy-candidates', { ...pause, runId: 'breezy-0' });
}

async function flatchr(seed: Seed, nowMs: number): Promise<void> {
  for (let index = 20; index >= 0; index--) {
    await seed.run({
      runId: `flatchr-${index}`,
      workflowId: 'flatchr-candidates',
      startedAtMs: nowMs - 5 * MINUTE_MS - index * 3 * HOUR_MS,
      tookMs: 12 * MINUTE_MS,
      read: index === 0 ? 1_400 : 2_600 + index * 11,
      discarded: 120,
      unchanged: index === 0 ? 300 : 2_300,
      ...(index === 0 && { pushedSoFar: 655 }),
    });
  }
  const waits = new Waits(seed.redis, seed.prefix);
  for (let index = 0; index < 42; index++)
    await waits.note('flatchr-0', 'limited', `flatchr-0-i${index}`, nowMs + 95_000);
}

async function outbound(seed: Seed, nowMs: number): Promise<void> {
  for (let index = 6; index >= 0; index--) {
    await seed.run({
      runId: `outbound-${index}`,
      workflowId: 'hrflow-to-greenhouse',
      startedAtMs: nowMs - 2 * DAY_MS - index * 3 * DAY_MS,
      tookMs: 64_000,
      trigger: index % 3 === 1 ? 'manual' : 'api',
      read: 480 + index * 31,
      discarded: 22,
    });
  }
}
