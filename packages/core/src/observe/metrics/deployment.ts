import { Counter, Gauge, type Registry } from 'prom-client';
import { withDeadline } from '../../deadline.js';
import type { WorkflowStanding } from '../../ledger/last-runs.js';
import { RUN_STATUSES } from '../../run/result.js';
import { longestIntervalMs } from '../../workflow/interval.js';
import type { Workflow } from '../../workflow/workflow.js';
import { readFacts, type DeploymentFacts, type FactsSource } from './facts.js';
import { Lease } from './lease.js';

/** Prometheus gives a scrape 10 s; the other metrics must not be lost with these. */
const READ_DEADLINE_MS = 2_000;
/** Codes of an error that mean: the other side doesn't accept who we are. */
const REFUSED = new Set(['unauthorized', 'forbidden']);

/** Gauges of what all processes share. */
export interface DeploymentGauges {
  /** Lets another process show them. */
  close(): Promise<void>;
}

export interface DeploymentSource extends Omit<FactsSource, 'workflowIds'> {
  readonly workflows: ReadonlyMap<string, Workflow>;
}

type Sample<Label extends string> = readonly [Readonly<Record<Label, string>>, number];

/**
 * Adds gauges of queues, schedules, workflows and Redis' memory, read at each scrape. The whole deployment shares
 * them, so one process at a time shows them, whichever has the lease; in the others, and while Redis is away, the
 * series are absent rather than doubled or stale. Those of workflows come from the ledger: no restart forgets them.
 */
export function measureDeployment(registry: Registry, source: DeploymentSource): DeploymentGauges {
  const lease = new Lease(source.redis, source.prefix);
  const workflows = [...source.workflows.values()];
  const read = shared(async () => {
    if (!(await lease.take())) return undefined;
    return readFacts({ ...source, workflowIds: workflows.map(({ id }) => id) });
  });
  const gauge: AddGauge = (name, help, labelNames, samples) => {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const facts = await read();
        this.reset();
        // Without labels, a reset series would stay, as 0.
        if (labelNames.length === 0) this.remove();
        if (!facts) return;
        for (const [labels, value] of samples(facts)) this.set(labels, value);
      },
    });
  };
  addQueueGauges(gauge);
  addWorkflowGauges(gauge, workflows);
  addScheduleGauges(gauge, workflows);
  addRedisGauges(gauge, registry, read);
  return { close: () => withDeadline(lease.giveBack(), READ_DEADLINE_MS) };
}

type AddGauge = <Label extends string>(
  name: string,
  help: string,
  labelNames: readonly Label[],
  samples: (facts: DeploymentFacts) => readonly Sample<Label>[],
) => void;

function addQueueGauges(gauge: AddGauge): void {
  gauge('hrflow_sync_queue_jobs', 'Jobs of a queue by state.', ['queue', 'state'], ({ queues }) =>
    queues.flatMap(({ queue, counts }) =>
      Object.entries(counts).map(([state, count]) => [{ queue, state }, count] as const),
    ),
  );
  gauge(
    'hrflow_sync_queue_oldest_waiting_seconds',
    'How long the next job in line has waited to be taken; 0 when none waits.',
    ['queue'],
    ({ queues }) => queues.map(({ queue, oldestWaitingMs }) => [{ queue }, oldestWaitingMs / 1000]),
  );
}

