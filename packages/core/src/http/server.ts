import type { KnownSecrets } from '@hrflow-sync/connectors';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { createServer, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { UserError } from '../errors.js';
import { createHealthRouter, type HealthOptions } from './health.js';
import { refuseBrokenRequests } from './refusals.js';
import { hostNamed, plainHeaders } from './security-headers.js';

/** A server that listens. */
export interface HttpServer {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  url: string;
  port: number;
  /** Takes no new request, lets the open ones end, then cuts what is left. */
  close(): Promise<void>;
}

/** Options of {@link startHttpServer}. */
export interface HttpServerOptions extends HealthOptions {
  /** 0 takes a free one. */
  port: number;
  /** Address to listen on; default: all of this machine's. */
  host?: string | undefined;
  /** Name of the setting the port comes from, for messages; default `PORT`. */
  portVariable?: string;
  /** Adds routes after the health endpoints. */
  routes?: (app: Express) => void;
  /** Told of each error a route ended with; the client only learns that there was one. */
  onError?: (error: unknown) => void;
  /** Taken out of every JSON answer: a last net, since whoever wrote what is answered has done it too. */
  secrets?: KnownSecrets;
  /** How long `close` lets open requests go on. Default 5,000. */
  closeGraceMs?: number;
  /** How long a client may take; default: {@link PATIENCE}. */
  patience?: Partial<Patience>;
  /** More than so many at once are closed as they come. Default 1,000. */
  mostConnections?: number;
}

/** How long a client may take to say what it wants, in milliseconds; then 408, and its connection is closed. */
export interface Patience {
  readonly headersMs: number;
  /** With its body. */
  readonly requestMs: number;
  /** How often that is looked at. */
  readonly checkMs: number;
  /** Without a byte in either direction: of a client that reads no answer, too. */
  readonly silenceMs: number;
}

/** The largest body there is, 5 MiB, needs 1.5 Mbit/s. A stream of the dashboard says something every 20 s. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, checkMs: 5_000, silenceMs: 120_000 };
/** More than all browsers, probes and senders of a large deployment, and fewer than a process may have files. */
const MOST_CONNECTIONS = 1_000;

const DEFAULT_CLOSE_GRACE_MS = 5_000;

/**
 * Serves health, readiness and metrics, and whatever `routes` adds.
 * @throws UserError `port_in_use`, `port_denied` or `host_unknown`
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = express();
  app.disable('x-powered-by');
  const { secrets } = options;
  if (secrets) app.set('json replacer', (_name: string, value: unknown) => withoutSecrets(secrets, value));
  app.use(plainHeaders, hostNamed);
  app.use(createHealthRouter(options));
  options.routes?.(app);
  app.use((_request, response) => void response.status(404).json({ error: 'not_found' }));
  app.use(answerError(options.onError));
  const { headersMs, requestMs, checkMs, silenceMs } = { ...PATIENCE, ...options.patience };
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
      // Node would answer without our headers; see hostNamed.
      requireHostHeader: false,
    },
    app,
  );
  server.setTimeout(silenceMs);
  server.maxConnections = options.mostConnections ?? MOST_CONNECTIONS;
  refuseBrokenRequests(server);
  const port = await listen(server, options);
  return {
    url: `http://${urlHost(options.host)}:${port}`,
    port,
    close: () => close(server, options.closeGraceMs ?? DEFAULT_CLOSE_GRACE_MS),
  };
}

function withoutSecrets(secrets: KnownSecrets, value: unknown): unknown {
  return typeof value === 'string' ? secrets.removeFrom(value) : value;
}

function answerError(onError: HttpServerOptions['onError']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status = clientErrorStatus(error);
    if (status === undefined) onError?.(error);
    if (response.headersSent) next(error);
    else if (status === undefined) response.status(500).json({ error: 'internal_error' });
    else response.status(status).json({ error: 'bad_request' });
  };
}

/** Express and its parsers mark what the client did wrong (bad JSON, bad escape, too large) with a 4xx. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status >= 400 && error.status < 500 ? error.status : undefined;
}

function listen(server: Server, { port, host, portVariable = 'PORT' }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(listenError(error, port, host, portVariable)),
    );
    server.listen({ port, host }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function listenError(
  error: NodeJS.ErrnoException,
  port: number,
  host: string | undefined,
  variable: string,
): Error {
  const details = { path: variable, cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new UserError(`Port ${port} is taken by another program. Set ${variable} to a free port.`, {
        code: 'port_in_use',
        ...details,
      });
    case 'EACCES':
      return new UserError(`This user may not listen on port ${port}. Set ${variable} to one above 1023.`, {
        code: 'port_denied',
        ...details,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UserError(`"${host}" is no address of this machine; it can't be listened on.`, {
        code: 'host_unknown',
        cause: error,
      });
    default:
      return error;
  }
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** An address a browser on this machine can open. */
function urlHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}
