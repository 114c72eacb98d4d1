import {
  NO_WAITING_JOBS,
  schedulesOf,
  type KnownWorkflow,
  type Pause,
  type RunRecord,
  type WaitingJobs,
  type WorkflowStanding,
} from '@hrflow-sync/core';
import type { Desk } from '../desk.js';
import { isOver } from './run-state.js';
import type { Rates } from './rates.js';
import type { RunShelf } from './run-shelf.js';

/** Runs and skipped ticks a workflow is shown with. */
const MARKS = 24;
/** A workflow is told of every minute; silence for longer means that nobody has its file. */
const SILENCE_MS = 5 * 60_000;
/** Runs in the queue that are looked at. */
const WAITING_SHOWN = 200;

/** One of a workflow's last runs, or a tick that asked for none. */
export type Mark = { readonly atMs: number } & ({ readonly run: RunRecord } | { readonly run?: undefined });

/** How a workflow stands. */
export interface Standing {
  readonly id: string;
  /** Unknown of a workflow that only has runs. */
  readonly known: KnownWorkflow | undefined;
  /** Nobody who has its file has been heard of lately. */
  readonly isSilent: boolean;
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** Newest last. */
  readonly marks: readonly Mark[];
  /** The run in flight. */
  readonly current: RunRecord | undefined;
  /** A run no worker has taken yet. */
  readonly waitingRunId: string | undefined;
  readonly nextRunAtMs: number | undefined;
  readonly lastSuccessAtMs: number | undefined;
  /** Of the run in flight, or of the last one that read something. */
  readonly perSecond: number | undefined;
  readonly deadLetters: number;
  readonly pause: Pause | undefined;
  /** Of the run in flight. */
  readonly waits: WaitingJobs;
}

/** What is the same for all workflows, read once. */
interface Common {
  readonly nowMs: number;
  readonly nextRuns: ReadonlyMap<string, number>;
  readonly deadLetters: ReadonlyMap<string, number>;
  readonly waiting: ReadonlyMap<string, string>;
}

/** Reads how workflows stand. */
export class Standings {
  constructor(
    private readonly desk: Desk,
    private readonly shelf: RunShelf,
    private readonly rates: Rates,
  ) {}

  /** All workflows: those somebody told of, and those that have runs. */
  async all(nowMs: number = Date.now()): Promise<Standing[]> {
    const [known, common, latest] = await Promise.all([
      this.desk.known.list(),
      this.common(nowMs),
      this.desk.ledger.runIds(WAITING_SHOWN),
    ]);
    const byId = new Map<string, KnownWorkflow | undefined>(known.map((each) => [each.id, each]));
    const records = await this.shelf.readAll(latest.map(({ runId }) => runId));
    for (const id of [...records.map(({ workflowId }) => workflowId), ...common.waiting.keys()]) {
      if (!byId.has(id)) byId.set(id, undefined);
    }
    const last = await this.desk.lastRuns.standings([...byId.keys()]);
    const standings = [...byId].map(([id, workflow]) => this.standing(id, workflow, common, last.get(id)));
    return (await Promise.all(standings)).sort((a, b) => a.id.localeCompare(b.id, 'en'));
  }

  /** One workflow; `undefined` when nothing is known of it. */
  async one(id: string, nowMs: number = Date.now()): Promise<Standing | undefined> {
    const [known, common, last] = await Promise.all([
      this.desk.known.list(),
      this.common(nowMs),
      this.desk.lastRuns.standings([id]),
    ]);
    const workflow = known.find((each) => each.id === id);
    const standing = await this.standing(id, workflow, common, last.get(id));
    const isKnown = workflow !== undefined || standing.runs.length > 0 || standing.waitingRunId !== undefined;
    return isKnown ? standing : undefined;
  }

  private async common(nowMs: number): Promise<Common> {
    const { queues, ledger } = this.desk;
    const [schedules, deadRuns, waiting] = await Promise.all([
      schedulesOf(queues),
      ledger.deadLetterCounts(),
      queues.runs.getWaiting(0, WAITING_SHOWN - 1),
    ]);
    const deadLetters = new Map<string, number>();
    for (const { workflowId, runId } of await this.shelf.readAll([...deadRuns.keys()])) {
      deadLetters.set(workflowId, (deadLetters.get(workflowId) ?? 0) + (deadRuns.get(runId) ?? 0));
    }
    return {
      nowMs,
      deadLetters,
      nextRuns: new Map(schedules.map(({ workflowId, nextRunAt }) => [workflowId, nextRunAt.getTime()])),
      waiting: new Map(waiting.flatMap((job) => (job?.id ? [[job.name, job.id]] : []))),
    };
  }

  private async standing(
    id: string,
    known: KnownWorkflow | undefined,
    { nowMs, nextRuns, deadLetters, waiting }: Common,
    last: WorkflowStanding | undefined,
  ): Promise<Standing> {
    const { ledger, waits } = this.desk;
    const [positions, skipped] = await Promise.all([
      ledger.runIds(MARKS, id),
      this.desk.ticks.latestSkipped(id, MARKS),
    ]);
    const runs = await this.shelf.readAll(positions.map(({ runId }) => runId));
    const current = runs.find((run) => !isOver(run));
    const waitingRunId = waiting.get(id);
    const paced = current ?? runs.find(({ events }) => events.read_success > 0);
    return {
      id,
      known,
      isSilent: known === undefined || nowMs - known.seenAtMs > SILENCE_MS,
      runs,
      marks: marksOf(runs, skipped),
      current,
      waitingRunId: runs.some(({ runId }) => runId === waitingRunId) ? undefined : waitingRunId,
      nextRunAtMs: nextRuns.get(id),
      lastSuccessAtMs: lastSuccessOf(last),
      perSecond: paced && this.rates.of(paced, nowMs),
      deadLetters: deadLetters.get(id) ?? 0,
      pause: last?.pause,
      waits: current ? await waits.of(current.runId) : NO_WAITING_JOBS,
    };
  }
}

/** Events that ask for runs of their own are as good a sign of life as any other. */
function lastSuccessOf(last: WorkflowStanding | undefined): number | undefined {
  const known = [last?.lastSuccessMs, last?.lastEventSuccessMs].filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function marksOf(runs: readonly RunRecord[], skipped: readonly number[]): Mark[] {
  const marks: Mark[] = [
    ...runs.map((run) => ({ atMs: Date.parse(run.startedAt), run })),
    ...skipped.map((atMs) => ({ atMs })),
  ];
  return marks.sort((a, b) => a.atMs - b.atMs).slice(-MARKS);
}
