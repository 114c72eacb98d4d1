import {
  failuresOf,
  jobIds,
  type NoticeJob,
  type Notify,
  type OpenQueues,
  type Pause,
  type RunResult,
  type Troubles,
} from '@hrflow-sync/core';

/** Everything that meets the same error within it is one pause. */
const PAUSE_WINDOW_MS = 60_000;

/**
 * Decides what a workflow's webhook is told, and leaves the telling to a job. Every method may be repeated after a
 * crash: a job's id is a function of what it tells.
 */
export class Notices {
  constructor(
    private readonly queue: OpenQueues['notices'],
    private readonly troubles: Troubles,
  ) {}

  /** A run was closed. */
  async runEnded(notify: Notify, result: RunResult, code: string | null): Promise<void> {
    const kind = this.troubleOf(notify, result);
    if (kind === undefined) return this.runWentWell(notify, result, 'recovered');
    await this.troubles.note(result.workflow_id, result.run_id);
    await this.add(jobIds.notice(result.run_id, kind), noticeOf(kind, result, code));
  }

  /** Dead letters of a closed run were retried: it may be that nothing is wrong with it any more. */
  async runCorrected(notify: Notify, result: RunResult): Promise<void> {
    if (this.troubleOf(notify, result) !== undefined) return;
    if ((await this.troubles.find(result.workflow_id)) !== result.run_id) return;
    await this.runWentWell(notify, result, 'corrected');
  }

  /** A workflow is about to be paused. Told before it is, so that a crash in between only tells it twice. */
  async paused(notify: Notify, workflowId: string, pause: Pause): Promise<void> {
    if (!notify.when.fatal) return;
    const { runId, code, at } = pause;
    const when = Math.floor(Date.parse(at) / PAUSE_WINDOW_MS);
    await this.troubles.note(workflowId, runId ?? '');
    await this.add(jobIds.notice(runId ?? workflowId, `paused-${when}`), {
      v: 1,
      kind: 'paused',
      workflowId,
      runId,
      code,
      at,
      reason: null,
      events: {},
      startedAt: null,
    });
  }

  private troubleOf({ when }: Notify, { status, events }: RunResult): 'fatal' | 'failures' | undefined {
    if (status === 'fatal') return when.fatal ? 'fatal' : undefined;
    return when.failuresAbove !== false && failuresOf(events) > when.failuresAbove ? 'failures' : undefined;
  }

  private async runWentWell({ when }: Notify, result: RunResult, how: string): Promise<void> {
    // One that nobody wanted to be told of is no recovery either.
    if (result.status === 'fatal') return;
    if ((await this.troubles.find(result.workflow_id)) === null) return;
    if (when.recovered)
      await this.add(jobIds.notice(result.run_id, how), noticeOf('recovered', result, null));
    await this.troubles.clear(result.workflow_id);
  }

  private async add(jobId: string, notice: NoticeJob): Promise<void> {
    await this.queue.add('notice', notice, { jobId });
  }
}

function noticeOf(kind: NoticeJob['kind'], result: RunResult, code: string | null): NoticeJob {
  return {
    v: 1,
    kind,
    workflowId: result.workflow_id,
    runId: result.run_id,
    reason: result.reason,
    code,
    events: result.events,
    startedAt: result.started_at,
    at: result.finished_at,
  };
}
