import {
  DeadLetters,
  Ledger,
  openQueues,
  Pauses,
  startHttpServer,
  UserError,
  type HttpServer,
  type Workflow,
} from '@hrflow-sync/core';
import { Router } from 'express';
import helmet from 'helmet';
import type { Redis } from 'ioredis';
import { DOCS_STYLE, docsPage } from './docs-page.js';
import { IdempotencyKeys } from './idempotency.js';
import { openApiDocument } from './openapi.js';
import { createApiRouter } from './router.js';

/** Fewer characters can be guessed. */
const SHORTEST_TOKEN = 32;

export interface ApiOptions {
  /** Stays the caller's to close. */
  readonly connection: Redis;
  readonly prefix: string;
  /** As the workflow files are now. */
  readonly workflows: () => ReadonlyMap<string, Workflow>;
  /** Any of them opens the API. */
  readonly tokens: readonly string[];
  /** Of this software, for the OpenAPI document. */
  readonly version: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * Serves the HTTP API under `/api`, its reference under `/api/docs`.
 * @throws UserError `api_token_short`, and those of {@link startHttpServer}
 */
export async function startApi(options: ApiOptions): Promise<HttpServer> {
  const { connection, prefix, tokens, version, port, host, onError } = options;
  if (tokens.some((token) => token.length < SHORTEST_TOKEN)) {
    throw new UserError(`A token in API_TOKENS is shorter than ${SHORTEST_TOKEN} characters.`, {
      code: 'api_token_short',
      path: 'API_TOKENS',
    });
  }
  const queues = openQueues(connection, prefix);
  const ledger = new Ledger(connection, prefix);
  const desk = {
    workflows: options.workflows,
    queues,
    ledger,
    letters: new DeadLetters(ledger, queues),
    pauses: new Pauses(connection, prefix),
    keys: new IdempotencyKeys(connection, prefix),
  };
  const server = await startHttpServer({
    port,
    host,
    portVariable: 'API_PORT',
    onError,
    routes: (app) => {
      app.use(helmet());
      app.use('/api', reference(version));
      app.use('/api', createApiRouter(desk, tokens, onError));
    },
  });
  return {
    ...server,
    async close() {
      await server.close();
      await queues.close();
    },
  };
}

/** What the API can do is no secret. */
function reference(version: string): Router {
  const router = Router();
  const document = openApiDocument(version);
  const page = docsPage(document);
  router.get('/openapi.json', (_request, response) => void response.json(document));
  router.get('/docs', (_request, response) => void response.type('html').send(page));
  router.get('/docs.css', (_request, response) => void response.type('css').send(DOCS_STYLE));
  return router;
}
