import { createHash } from 'node:crypto';
import type { DefaultJobOptions } from 'bullmq';
import { z } from 'zod';
import { DEFAULT_RETENTION } from '../workflow/retention.js';
import {
  bodyText,
  count,
  headers,
  itemText,
  ordinal,
  records,
  runId,
  values,
  word,
  workflowId,
} from './shapes.js';

/** Redis key prefix of a deployment. A hash tag, so that Redis Cluster keeps all its keys together. */
export const DEFAULT_PREFIX = '{hrflow-sync}';

/** Attempts of a push before it becomes a dead letter: with full jitter, about four minutes of trying. */
const PUSH_ATTEMPTS = 10;
/** Attempts of a page read before the run ends without the rest: about as long. */
const PULL_ATTEMPTS = 10;
/** Joins only compute; what they retry is a lost race (BullMQ: "has pending dependencies"). */
const JOIN_ATTEMPTS = 20;
/** Attempts at a message: about half an hour of trying. Who is told may be down with what it is told of. */
const NOTICE_ATTEMPTS = 20;
const DAY_SECONDS = 86_400;
/** An event handled stays known this long, so that another delivery of it changes nothing. */
const EVENT_RETENTION = { age: DEFAULT_RETENTION.eventDays * DAY_SECONDS, count: 100_000 };
/** One that failed stays as long as its workflow says: a sweep sees to it. BullMQ would take one age for all. */
const FAILED_EVENT_RETENTION = { count: 100_000 };
/** A message sent stays known this long, so that what it tells is told once. */
const NOTICE_RETENTION = { age: 7 * DAY_SECONDS, count: 10_000 };
/** Runs stay listed in Bull Board this long; the ledger keeps them longer. */
const RUN_RETENTION = { age: 30 * DAY_SECONDS, count: 5_000 };
/** Our own messages say what failed; a long stack only costs memory, once per failed attempt. */
const STACK_TRACE_LINES = 3;

/** Of every job's payload. A worker parks jobs of a version it doesn't know: a newer one is being deployed. */
export const PAYLOAD_VERSION = 1;
const version = z.literal(PAYLOAD_VERSION);
const trigger = z.enum(['schedule', 'manual', 'api', 'webhook']);
export type Trigger = z.output<typeof trigger>;

/** Read-side counts of a run up to and including a page; they travel with the next pull job. */
export const PageTotals = z.object({
  pages: count,
  read: count,
  discarded: count,
  /** Items handed over as push jobs; also the next free ordinal. */
  kept: ordinal,
  /** Left out because the target has them as they are. */
  skipped: count,
  /** Failed in a dry run, which hands nothing over; in any other run a failed item is kept. */
  logicsFailed: count,
  formatFailed: count,
});
export type PageTotals = z.output<typeof PageTotals>;

export const NO_PAGES: PageTotals = {
  pages: 0,
  read: 0,
  discarded: 0,
  kept: 0,
  skipped: 0,
  logicsFailed: 0,
  formatFailed: 0,
};

/** Parameters of one run that differ from its workflow's. Checked against the action's schemas, like those. */
export const ParameterOverrides = z.object({ pull: values.optional(), push: values.optional() });
export type ParameterOverrides = z.output<typeof ParameterOverrides>;

/** Items that weren't read: whole ones, or as the reader lists them, with their detail still to be fetched. */
const Given = z.object({
  as: z.enum(['items', 'summaries']),
  /** As JSON, sealed where there are keys; empty where one was erased. */
  records,
});
export type Given = z.output<typeof Given>;

const RunJob = z.object({
  v: version,
  workflowId,
  trigger,
  dryRun: z.boolean(),
  overrides: ParameterOverrides.optional(),
  /** Handed in by somebody; nothing is read then. */
  given: Given.optional(),
});

const PullJob = z.object({
  v: version,
  runId,
  workflowId,
  page: count,
  /** Where to read; `null` for the first page. */
  cursor: word.nullable(),
  /** The last page was handed over before this job: nothing is left to read. */
  ended: z.boolean(),
  dryRun: z.boolean(),
  overrides: ParameterOverrides.optional(),
  given: Given.optional(),
  /** What the pages before this one came to. */
  totals: PageTotals,
  /** Incremental token this run resumes from. */
  resumeToken: word.nullable(),
  /** Incremental token that covers the pages before this one. */
  token: word.nullable(),
});

const PageJob = z.object({ v: version, runId, page: count });

const PushJob = z.object({
  v: version,
  runId,
  workflowId,
  /** Position among the run's kept items; the unit of exact counting. */
  ordinal,
  reference: word.nullable(),
  /** What `item` holds: a `summary` has its detail still before it, and `raw` logics and format. */
  stage: z.enum(['summary', 'raw', 'formatted']),
  /** Prepared and shown, but not pushed. */
  dryRun: z.boolean().default(false),
  overrides: ParameterOverrides.optional(),
  /** What to remember once it is written, for a workflow that skips unchanged items. */
  fingerprint: word.nullable(),
  /** JSON, already serialised, so that an item that can't be is caught where it is formatted. Sealed, where there are keys. */
  item: itemText,
});

export const TickJob = z.object({
  v: version,
  workflowId,
  /** Of its schedule, so that whichever scheduler handles the tick knows. */
  misfire: z.enum(['once', 'skip']).optional(),
});

const EventJob = z.object({
  v: version,
  workflowId,
  /** UTC. */
  receivedAt: z.iso.datetime(),
  headers,
  /** The body as it came, sealed where there are keys; empty once nobody needs it any more. */
  body: bodyText,
});

