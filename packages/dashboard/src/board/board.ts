import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import { type RequestHandler, Router } from 'express';
import { type BoardQueue, RedactingAdapter } from './adapter.js';
import { allowRetriesOnly } from './policy.js';
import type { Redact } from './redact.js';

const EXTERNAL_FONT = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

/** Bull Board, for mounting on `/queues`. */
export function createBoard(options: {
  queues: readonly { queue: Queue; shown: BoardQueue }[];
  basePath: string;
  redact: Redact;
}): Router {
  const { queues, basePath, redact } = options;
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(`${basePath}/queues`);
  const icon = `${basePath}/assets/icon.svg`;
  createBullBoard({
    queues: queues.map(({ queue, shown }) => new RedactingAdapter(queue, shown, redact)),
    serverAdapter,
    options: {
      handlerHooks: { before: allowRetriesOnly },
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
  router.use(withStylesheet(`${basePath}/assets/board.css`));
  router.use(serverAdapter.getRouter());
  return router;
}

/** Puts a stylesheet of ours where Bull Board's page asks Google for a font. */
function withStylesheet(href: string): RequestHandler {
  return (_request, response, next) => {
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
