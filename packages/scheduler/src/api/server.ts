import { KnownSecrets } from '@hrflow-sync/connectors';
import {
  Audit,
  addEnvironmentSecrets,
  DataKeys,
  DeadLetters,
  Eraser,
  Ledger,
  LockWatch,
  openQueues,
  Pauses,
  QUEUES,
  QueueWorker,
  startHttpServer,
  UserError,
  withCleanErrors,
  withDeadline,
  type EngineEvents,
  type EventJob,
  type HttpServer,
  type OpenQueues,
  type Workflow,
} from '@hrflow-sync/core';
import type { Job, Worker } from 'bullmq';
import { Router } from 'express';
import helmet from 'helmet';
import type { Redis } from 'ioredis';
import { Arrivals } from '../hooks/arrivals.js';
import { eventProcessor } from '../hooks/process.js';
import { createHookRouter } from '../hooks/receive.js';
import { DOCS_STYLE, docsPage } from './docs-page.js';
import type { ApiDesk } from './desk.js';
import { IdempotencyKeys } from './idempotency.js';
import { openApiDocument } from './openapi.js';
import { createApiRouter } from './router.js';

/** Events parsed at once in this process; a user's parser may wait for something. */
const EVENTS_AT_ONCE = 16;
/** How long events in flight may take to finish once the process was told to stop. */
const CLOSE_MS = 5_000;
/** How long a parser may block without losing its event to another process. */
const LOCK_DURATION_MS = 30_000;
/** Fewer characters can be guessed. */
const SHORTEST_TOKEN = 32;

/** Options of {@link startApi}. */
export interface ApiOptions {
  /** Stays the caller's to close. */
  readonly connection: Redis;
  readonly prefix: string;
  /** As the workflow files are now. */
  readonly workflows: () => ReadonlyMap<string, Workflow>;
  /** Any of them opens the API; without one there is none. */
  readonly tokens: readonly string[];
  /** Where `env(…)` values of webhooks' secrets are read from. */
  readonly environment: NodeJS.ProcessEnv;
  readonly events: EngineEvents;
  /** Shared with whoever logs for this process. */
  readonly secrets?: KnownSecrets;
  /** Of one webhook. Default: 6,000. */
  readonly deliveriesPerMinute?: number;
  /** Of this software, for the OpenAPI document. */
  readonly version: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * Serves webhooks under `/hooks`, the HTTP API under `/api` and its reference under `/api/docs`; and turns the
 * events that came into runs.
 * @throws UserError `api_token_short`, `data_keys_invalid`, and those of {@link startHttpServer}
 */
export async function startApi(options: ApiOptions): Promise<HttpServer> {
  const { connection, prefix, tokens, version, port, host, environment, workflows, events, onError } =
    options;
  const secrets = secretsOf(options);
  const dataKeys = DataKeys.read(environment);
  const queues = openQueues(connection, prefix);
  const desk = openDesk(options, queues, dataKeys);
  const server = await startHttpServer({
    port,
    host,
    portVariable: 'API_PORT',
    onError,
    secrets,
    routes: (app) => {
      app.use(helmet());
      app.use(
        '/hooks',
        createHookRouter({
          queues,
          redis: connection,
          prefix,
          workflows,
          environment,
          events,
          dataKeys,
          onError,
          deliveriesPerMinute: options.deliveriesPerMinute,
        }),
      );
      app.use('/api', reference(version));
      if (tokens.length > 0) app.use('/api', createApiRouter(desk, tokens, onError));
    },
  });
  const catcher = startCatcher(options, queues, secrets, dataKeys);
  return {
    ...server,
    async close() {
      await server.close();
      await withDeadline(
        catcher.close().then(() => queues.close()),
        CLOSE_MS,
      );
    },
  };
}

/** Takes up the events that came in. */
function startCatcher(
  options: ApiOptions,
  queues: OpenQueues,
  secrets: KnownSecrets,
  dataKeys: DataKeys,
): Worker {
  const { connection, prefix, workflows, environment, events, onError } = options;
  const arrivals = new Arrivals(connection, prefix);
  const handle = withCleanErrors(
    secrets,
    eventProcessor({ queues, arrivals, workflows, environment, dataKeys, events }),
  );
  const locks = new LockWatch('events', events, LOCK_DURATION_MS);
  const catcher = new QueueWorker(
    QUEUES.events.name,
    (job: Job<EventJob>) => locks.during(job.id ?? '', () => handle(job)),
    { connection, prefix, concurrency: EVENTS_AT_ONCE, lockDuration: LOCK_DURATION_MS },
  );
  catcher.on('error', onError);
  locks.attach(catcher);
  return catcher;
}

/** @throws UserError `api_token_short` */
function secretsOf({
  tokens,
  environment,
  workflows,
  secrets = new KnownSecrets(),
}: ApiOptions): KnownSecrets {
  if (tokens.some((token) => token.length < SHORTEST_TOKEN)) {
    throw new UserError(`A token in API_TOKENS is shorter than ${SHORTEST_TOKEN} characters.`, {
      code: 'api_token_short',
      path: 'API_TOKENS',
    });
  }
  secrets.add(tokens);
  addEnvironmentSecrets(secrets, environment, [...workflows().values()]);
  return secrets;
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

function openDesk(
  { connection, prefix, workflows }: ApiOptions,
  queues: OpenQueues,
  dataKeys: DataKeys,
): ApiDesk {
  const ledger = new Ledger(connection, prefix);
  return {
    workflows,
    queues,
    ledger,
    letters: new DeadLetters(ledger, queues),
    pauses: new Pauses(connection, prefix),
    keys: new IdempotencyKeys(connection, prefix),
    eraser: new Eraser(connection, prefix, queues, ledger, dataKeys),
    audit: new Audit(connection, prefix),
  };
}
