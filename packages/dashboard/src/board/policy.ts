import type { BeforeHook } from '@bull-board/api/typings/app';

const QUEUE = '/api/queues/:queueName';

/**
 * The only writes Bull Board may make, and only on queues that are not read-only: retry what failed, and
 * run a delayed retry now. All others lose something: "update data" and "duplicate" would store the data
 * as it is shown, with its personal part hidden; removing a job of a run loses items; a clean-up of a
 * large run blocks Redis. Read-only queues refuse every write by themselves.
 */
const WRITES: readonly string[] = [
  `put ${QUEUE}/:jobId/retry`,
  `put ${QUEUE}/:jobId/promote`,
  `put ${QUEUE}/retry/:queueStatus`,
  `put ${QUEUE}/promote`,
];

/** Bull Board asks this before each request; its own `allowRetries` and the like only hide buttons. */
export const allowRetriesOnly: BeforeHook = ({ method, route, request }) => {
  if (method === 'get') return { allow: true };
  if (!WRITES.includes(`${method} ${route}`)) return denied('Only failed jobs can be retried here.');
  const status: unknown = request.params['queueStatus'];
  if (status !== undefined && status !== 'failed') return denied('Only failed jobs can be retried.');
  return { allow: true };
};

function denied(message: string): { allow: false; status: 403; message: string } {
  return { allow: false, status: 403, message };
}
