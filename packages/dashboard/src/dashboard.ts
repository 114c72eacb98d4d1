import {
  type HttpServer,
  openQueues,
  type OpenQueues,
  type ReadinessCheck,
  startHttpServer,
  UserError,
} from '@hrflow-sync/core';
import type { Queue } from 'bullmq';
import type { Express } from 'express';
import type { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import type { Registry } from 'prom-client';
import { type BoardQueue } from './board/adapter.js';
import { createBoard } from './board/board.js';
import { type Redact, redactItem } from './board/redact.js';
import { openDesk } from './desk.js';
import { createLogin } from './login/login.js';
import { type Credentials, Sessions } from './login/sessions.js';
import { isLoopback, loopbackHostOnly, sameOriginWrites } from './origin.js';
import { createAssets } from './pages/assets.js';
import { measureQueues } from './queue-metrics.js';
import { createPages, type Pages } from './routes.js';
import { securityHeaders } from './security-headers.js';

/** Options of {@link createDashboard}. */
export interface DashboardOptions {
  /** Stays the caller's to close. One of role `producer` shows at once that Redis is away. */
  connection: Redis;
  /** BullMQ's key prefix. */
  prefix: string;
  queues: readonly BoardQueue[];
  /** Without it the dashboard listens on this machine only. */
  auth?: Credentials | undefined;
  /** Gets the gauge of the queues, and is served on `/metrics`. */
  registry: Registry;
  /** By name, for `/readyz`. */
  checks?: Record<string, ReadinessCheck>;
  /** 0 takes a free one. */
  port: number;
  /** Default: 127.0.0.1 without `auth`, all addresses with it. */
  host?: string | undefined;
  /** Name of the setting the port comes from, for messages. */
  portVariable?: string;
  /** Address under which people reach it, when a proxy stands in between; may end in a path. */
  baseUrl?: string | undefined;
  /** Signs sessions. Default: random, so that they end with this process. */
  secret?: string | undefined;
  /** Express' `trust proxy`: which proxies may say who asks. Default: none. */
  trustProxy?: boolean | number | string;
  /** What is shown of a job's data; default hides items. */
  redact?: Redact;
  onError?: (error: unknown) => void;
}

/** A dashboard that listens. */
export interface Dashboard {
  /** Where this process listens. */
  url: string;
  port: number;
  /** What the operator should know about it, if anything. */
  notice: string | undefined;
  close(): Promise<void>;
}

const BOARD_PATH = '/queues';
const NO_LOGIN_NOTICE = 'This dashboard has no login, so it can be opened on this machine only.';

/**
 * Starts the dashboard: an overview on `/`, Bull Board on `/queues`, both behind a login; `/healthz`,
 * `/readyz` and `/metrics` without one.
 * @throws UserError `dashboard_auth_required`, `dashboard_url_invalid`, or those of `startHttpServer`
 */
export async function createDashboard(options: DashboardOptions): Promise<Dashboard> {
  const host = listenHost(options);
  const site = publicSite(options.baseUrl);
  const notice = options.auth ? undefined : NO_LOGIN_NOTICE;
  const { connection, prefix } = options;
  const queues = openQueues(connection, prefix);
  const shown = options.queues.map((each) => ({ queue: queues[each.name], shown: each }));
  measureQueues(
    options.registry,
    shown.map(({ queue }) => queue),
  );
  const pages = createPages({
    desk: openDesk(connection, prefix, queues),
    queues: options.queues,
    basePath: site.basePath,
    notice,
    visitorOf: () => ({
      name: options.auth?.user,
      mayAct: true,
      canSignOut: options.auth !== undefined,
      formFields: undefined,
    }),
  });
  const routes = (app: Express): void => addRoutes(app, options, { ...site, queues: shown, pages });
  const server = await startHttpServer({ ...options, host, routes }).catch(async (error: unknown) => {
    await queues.close();
    throw error;
  });
  return { ...address(server), notice, close: () => close(server, pages, queues) };
}

async function close(server: HttpServer, pages: Pages, queues: OpenQueues): Promise<void> {
  pages.close();
  await server.close();
  await queues.close();
}

interface Surroundings extends Site {
  queues: { queue: Queue; shown: BoardQueue }[];
  pages: Pages;
}

/** In this order: whatever comes after the login is behind it. */
function addRoutes(app: Express, options: DashboardOptions, surroundings: Surroundings): void {
  const { auth, trustProxy = false, secret = randomBytes(32), redact = redactItem } = options;
  const { basePath, origin, isHttps, queues, pages } = surroundings;
  app.set('trust proxy', trustProxy);
  app.use(securityHeaders(isHttps, BOARD_PATH));
  if (!auth) app.use(loopbackHostOnly);
  app.use(sameOriginWrites(origin));
  app.use(createAssets());
  if (auth) app.use(createLogin({ sessions: new Sessions(auth, secret), basePath, publicHttps: isHttps }));
  app.use(pages.router);
  app.use(BOARD_PATH, createBoard({ queues, basePath, redact }));
}

function address({ url, port }: HttpServer): { url: string; port: number } {
  return { url, port };
}

function listenHost({ auth, host }: DashboardOptions): string | undefined {
  if (auth && (auth.user === '' || auth.password === '')) {
    throw new UserError("The dashboard's user name and password must not be empty.", {
      code: 'dashboard_auth_required',
    });
  }
  if (auth) return host;
  if (host !== undefined && !isLoopback(host)) {
    throw new UserError(
      `The dashboard would show jobs to everyone who reaches ${host}. Give it a user name and a password, or let it listen on 127.0.0.1.`,
      { code: 'dashboard_auth_required' },
    );
  }
  return host ?? '127.0.0.1';
}

interface Site {
  basePath: string;
  origin: string | undefined;
  isHttps: boolean;
}

function publicSite(baseUrl: string | undefined): Site {
  if (baseUrl === undefined) return { basePath: '', origin: undefined, isHttps: false };
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UserError(
      `"${baseUrl}" is no http or https address; the dashboard needs one it is reached at.`,
      {
        code: 'dashboard_url_invalid',
      },
    );
  }
  return {
    basePath: url.pathname.replace(/\/+$/, ''),
    origin: url.origin,
    isHttps: url.protocol === 'https:',
  };
}
