import {
  DataKeys,
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
import type { Registry } from 'prom-client';
import { type BoardQueue } from './board/adapter.js';
import { createBoard } from './board/board.js';
import { type Redact, redactItem } from './board/redact.js';
import { openDesk } from './desk.js';
import type { Credentials } from './login/accounts.js';
import type { LoginContext } from './login/context.js';
import { createLogin } from './login/login.js';
import type { OidcSettings } from './login/oidc.js';
import type { ProxySettings } from './login/proxy.js';
import { loginContext } from './login/set-up.js';
import { addressMatcher } from './login/trusted-proxies.js';
import { isLoopback, loopbackHostOnly, sameOriginWrites } from './origin.js';
import { createAssets } from './pages/assets.js';
import { publicSite, type PublicSite } from './public-site.js';
import { answerRedisAway } from './redis-away.js';
import { createPages, type Pages } from './routes.js';
import { securityHeaders } from './security-headers.js';
import { visitorOf } from './visitor.js';

/** Options of {@link createDashboard}. */
export interface DashboardOptions {
  /** Stays the caller's to close. One of role `producer` shows at once that Redis is away. */
  connection: Redis;
  /** BullMQ's key prefix. */
  prefix: string;
  queues: readonly BoardQueue[];
  /** An operator beside the users in Redis. Without any way to sign in, it listens on this machine only. */
  auth?: Credentials | undefined;
  /** A provider where people sign in. Needs `baseUrl`. */
  oidc?: OidcSettings | undefined;
  /** A proxy that signs people in. Needs `trustedProxies`. */
  proxyLogin?: ProxySettings | undefined;
  /** Addresses and networks of proxies that say truly who asks, and over which protocol. Default: none. */
  trustedProxies?: readonly string[];
  /** What Redis keeps of people is sealed with. Default: none. */
  dataKeys?: DataKeys | undefined;
  /** Served on `/metrics`. */
  registry: Registry;
  /** By name, for `/readyz`. */
  checks?: Record<string, ReadinessCheck>;
  /** 0 takes a free one. */
  port: number;
  /** Default: 127.0.0.1 when nobody can sign in, all addresses otherwise. */
  host?: string | undefined;
  /** Name of the setting the port comes from, for messages. */
  portVariable?: string;
  /** Address under which people reach it, when a proxy stands in between; may end in a path. */
  baseUrl?: string | undefined;
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
const NO_LOGIN_NOTICE =
  'This dashboard has no login, so it can be opened on this machine only. "hrflow-sync user add" gives it one.';

/**
 * Starts the dashboard: an overview on `/`, Bull Board on `/queues`, the audit log on `/audit`, all behind a
 * login; `/healthz`, `/readyz` and `/metrics` without one.
 * @throws UserError `dashboard_auth_required`, `dashboard_url_invalid`, those of the login and of `startHttpServer`
 */
export async function createDashboard(options: DashboardOptions): Promise<Dashboard> {
  const site = publicSite(options.baseUrl);
  const login = await loginContext(options, site);
  const host = listenHost(options.host, login.startedOpen);
  const notice = login.startedOpen ? NO_LOGIN_NOTICE : undefined;
  const { connection, prefix } = options;
  const queues = openQueues(connection, prefix);
  const shown = options.queues.map((each) => ({ queue: queues[each.name], shown: each }));
  const pages = createPages({
    desk: openDesk(connection, prefix, queues, options.dataKeys ?? DataKeys.none, options.onError),
    queues: options.queues,
    basePath: site.basePath,
    notice,
    visitorOf,
    audit: login.audit,
  });
  const routes = (app: Express): void => addRoutes(app, options, { ...site, queues: shown, pages, login });
  const server = await startHttpServer({ ...options, host, routes }).catch(async (error: unknown) => {
    await queues.close();
    throw error;
  });
  return { ...address(server), notice, close: () => close(server, pages, queues) };
}

async function close(server: HttpServer, pages: Pages, queues: OpenQueues): Promise<void> {
  await pages.close();
  await server.close();
  await queues.close();
}

interface Surroundings extends PublicSite {
  queues: { queue: Queue; shown: BoardQueue }[];
  pages: Pages;
  login: LoginContext;
}

/** In this order: whatever comes after the login is behind it. */
function addRoutes(app: Express, options: DashboardOptions, surroundings: Surroundings): void {
  const { connection: redis, prefix, trustedProxies = [], redact = redactItem } = options;
  const { onError = () => undefined } = options;
  const { basePath, origin, isHttps, queues, pages, login } = surroundings;
  app.set('trust proxy', addressMatcher(trustedProxies));
  app.use(securityHeaders(isHttps, BOARD_PATH));
  if (login.startedOpen) app.use(loopbackHostOnly);
  app.use(sameOriginWrites(origin));
  app.use(createAssets());
  app.use(createLogin(login, { redis, prefix, onError }));
  app.use(pages.router);
  app.use(BOARD_PATH, createBoard({ queues, basePath, redact, audit: login.audit }));
  app.use(answerRedisAway(basePath));
}

function address({ url, port }: HttpServer): { url: string; port: number } {
  return { url, port };
}

function listenHost(host: string | undefined, isOpen: boolean): string | undefined {
  if (!isOpen) return host;
  if (host !== undefined && !isLoopback(host)) {
    throw new UserError(
      `The dashboard would show jobs to everyone who reaches ${host}. Give it a user (hrflow-sync user add), or let it listen on 127.0.0.1.`,
      { code: 'dashboard_auth_required' },
    );
  }
  return host ?? '127.0.0.1';
}
