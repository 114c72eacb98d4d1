import type { Pause, RunPace, RunRecord, WaitingJobs } from '@hrflow-sync/core';
import type { BulkProgress } from '../actions/bulk.js';
import type { Desk } from '../desk.js';
import { failuresOf, type Failures } from './failures.js';
import type { Rates } from './rates.js';

/** How soon failures are gone through again while there are new ones. */
const FAILURES_FRESH_MS = 2_000;

/** A run as its page shows it. */
export interface RunView {
  readonly runId: string;
  readonly workflowId: string;
  /** None while no worker has taken the run. */
  readonly record: RunRecord | undefined;
  readonly pace: RunPace | undefined;
  readonly perSecond: number;
  readonly failures: Failures;
  /** What is being done to many of them. */
  readonly bulk: BulkProgress | undefined;
  readonly pause: Pause | undefined;
  readonly waits: WaitingJobs;
  readonly nowMs: number;
}

/** Where the list of a group's items goes on. */
export interface FailuresFrom {
  readonly code: string;
  readonly after: number;
}

const NONE: Failures = { groups: [], dropped: [] };

/** Reads one run again and again. */
export class RunReader {
  private failures: { of: string; atMs: number; read: Promise<Failures> } | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly rates: Rates,
    private readonly runId: string,
    private readonly from?: FailuresFrom,
  ) {}

  /** `undefined` when there is no such run. */
  async read(nowMs: number = Date.now()): Promise<RunView | undefined> {
    const { ledger, pauses, waits, queues, bulks } = this.desk;
    const { runId } = this;
    const record = await ledger.read(runId);
    const job = record ? undefined : await queues.runs.getJob(runId);
    const workflowId = record?.workflowId ?? job?.name;
    if (workflowId === undefined) return undefined;
    const [pace, pause, waiting, failures, bulk] = await Promise.all([
      ledger.pace(runId),
      pauses.find(workflowId),
      waits.of(runId),
      record ? this.readFailures(record, nowMs) : NONE,
      bulks.progress(runId),
    ]);
    const perSecond = record ? this.rates.of(record, nowMs) : 0;
    return { runId, workflowId, record, pace, perSecond, failures, bulk, pause, waits: waiting, nowMs };
  }

  /** Going through them costs as much as there are: it is done when their number has changed. */
  private readFailures({ deadLetters, dropped }: RunRecord, nowMs: number): Promise<Failures> {
    const of = `${deadLetters} ${dropped}`;
    const last = this.failures;
    if (last && (last.of === of || nowMs - last.atMs < FAILURES_FRESH_MS)) return last.read;
    if (deadLetters === 0 && dropped === 0) return Promise.resolve(NONE);
    const read = failuresOf(this.desk, this.runId, this.from);
    this.failures = { of, atMs: nowMs, read };
    read.catch(() => (this.failures = undefined));
    return read;
  }
}
