import type { DataKeys } from '../data-keys/data-keys.js';
import { placeOf } from '../data-keys/place.js';
import { type Given, type ParameterOverrides, type RunJob, type Trigger } from '../queues/catalogue.js';
import type { OpenQueues } from '../queues/open-queues.js';
import { newRunId } from './run-id.js';
import { jobTrace, traceOfRun } from './trace.js';

export interface RunRequest {
  readonly workflowId: string;
  readonly trigger: Trigger;
  readonly dryRun?: boolean;
  /** Default: a new id. A tick gives its own, so that one tick is one run. */
  readonly runId?: string;
  readonly overrides?: ParameterOverrides | undefined;
  /** In place of what would be read. */
  readonly given?: GivenRecords | undefined;
  /**
   * What the run is about, where it isn't about all of its workflow: an item that an event named. At most one
   * run of the same workflow and subject is in flight.
   */
  readonly subject?: string | undefined;
}

/** Records that somebody hands in: people's data, as a rule. */
export interface GivenRecords {
  readonly as: Given['as'];
  readonly records: readonly unknown[];
  /** They are sealed with, until they are read. */
  readonly dataKeys: DataKeys;
}

/** Either a new run, or the one that is in flight already. */
export interface RunTicket {
  readonly runId: string;
  readonly added: boolean;
}

/**
 * Asks for a run. At most one run of a workflow (and subject) is in flight; a second request gets the first
 * one's id.
 */
export async function requestRun(queues: OpenQueues, request: RunRequest): Promise<RunTicket> {
  const { workflowId, trigger, dryRun = false, overrides, given, subject } = request;
  const runId = request.runId ?? newRunId(Date.now());
  const payload: RunJob = {
    v: 1,
    workflowId,
    trigger,
    dryRun,
    ...(overrides && { overrides }),
    ...(given && { given: { as: given.as, records: seal(given, workflowId, runId) } }),
  };
  const job = await queues.runs.add(workflowId, payload, {
    jobId: runId,
    ...jobTrace(traceOfRun(runId)),
    deduplication: { id: subject === undefined ? workflowId : `${workflowId}/${subject}` },
  });
  return { runId: job.id ?? runId, added: job.id === runId };
}

function seal({ records, dataKeys }: GivenRecords, workflowId: string, runId: string): string[] {
  return records.map((record, ordinal) =>
    dataKeys.seal(JSON.stringify(record), placeOf.given({ workflowId, runId, ordinal })),
  );
}
