import { postJson } from '@hrflow-sync/connectors';
import { payloadOf, QUEUES, resolveEnvironment, type NoticeJob, type Notify } from '@hrflow-sync/core';
import type { Job } from 'bullmq';
import type { Engine } from '../engine.js';
import { jsonMessage, slackMessage } from '../notices/message.js';
import { giveUp, isLastAttempt, putBack, recoveryFor, RetryLater } from '../recovery.js';

/** What telling needs beside the engine. */
export interface NoticeDesk {
  readonly environment: NodeJS.ProcessEnv;
  /** Where people reach the dashboard. */
  readonly dashboardUrl: string | undefined;
  readonly stopping: AbortSignal;
}

/** Tells a workflow's webhook something; at least once. */
export function noticeProcessor(engine: Engine, desk: NoticeDesk) {
  return async (job: Job<NoticeJob>, token?: string): Promise<void> => {
    const notice = await payloadOf(QUEUES.notices, job, token, engine.events);
    // Nobody is to be told any more.
    const notify = engine.runtimes.find(notice.workflowId)?.notify;
    if (!notify) return;
    const { workflowId: workflow, runId, kind } = notice;
    try {
      await send(notify, job.id ?? '', notice, desk);
      engine.events.emit('notice.sent', { workflow, runId, kind });
    } catch (error) {
      const failed = (): void =>
        void engine.events.emit('notice.failed', { workflow, runId, kind, error: error as Error });
      await tryAgainOrGiveUp(job, token, error as Error, failed);
    }
  };
}

async function send(notify: Notify, id: string, notice: NoticeJob, desk: NoticeDesk): Promise<void> {
  const { environment, dashboardUrl, stopping: signal } = desk;
  const url = resolveEnvironment(notify.url, environment, 'notify.url') as string;
  const message =
    notify.format === 'slack' ? slackMessage(notice, dashboardUrl) : jsonMessage(id, notice, dashboardUrl);
  const { allowPrivateAddress } = notify;
  await postJson(url, message, { allowPrivateAddress, signal });
}

async function tryAgainOrGiveUp(
  job: Job<NoticeJob>,
  token: string | undefined,
  error: Error,
  failed: () => void,
): Promise<never> {
  const recovery = recoveryFor(error);
  if (recovery.kind === 'wait') return putBack(job, token, recovery.delayMs);
  if (recovery.kind === 'retry') {
    if (isLastAttempt(job)) failed();
    throw new RetryLater(error, recovery.code, job.attemptsMade + 1);
  }
  // A wrong address is no reason to pause the workflow, and another try doesn't mend it.
  failed();
  throw giveUp(error, recovery.code);
}
