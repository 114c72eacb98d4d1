import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import type { Audit } from '@hrflow-sync/core';
import type { Queue } from 'bullmq';
import { type Express, type RequestHandler, Router } from 'express';
import { isOperator } from '../access/access.js';
import { currentRequest } from '../access/current.js';
import { recordAction } from '../access/record.js';
import { fromRedis } from '../redis-deadline.js';
import { type BoardQueue, RedactingAdapter } from './adapter.js';
import { boardPolicy } from './policy.js';
import type { Redact } from './redact.js';

const EXTERNAL_FONT = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

/** Bull Board, for mounting on `/queues`. */
export function createBoard(options: {
  queues: readonly { queue: Queue; shown: BoardQueue }[];
  basePath: string;
  redact: Redact;
  audit: Audit;
}): Router {
  const { queues, basePath, redact, audit } = options;
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(`${basePath}/queues`);
  const icon = `${basePath}/assets/icon.svg`;
  createBullBoard({
    queues: queues.map(({ queue, shown }) => new RedactingAdapter(queue, shown, redact)),
    serverAdapter,
    options: {
      handlerHooks: {
        before: boardPolicy(
          queues.map(({ shown }) => shown),
          (request, act) => fromRedis(recordAction(audit, request, act)),
        ),
      },
      uiConfig: {
        boardTitle: 'hrflow-sync',
        boardLogo: { path: icon, width: 28, height: 28 },
        favIcon: { default: icon, alternative: icon },
        miscLinks: [{ text: 'Overview', url: `${basePath}/` }],
        hideDocsLink: true,
      },
    },
  });
  const router = Router();
  router.use((request, _response, next) => currentRequest.run(request, next));
  router.use(withStylesheet(`${basePath}/assets`));
  const board = serverAdapter.getRouter() as Express;
  // It is an application of its own, and would name what it is made of.
  board.disable('x-powered-by');
  router.use(board);
  return router;
}

/** Puts a stylesheet of ours, by role, where Bull Board's page asks Google for a font. */
function withStylesheet(assets: string): RequestHandler {
  return (request, response, next) => {
    const href = `${assets}/${isOperator(request) ? 'board' : 'board-viewer'}.css`;
    const send = response.send.bind(response);
    response.send = (body: unknown) =>
      send(
        typeof body === 'string'
          ? body.replace(EXTERNAL_FONT, `<link href="${href}" rel="stylesheet">`)
          : body,
      );
    next();
  };
}
