import { type Audit, auditedItem } from '@hrflow-sync/core';
import type { Request } from 'express';
import { createHash } from 'node:crypto';
import type { Endpoint } from './endpoint.js';

/** What the audit log calls operations that change something; all others only read. */
const ACTIONS: Readonly<Record<string, string>> = {
  startRun: 'run',
  pauseWorkflow: 'pause',
  resumeWorkflow: 'resume',
  cancelRun: 'cancel',
  retryFailures: 'retry',
  eraseItem: 'erase',
};

/** Writes down what a request is about to change, under its token's fingerprint: tokens have no names. */
export async function recordRequest(
  audit: Audit,
  { id, method }: Pick<Endpoint, 'id' | 'method'>,
  request: Request,
): Promise<void> {
  if (method === 'get') return;
  const { workflow_id: workflowId, run_id: runId, reference } = request.params;
  const target = reference === undefined ? (workflowId ?? runId) : auditedItem(String(reference));
  await audit.record({
    name: `token ${fingerprint(request.headers.authorization ?? '')}`,
    via: 'api',
    address: request.ip,
    action: ACTIONS[id] ?? id,
    target: String(target ?? ''),
  });
}

/** Tells tokens apart and gives none away: they have 32 random characters at least. */
function fingerprint(authorization: string): string {
  const token = authorization.replace(/^Bearer /i, '');
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}
