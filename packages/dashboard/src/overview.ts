import { type Response, Router } from 'express';
import type { BoardQueue } from './board/adapter.js';
import { overviewPage, type QueueRow, SHOWN_STATES } from './pages/overview-page.js';
import { type CountedQueue, orUndefined } from './counted-queue.js';

const COUNT_DEADLINE_MS = 3_000;

/** `/`: the queues and their jobs by state. */
export function createOverview(options: {
  queues: readonly { queue: CountedQueue; shown: BoardQueue }[];
  basePath: string;
  signedIn: boolean;
  notice: string | undefined;
}): Router {
  const router = Router();
  router.get('/', async (_request, response: Response) => {
    const rows = await orUndefined(countAll(options.queues), COUNT_DEADLINE_MS);
    response.status(rows ? 200 : 503).send(overviewPage({ ...options, rows }));
  });
  return router;
}

function countAll(queues: readonly { queue: CountedQueue; shown: BoardQueue }[]): Promise<QueueRow[]> {
  return Promise.all(
    queues.map(async ({ queue, shown }) => ({
      name: shown.name,
      description: shown.description,
      counts: await queue.getJobCounts(...SHOWN_STATES),
    })),
  );
}
