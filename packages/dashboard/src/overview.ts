import { type Response, Router } from 'express';
import type { BoardQueue } from './board/adapter.js';
import { accountBar } from './pages/account-bar.js';
import { overviewPage, type QueueRow, SHOWN_STATES } from './pages/overview-page.js';
import { type MeasuredQueue, orUndefined } from './queue-metrics.js';

const COUNT_DEADLINE_MS = 3_000;

/** `/`: the queues and their jobs by state. */
export function createOverview(options: {
  queues: readonly { queue: MeasuredQueue; shown: BoardQueue }[];
  basePath: string;
  notice: string | undefined;
}): Router {
  const router = Router();
  router.get('/', async (request, response: Response) => {
    const rows = await orUndefined(countAll(options.queues), COUNT_DEADLINE_MS);
    response.status(rows ? 200 : 503).send(overviewPage({ ...options, account: accountBar(request), rows }));
  });
  return router;
}

function countAll(queues: readonly { queue: MeasuredQueue; shown: BoardQueue }[]): Promise<QueueRow[]> {
  return Promise.all(
    queues.map(async ({ queue, shown }) => ({
      name: shown.name,
      description: shown.description,
      counts: await queue.getJobCounts(...SHOWN_STATES),
    })),
  );
}
