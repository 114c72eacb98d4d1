import { failuresOf, type NoticeJob } from '@hrflow-sync/core';

/** A message to a program. docs/notifications.md explains its fields. */
export interface NoticeMessage {
  readonly id: string;
  readonly kind: NoticeJob['kind'];
  readonly workflow_id: string;
  readonly run_id: string | null;
  readonly reason: string | null;
  readonly code: string | null;
  readonly failed: number;
  readonly events: Readonly<Record<string, number>>;
  readonly started_at: string | null;
  readonly at: string;
  /** The run, or the workflow's queue of dead letters, on the dashboard. */
  readonly url: string | null;
  /** All of it in a sentence. */
  readonly text: string;
}

/** What a notice says to a program. */
export function jsonMessage(id: string, notice: NoticeJob, dashboardUrl: string | undefined): NoticeMessage {
  const { workflowId, runId, kind, reason, code, events, startedAt, at } = notice;
  return {
    id,
    kind,
    workflow_id: workflowId,
    run_id: runId,
    reason,
    code,
    failed: failuresOf(events),
    events,
    started_at: startedAt,
    at,
    url: runUrl(runId, dashboardUrl),
    text: sentence(notice),
  };
}

const EMOJI = {
  fatal: ':red_circle:',
  failures: ':large_yellow_circle:',
  paused: ':red_circle:',
  recovered: ':large_green_circle:',
};

/** What a notice says to people, in Slack's form. */
export function slackMessage(notice: NoticeJob, dashboardUrl: string | undefined): { text: string } {
  const url = runUrl(notice.runId, dashboardUrl);
  const link = url === null ? '' : ` <${url}|Open the run>`;
  return { text: `${EMOJI[notice.kind]} ${escaped(sentence(notice))}${link}` };
}

/** Slack's three characters with a meaning. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function runUrl(runId: string | null, dashboardUrl: string | undefined): string | null {
  if (runId === null || dashboardUrl === undefined) return null;
  return `${dashboardUrl.replace(/\/+$/, '')}/runs/${encodeURIComponent(runId)}`;
}

function sentence({ kind, workflowId, reason, code, events }: NoticeJob): string {
  const failed = failuresOf(events);
  const written = events['write_success'] ?? 0;
  const why = [reason, code].filter((word) => word !== null && word !== 'none').join(', ');
  switch (kind) {
    case 'fatal':
      return `${workflowId}: the run failed (${why}).`;
    case 'failures':
      return `${workflowId}: the run ended with ${failed} failed and ${written} written.`;
    case 'paused':
      return `${workflowId}: paused, because nothing of it would work (${why}). What was read waits; mend it, then resume the workflow.`;
    case 'recovered':
      return `${workflowId}: all is well again, with ${written} written.`;
    default:
      return kind satisfies never;
  }
}
