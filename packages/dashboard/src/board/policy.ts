import type { BeforeHook } from '@bull-board/api/typings/app';
import type { Request } from 'express';
import { isOperator } from '../access/access.js';
import { currentRequest } from '../access/current.js';
import type { BoardQueue } from './adapter.js';

const QUEUE = '/api/queues/:queueName';

/**
 * The only writes Bull Board may make, and what the audit log calls them, and only on queues that are not read-only: retry what failed, and
 * run a delayed retry now. All others lose something: "update data" and "duplicate" would store the data
 * as it is shown, with its personal part hidden; removing a job of a run loses items; a clean-up of a
 * large run blocks Redis. Read-only queues refuse every write by themselves.
 */
const WRITES: Readonly<Record<string, string>> = {
  [`put ${QUEUE}/:jobId/retry`]: 'retry',
  [`put ${QUEUE}/:jobId/promote`]: 'retry now',
  [`put ${QUEUE}/retry/:queueStatus`]: 'retry all',
  [`put ${QUEUE}/promote`]: 'retry all now',
};

/**
 * Bull Board asks this before each request; its own `allowRetries` and the like only hide buttons. That only
 * operators get here with a change is the login's work; it is looked at once more, and what they do is
 * written down first.
 */
export function boardPolicy(
  queues: readonly BoardQueue[],
  record: (request: Request, act: { action: string; target: string }) => Promise<void>,
): BeforeHook {
  const readOnly = new Set<string>(queues.filter((queue) => queue.readOnly).map(({ name }) => name));
  return async ({ method, route, request: { params } }) => {
    if (method === 'get') return { allow: true };
    const asking = currentRequest.getStore();
    if (!asking || !isOperator(asking)) return denied('Only an operator may do this.');
    const action = WRITES[`${method} ${route}`];
    if (action === undefined) return denied('Only failed jobs can be retried here.');
    const { queueName, jobId, queueStatus } = params as Record<string, string | undefined>;
    if (queueStatus !== undefined && queueStatus !== 'failed')
      return denied('Only failed jobs can be retried.');
    // Bull Board refuses these itself.
    if (queueName === undefined || readOnly.has(queueName)) return { allow: true };
    await record(asking, { action, target: [queueName, jobId].filter(Boolean).join('/') });
    return { allow: true };
  };
}

function denied(message: string): { allow: false; status: 403; message: string } {
  return { allow: false, status: 403, message };
}
