import type { Caught } from '@hrflow-sync/connectors';
import {
  eventRunId,
  placeOf,
  QUEUES,
  requestRun,
  type DataKeys,
  type EngineEvents,
  type EventJob,
  type EventOutcome,
  type OpenQueues,
  type RunRequest,
  type Workflow,
} from '@hrflow-sync/core';
import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import type { Arrivals } from './arrivals.js';
import { isFor, readEvent, subjectOf } from './caught.js';

/** How soon an event looks again whether the run before it has ended. */
const RUN_POLL_MS = 500;

export interface EventDesk {
  readonly queues: OpenQueues;
  readonly arrivals: Arrivals;
  /** As the workflow files are now. */
  workflows(): ReadonlyMap<string, Workflow>;
  readonly environment: NodeJS.ProcessEnv;
  readonly dataKeys: DataKeys;
  readonly events: EngineEvents;
}

/**
 * Turns events into runs. Of several events about one subject, one has a run in flight and the latest waits for
 * it; those between have nothing left to say.
 */
export function eventProcessor(desk: EventDesk) {
  return async (job: Job<EventJob>, token?: string): Promise<string> => {
    const event = QUEUES.events.payload.parse(job.data);
    const workflow = desk.workflows().get(event.workflowId);
    if (!workflow) {
      throw new UnrecoverableError(
        `[workflow_not_found] Workflow ${event.workflowId} is not in this scheduler's WORKFLOWS_DIR. Deploy it, then retry.`,
      );
    }
    const body = desk.dataKeys.open(event.body, placeOf.event(workflow.id, job.id ?? ''));
    const caught = await parsed(workflow, { ...event, body });
    if (caught === null || !isFor(workflow, caught, desk.environment)) return forget(desk, job, 'ignored');
    const subject = subjectOf(workflow, caught);
    const jobId = job.id ?? '';
    const about = `${workflow.id}:${subject}`;
    if (!(await desk.arrivals.isLatest(about, job.timestamp, jobId))) return forget(desk, job, 'superseded');
    const { runId, added } = await requestRun(desk.queues, {
      workflowId: workflow.id,
      trigger: 'webhook',
      runId: eventRunId(jobId, job.timestamp),
      subject,
      ...whatToPush(caught, desk.dataKeys),
    });
    if (!added) {
      await job.moveToDelayed(Date.now() + RUN_POLL_MS, token);
      throw new DelayedError();
    }
    return forget(desk, job, 'run', runId);
  };
}

function whatToPush(caught: Caught, dataKeys: DataKeys): Pick<RunRequest, 'overrides' | 'given'> {
  if (caught.pullParameters) return { overrides: { pull: caught.pullParameters } };
  if (caught.items) return { given: { as: 'items', records: caught.items, dataKeys } };
  return { given: { as: 'summaries', records: caught.summaries, dataKeys } };
}

/** @throws UnrecoverableError with the contract's reason; the event stays, and can be parsed again */
async function parsed(workflow: Workflow, event: EventJob) {
  try {
    return await readEvent(workflow, event.body, event.headers);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new UnrecoverableError(
      `[event_parsing_failure] The event can't be understood: ${what}. Mend webhook.parse, then retry.`,
    );
  }
}

/** The event stays known, so that another delivery of it changes nothing; what it said is not needed any more. */
async function forget(
  { events }: EventDesk,
  job: Job<EventJob>,
  outcome: EventOutcome,
  runId: string | null = null,
): Promise<string> {
  await job.updateData({ ...job.data, headers: {}, body: '' });
  events.emit('event.handled', { workflow: job.data.workflowId, outcome, runId });
  return runId === null ? outcome : `run ${runId}`;
}