const NoticeJob = z.object({
  v: version,
  workflowId,
  runId: runId.nullable(),
  kind: z.enum(['fatal', 'failures', 'paused', 'recovered']),
  /** The contract's, of a run that ended. */
  reason: z.string().nullable(),
  /** Error code, where one says why. Never a message: it may quote what somebody else said. */
  code: z.string().nullable(),
  events: z.record(z.string(), count),
  /** UTC. */
  startedAt: z.iso.datetime().nullable(),
  /** When it happened. UTC. */
  at: z.iso.datetime(),
});

export type NoticeJob = z.output<typeof NoticeJob>;
export type EventJob = z.output<typeof EventJob>;
export type RunJob = z.output<typeof RunJob>;
export type PullJob = z.output<typeof PullJob>;
export type PageJob = z.output<typeof PageJob>;
export type PushJob = z.output<typeof PushJob>;
export type TickJob = z.output<typeof TickJob>;

export interface QueueDefinition<Payload> {
  readonly name: string;
  readonly description: string;
  readonly payload: z.ZodType<Payload>;
  /** Whether a job of ours that holds this has this id. */
  readonly isIdOf: (id: string, payload: Payload) => boolean;
  readonly jobOptions: DefaultJobOptions;
}

function queue<Payload>(definition: QueueDefinition<Payload>): QueueDefinition<Payload> {
  return definition;
}

const backoff = { type: 'jitter' };

/** Every queue: what its jobs hold, how often they are tried, how long they stay. */
export const QUEUES = {
  runs: queue({
    name: 'runs',
    description: 'One job per run. Waits for its pages, then derives the run result.',
    payload: RunJob,
    isIdOf: (id) => runId.safeParse(id).success,
    jobOptions: {
      attempts: JOIN_ATTEMPTS,
      backoff,
      removeOnComplete: RUN_RETENTION,
      removeOnFail: RUN_RETENTION,
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
  pulls: queue({
    name: 'pulls',
    description: 'Reads one page of the origin and hands it over as push jobs.',
    payload: PullJob,
    isIdOf: (id, { runId: run, page }) => id === jobIds.pull(run, page),
    jobOptions: {
      attempts: PULL_ATTEMPTS,
      backoff,
      // The mark that its page was handed over; the run removes it when it closes.
      removeOnComplete: false,
      removeOnFail: false,
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
  pages: queue({
    name: 'pages',
    description: 'Parent of a page’s pushes; runs once they have ended.',
    payload: PageJob,
    isIdOf: (id, { runId: run, page }) => id.startsWith(jobIds.page(run, page, '')),
    jobOptions: {
      attempts: JOIN_ATTEMPTS,
      backoff,
      removeOnComplete: true,
      removeOnFail: false,
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
  pushes: queue({
    name: 'pushes',
    description: 'Writes one item to the target. The failed ones are dead letters: retry them here.',
    payload: PushJob,
    isIdOf: (id, { runId: run, ordinal: at }) => id === jobIds.push(run, at),
    jobOptions: {
      attempts: PUSH_ATTEMPTS,
      backoff,
      // Personal data leaves Redis as soon as it is written.
      removeOnComplete: true,
      removeOnFail: false,
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
  ticks: queue({
    name: 'ticks',
    description: 'One job per schedule tick; each asks for a run of its workflow.',
    payload: TickJob,
    isIdOf: (id, { workflowId: of }) => id.startsWith(`repeat:${of}:`) && TICK_TIME.test(id),
    jobOptions: {
      attempts: 5,
      backoff,
      removeOnComplete: { count: 100 },
      removeOnFail: { count: 100 },
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
  events: queue({
    name: 'events',
    description:
      'One job per event a webhook received; each asks for a run. A failed one could not be parsed: retry it here.',
    payload: EventJob,
    isIdOf: (id, { workflowId: of }) => id.startsWith(jobIds.event(of, '').slice(0, -EVENT_HASH_LENGTH)),
    jobOptions: {
      attempts: 10,
      backoff,
      removeOnComplete: EVENT_RETENTION,
      removeOnFail: FAILED_EVENT_RETENTION,
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
  notices: queue({
    name: 'notices',
    description:
      'One job per message to the webhook of a workflow. A failed one was not delivered: retry it here.',
    payload: NoticeJob,
    isIdOf: (id, { runId: of, workflowId: or }) => id.startsWith(jobIds.notice(of ?? or, '')),
    jobOptions: {
      attempts: NOTICE_ATTEMPTS,
      backoff,
      removeOnComplete: NOTICE_RETENTION,
      removeOnFail: NOTICE_RETENTION,
      stackTraceLimit: STACK_TRACE_LINES,
    },
  }),
} as const;

export type QueueName = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

/** BullMQ names a tick's job `repeat:<schedule>:<when it is due>`. */
const TICK_TIME = /:\d{1,15}$/;
/** 132 bits: two events of one workflow never meet. */
const EVENT_HASH_LENGTH = 22;

/** Job ids are functions of what the job is about, so that adding one twice adds it once. */
export const jobIds = {
  pull: (runId: string, page: number): string => `${runId}-q${page}`,
  page: (runId: string, page: number, batch: number | ''): string => `${runId}-b${page}-${batch}`,
  push: (runId: string, ordinal: number): string => `${runId}-i${ordinal}`,
  notice: (runId: string, kind: string): string => `${runId}-n-${kind}`,
  event: (workflowId: string, eventId: string): string =>
    `${workflowId}-e${createHash('sha256').update(eventId).digest('base64url').slice(0, EVENT_HASH_LENGTH)}`,
};

/** Full-jitter exponential back-off, in milliseconds: uniform in [0, min(cap, base · 2^(n−1))]. */
export function backoffDelayMs(attemptsMade: number, random: () => number = Math.random): number {
  const ceilingMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.max(0, attemptsMade - 1));
  return Math.round(random() * ceilingMs);
}

const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 5 * 60_000;