function addWorkflowGauges(gauge: AddGauge, workflows: readonly Workflow[]): void {
  const each =
    (value: (standing: WorkflowStanding, workflow: Workflow) => number | undefined) =>
    ({ standings }: DeploymentFacts): Sample<'workflow'>[] =>
      workflows.flatMap((workflow) => {
        const standing = standings.get(workflow.id);
        const known = standing && value(standing, workflow);
        return known === undefined ? [] : [[{ workflow: workflow.id }, known] as const];
      });
  gauge(
    'hrflow_sync_last_success_timestamp_seconds',
    'When a run of this workflow last ended without being fatal; 0 before the first.',
    ['workflow'],
    each((standing, workflow) => lastSuccessMs(standing, workflow) / 1000),
  );
  gauge(
    'hrflow_sync_first_run_timestamp_seconds',
    'When the oldest run of this workflow that is still known started.',
    ['workflow'],
    each(({ firstRunMs }) => firstRunMs && firstRunMs / 1000),
  );
  gauge(
    'hrflow_sync_last_run_status',
    '1 for what the last run of this workflow came to, else 0; all 0 before the first.',
    ['workflow', 'outcome'],
    ({ standings }) =>
      workflows.flatMap(({ id }) =>
        RUN_STATUSES.map((outcome): Sample<'workflow' | 'outcome'> => [
          { workflow: id, outcome },
          standings.get(id)?.lastStatus === outcome ? 1 : 0,
        ]),
      ),
  );
  gauge(
    'hrflow_sync_workflow_paused',
    '1 while this workflow is paused, by a person or because every item would fail.',
    ['workflow'],
    each(({ pause }) => (pause ? 1 : 0)),
  );
  gauge(
    'hrflow_sync_credentials_rejected',
    '1 while the other side refuses the credentials of this workflow.',
    ['workflow'],
    each(({ pause, lastFatalCode }) => (REFUSED.has(pause?.code ?? lastFatalCode ?? '') ? 1 : 0)),
  );
}

/** An event is about one item: where there is a schedule too, it doesn't stand for a run of all. */
function lastSuccessMs(
  { lastSuccessMs: whole, lastEventSuccessMs: one }: WorkflowStanding,
  { schedule }: Workflow,
) {
  return Math.max(whole ?? 0, schedule ? 0 : (one ?? 0));
}

function addScheduleGauges(gauge: AddGauge, workflows: readonly Workflow[]): void {
  const scheduled = workflows.filter(({ schedule }) => schedule);
  const intervals = new Map<string, number>();
  // One schedule per scrape and turn: a dense cron expression takes a tenth of a second.
  const learnNext = (): void => {
    const next = scheduled.find(({ id }) => !intervals.has(id));
    if (next?.schedule) intervals.set(next.id, longestIntervalMs(next.schedule, Date.now()) / 1000);
  };
  gauge(
    'hrflow_sync_schedule_interval_seconds',
    'Longest time between two ticks of this workflow’s schedule.',
    ['workflow'],
    () => {
      learnNext();
      return [...intervals].map(([workflow, seconds]) => [{ workflow }, seconds]);
    },
  );
  gauge(
    'hrflow_sync_schedule_next_tick_timestamp_seconds',
    'When the next tick of this workflow’s schedule is due; 0 when no scheduler has taken it up.',
    ['workflow'],
    ({ nextTicks }) => scheduled.map(({ id }) => [{ workflow: id }, (nextTicks.get(id) ?? 0) / 1000]),
  );
}

function addRedisGauges(
  gauge: AddGauge,
  registry: Registry,
  read: () => Promise<DeploymentFacts | undefined>,
): void {
  gauge('hrflow_sync_redis_memory_used_bytes', 'Memory Redis uses.', [], ({ memory }) =>
    memory ? [[{}, memory.usedBytes]] : [],
  );
  gauge(
    'hrflow_sync_redis_memory_max_bytes',
    'Memory Redis may use: maxmemory, or its machine’s where none is set.',
    [],
    ({ memory }) => (memory && memory.maxBytes > 0 ? [[{}, memory.maxBytes]] : []),
  );
  new Counter({
    name: 'hrflow_sync_redis_evicted_keys_total',
    help: 'Keys Redis dropped to make room since it started: lost jobs.',
    registers: [registry],
    async collect() {
      const memory = (await read())?.memory;
      this.reset();
      this.remove();
      if (memory) this.inc(memory.evictedKeys);
    },
  });
}

/** Asked for by all gauges of a scrape, and read once; undefined when it fails or takes too long. */
function shared<Facts>(read: () => Promise<Facts | undefined>): () => Promise<Facts | undefined> {
  let running: Promise<Facts | undefined> | undefined;
  return async () => {
    running ??= read()
      .catch(() => undefined)
      .finally(() => (running = undefined));
    let facts: Facts | undefined;
    await withDeadline(
      running.then((found) => (facts = found)),
      READ_DEADLINE_MS,
    );
    return facts;
  };
}
