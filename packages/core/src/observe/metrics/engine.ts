import { Counter, type Registry } from 'prom-client';
import { QUEUE_NAMES } from '../../queues/catalogue.js';
import { EVENT_NAMES } from '../../run/events.js';
import type { Workflow } from '../../workflow/workflow.js';
import { COMPONENTS, type EngineEvents, type RunContext } from '../engine-events.js';
import { OTHER } from './bounded.js';
import { measureHttp } from './http.js';
import { measureRuns } from './runs.js';
import { measureWaits } from './waits.js';

/** What a metric of the engine is made from. */
export interface Measured {
  readonly events: EngineEvents;
  readonly registers: Registry[];
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** The workflow's id, or `other` for one this process has no file of. */
  readonly workflowLabel: (id: string) => string;
}

/**
 * Counts what the engine says. Every process counts what it did itself, so several workers add up;
 * series of known workflows start at 0, so that a first failure is an increase. A worker that is killed takes
 * with it what it counted since the last scrape: exact counts are the ledger's.
 */
export function measureEngineEvents(
  events: EngineEvents,
  registry: Registry,
  workflows: ReadonlyMap<string, Workflow>,
): void {
  const measured: Measured = {
    events,
    registers: [registry],
    workflows,
    workflowLabel: (id) => (workflows.has(id) ? id : OTHER),
  };
  measureItems(measured);
  measureJobs(measured);
  measureRuns(measured);
  measureTriggers(measured);
  measureHttp(measured);
  measureWaits(measured);
}

function measureItems({ events, registers, workflows, workflowLabel }: Measured): void {
  const items = new Counter({
    name: 'hrflow_sync_items_total',
    help: 'Items by what happened to them.',
    labelNames: ['workflow', 'connector', 'action', 'event'],
    registers,
  });
  const letters = new Counter({
    name: 'hrflow_sync_dead_letters_total',
    help: 'Items that became a dead letter, once more after each retry that failed.',
    labelNames: ['workflow'],
    registers,
  });
  const expired = new Counter({
    name: 'hrflow_sync_dead_letters_expired_total',
    help: 'Dead letters that nobody retried or dropped in time.',
    labelNames: ['workflow'],
    registers,
  });
  for (const { id, action } of workflows.values()) {
    const labels = { workflow: id, connector: action.connector.subtype, action: action.name };
    for (const event of EVENT_NAMES) items.inc({ ...labels, event }, 0);
    letters.inc({ workflow: id }, 0);
    expired.inc({ workflow: id }, 0);
  }
  const place = ({ workflow, connector, action }: RunContext) =>
    workflows.has(workflow)
      ? { workflow, connector, action }
      : { workflow: OTHER, connector: OTHER, action: OTHER };
  events.on('items.counted', ({ event, count, ...context }) =>
    items.inc({ ...place(context), event }, count),
  );
  events.on('deadLetter.added', ({ workflow }) => letters.inc({ workflow: workflowLabel(workflow) }));
  events.on('deadLetters.expired', ({ workflow, count }) =>
    expired.inc({ workflow: workflowLabel(workflow) }, count),
  );
}

function measureJobs({ events, registers }: Measured): void {
  const ofQueues = (name: string, help: string): Counter<'queue'> => {
    const counter = new Counter({ name, help, labelNames: ['queue'], registers });
    for (const queue of QUEUE_NAMES) counter.inc({ queue }, 0);
    return counter;
  };
  const retries = ofQueues(
    'hrflow_sync_retries_total',
    'Jobs that failed and were put back to be tried again.',
  );
  const lost = ofQueues(
    'hrflow_sync_lock_losses_total',
    'Jobs whose lock this process lost while it worked on them.',
  );
  const stalled = ofQueues(
    'hrflow_sync_stalled_jobs_total',
    'Jobs this process found without a lock and put back: their worker died or hung.',
  );
  const parked = ofQueues(
    'hrflow_sync_parked_jobs_total',
    'Jobs put aside because a newer release wrote them, each time.',
  );
  const errors = new Counter({
    name: 'hrflow_sync_process_errors_total',
    help: 'Errors that belong to no single job.',
    labelNames: ['component'],
    registers,
  });
  for (const component of COMPONENTS) errors.inc({ component }, 0);
  events.on('job.retrying', ({ queue }) => retries.inc({ queue }));
  events.on('lock.lost', ({ queue }) => lost.inc({ queue }));
  events.on('job.stalled', ({ queue }) => stalled.inc({ queue }));
  events.on('job.parked', ({ queue }) => parked.inc({ queue }));
  events.on('process.error', ({ component }) => errors.inc({ component }));
}

function measureTriggers({ events, registers, workflows, workflowLabel }: Measured): void {
  const ticks = new Counter({
    name: 'hrflow_sync_ticks_skipped_total',
    help: 'Ticks of a schedule that asked for no run, by why.',
    labelNames: ['workflow', 'reason'],
    registers,
  });
  const missed = new Counter({
    name: 'hrflow_sync_ticks_missed_total',
    help: 'Ticks of a schedule that passed while nothing could handle them.',
    labelNames: ['workflow'],
    registers,
  });
  const caught = new Counter({
    name: 'hrflow_sync_webhook_events_total',
    help: 'Events of webhooks by what came of them.',
    labelNames: ['workflow', 'outcome'],
    registers,
  });
  const notices = new Counter({
    name: 'hrflow_sync_notices_total',
    help: 'Messages to the webhooks of workflows by what became of them.',
    labelNames: ['workflow', 'outcome'],
    registers,
  });
  for (const { id, schedule, webhook, notify } of workflows.values()) {
    for (const outcome of notify ? ['sent', 'failed'] : []) notices.inc({ workflow: id, outcome }, 0);
    for (const reason of schedule ? ['running', 'paused'] : []) ticks.inc({ workflow: id, reason }, 0);
    if (schedule) missed.inc({ workflow: id }, 0);
    const outcomes = webhook ? ['run', 'ignored', 'superseded'] : [];
    for (const outcome of outcomes) caught.inc({ workflow: id, outcome }, 0);
  }
  events.on('tick.skipped', ({ workflow, because }) =>
    ticks.inc({ workflow: workflowLabel(workflow), reason: because }),
  );
  events.on('ticks.missed', ({ workflow, count }) =>
    missed.inc({ workflow: workflowLabel(workflow) }, count),
  );
  events.on('notice.sent', ({ workflow }) =>
    notices.inc({ workflow: workflowLabel(workflow), outcome: 'sent' }),
  );
  events.on('notice.failed', ({ workflow }) =>
    notices.inc({ workflow: workflowLabel(workflow), outcome: 'failed' }),
  );
  events.on('event.handled', ({ workflow, outcome }) =>
    caught.inc({ workflow: workflowLabel(workflow), outcome }),
  );
}
