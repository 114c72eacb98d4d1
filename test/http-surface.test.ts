import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import {
  connectRedis,
  createEngineEvents,
  createRegistry,
  env,
  startHttpServer,
  type Workflow,
} from '@hrflow-sync/core';
import { Greenhouse } from '@hrflow-sync/connectors';
import { openApiDocument, startApi } from '@hrflow-sync/scheduler';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import {
  addViewer,
  seedFailedPush,
  VIEWER,
  visitor,
  withDashboard,
  type Fixture,
  type Visitor,
} from '../packages/dashboard/test/fixture.js';
import { contentsOf } from './support/contents.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { recordRoutes, type TableEntry } from './support/route-table.js';

const HEADERS = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
];
const READS = new Set(['GET', 'HEAD', 'OPTIONS', '*']);
const TOKEN = 'a-token-for-tests-and-nothing-else-0123';
const SAME_SITE = { 'sec-fetch-site': 'same-origin' };

/** All that may be had without showing who one is. */
const OPEN = {
  api: ['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/docs', '/api/docs.css'],
  dashboard: [
    '/healthz',
    '/readyz',
    '/metrics',
    '/login',
    '/login/oidc',
    '/login/oidc/callback',
    // For whoever has signed out here: it only leads to the provider.
    '/login/oidc/sign-out',
  ],
};
/** Sent as a form, and yet a viewer's: signing out, and a search whose words belong in no log. */
const FOR_VIEWERS = ['/logout', '/items'];
const isAsset = (path: string): boolean => path.startsWith('/assets/');

const FILLED: Readonly<Record<string, string>> = {
  workflow: 'hooked',
  workflow_id: 'hooked',
  queueName: 'pushes',
  jobId: 'run-1-i1',
  run_id: 'run-1',
  id: 'run-1',
  queueStatus: 'failed',
};
const filled = (path: string): string =>
  path.replaceAll(/[:*](\w+)/g, (_part, name: string) => FILLED[name] ?? 'x');
const methodOf = ({ method }: TableEntry): string => (method === '*' ? 'GET' : method);
const describeEntry = ({ method, path }: TableEntry): string => `${method} ${path}`;

/** Sends a request to a route; a stream is not read. */
async function ask(url: string, entry: TableEntry, init: RequestInit = {}): Promise<Response> {
  const controller = new AbortController();
  const response = await fetch(url + filled(entry.path), {
    redirect: 'manual',
    ...init,
    method: methodOf(entry),
    signal: controller.signal,
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) controller.abort();
  else await response.clone().arrayBuffer();
  return response;
}

function expectSafeHeaders({ headers }: Response, about: string): void {
  for (const name of HEADERS) expect(headers.get(name), `${about}: ${name}`).to.be.a('string');
  for (const name of ['server', 'x-powered-by', 'via']) expect(headers.get(name), about).to.equal(null);
}

describe('every route of the HTTP API and of webhooks', () => {
  let redis: Redis;
  let api: Awaited<ReturnType<typeof startApi>>;
  let table: TableEntry[];

  beforeEach(async () => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    const recorder = recordRoutes();
    api = await startApi({
      connection: redis,
      prefix: newPrefix(),
      workflows: () => new Map([['hooked', HOOKED]]),
      tokens: [TOKEN],
      environment: { HOOK_SECRET: 'the-secret-of-this-hook' },
      events: createEngineEvents(),
      version: '1',
      port: 0,
      host: '127.0.0.1',
      onError: () => undefined,
    }).finally(() => recorder.stop());
    table = recorder.table();
  });
  afterEach(async () => {
    await api.close();
    redis.disconnect();
  });

  it('is known to the test', () => {
    const document = openApiDocument('1') as { paths: Record<string, Record<string, unknown>> };
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(table.map(describeEntry)).to.include.members([...documented, 'POST /hooks/:workflow']);
  });

  it('is closed to whoever shows no token and no signature, or wrong ones', async () => {
    for (const entry of table.filter(({ path }) => !OPEN.api.includes(path))) {
      for (const headers of [
        {},
        { authorization: 'Bearer ' },
        { authorization: `Bearer ${TOKEN.slice(1)}` },
        { authorization: `Bearer ${TOKEN}x` },
        { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` },
        { cookie: `token=${TOKEN}` },
        { 'x-greenhouse-signature': 'sha256 00' },
      ] as Record<string, string>[]) {
        const response = await ask(api.url, entry, { headers });
        expect(response.status, `${describeEntry(entry)} ${JSON.stringify(headers)}`).to.equal(401);
        expectSafeHeaders(response, describeEntry(entry));
      }
    }
  });

  it('lets no page of another site read or send anything', async () => {
    for (const entry of table) {
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      const response = await ask(api.url, entry, { headers });
      const preflight = await ask(api.url, { ...entry, method: 'OPTIONS' }, { headers });
      for (const each of [response, preflight]) {
        expect(each.headers.get('access-control-allow-origin'), describeEntry(entry)).to.equal(null);
      }
    }
  });

  it('has security headers and no banner, whatever comes of it', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const entry of [
      ...table,
      { method: 'GET', path: '/none' },
      { method: 'DELETE', path: '/api/none' },
    ]) {
      expectSafeHeaders(await ask(api.url, entry, { headers }), describeEntry(entry));
    }
  });

  it('compares what is shown with what is known in constant time', async () => {
    const proof = 'a'.repeat(64);
    for (const [entry, headers] of [
      [{ method: 'GET', path: '/api/workflows' }, { authorization: `Bearer ${proof}` }],
      [{ method: 'POST', path: '/hooks/:workflow' }, { signature: `sha256 ${proof}` }],
    ] as const) {
      expect(await countComparisons(() => ask(api.url, entry, { headers })), entry.path).to.equal(1);
    }
  });
});

describe('every route of the dashboard', function () {
  this.timeout(60_000);

  const withTable = (action: (fixture: Fixture, table: TableEntry[]) => Promise<void>): Promise<void> => {
    const recorder = recordRoutes();
    const oidc = {
      issuer: 'https://127.0.0.1:1',
      clientId: 'x',
      clientSecret: 'not-a-real-one',
      operators: ['@example.com'],
      viewers: [],
    };
    return withDashboard({ oidc, baseUrl: 'http://127.0.0.1' }, async (fixture) => {
      recorder.stop();
      await addViewer(fixture);
      await seedFailedPush(fixture);
      await action(fixture, recorder.table());
    }).finally(() => recorder.stop());
  };
  const isOpen = ({ path }: TableEntry): boolean => OPEN.dashboard.includes(path) || isAsset(path);
  const writesIn = (table: TableEntry[]): TableEntry[] => table.filter(({ method }) => !READS.has(method));

  it('is known to the test', () =>
    withTable(async (_fixture, table) => {
      const known = table.map(describeEntry);
      expect(known).to.include.members([
        'GET /audit',
        'POST /runs/:id/drop',
        'POST /login',
        'POST /logout',
        'PUT /queues/api/queues/:queueName/:jobId/retry',
        '* /queues/static',
      ]);
      expect(writesIn(table)).to.have.length.above(25);
    }));

  it('is closed to whoever has not signed in', () =>
    withTable(async ({ dashboard: { url } }, table) => {
      for (const entry of table.filter((each) => !isOpen(each))) {
        const headers = { accept: 'application/json', ...SAME_SITE };
        const response = await ask(url, entry, { headers });
        expect(response.status, describeEntry(entry)).to.equal(401);
        expectSafeHeaders(response, describeEntry(entry));
      }
    }));

  it('that changes something is closed to viewers', () =>
    withTable(async (fixture, table) => {
      const viewer = await visitor(fixture, VIEWER);
      for (const entry of writesIn(table).filter(({ path }) => !isOpen({ method: '', path }))) {
        if (FOR_VIEWERS.includes(entry.path)) continue;
        const response = await viewer.write(entry.method, filled(entry.path));
        expect(response.status, describeEntry(entry)).to.equal(403);
        expect(await response.json(), describeEntry(entry)).to.have.property('error', 'operator_required');
      }
      expect((await viewer.read('/audit')).status).to.equal(403);
    }));

  it('that changes something is closed to pages of other sites, and to forms without the session’s token', () =>
    withTable(async (fixture, table) => {
      const operator = await visitor(fixture);
      for (const entry of writesIn(table)) {
        for (const headers of [
          { 'sec-fetch-site': 'cross-site' },
          { 'sec-fetch-site': 'same-site' },
          { 'sec-fetch-site': '', origin: 'https://evil.example' },
          { 'sec-fetch-site': '', origin: 'null' },
        ] as Record<string, string>[]) {
          const response = await writeAs(operator, entry, headers);
          expect(response.status, describeEntry(entry)).to.equal(403);
          expect(await response.json()).to.have.property('error', 'cross_site_request');
        }
        if (isOpen(entry)) continue;
        const response = await writeAs(operator, entry, { 'x-csrf-token': 'x'.repeat(43) });
        expect(response.status, describeEntry(entry)).to.equal(403);
        expect(await response.json()).to.have.property('error', 'csrf_token_wrong');
      }
    }));

  it('that only shows something changes nothing', () =>
    withTable(async (fixture, table) => {
      const operator = await visitor(fixture);
      const before = await keysOf(fixture);
      expect(before.size).to.be.above(5);
      for (const entry of table.filter(
        ({ method, path }) => READS.has(method) && !path.startsWith('/login'),
      )) {
        const response = await ask(fixture.dashboard.url, entry, {
          headers: { cookie: operator.cookie, accept: 'text/html', 'x-csrf-token': operator.csrfToken },
        });
        expect(response.status, describeEntry(entry)).to.be.below(500);
        expectSafeHeaders(response, describeEntry(entry));
      }
      expect(Object.fromEntries(await keysOf(fixture))).to.deep.equal(Object.fromEntries(before));
    }));

  it('has security headers and no banner where there is none, and in refusals', () =>
    withTable(async ({ dashboard: { url } }) => {
      for (const [path, init] of [
        ['/none', {}],
        ['/%zz', {}],
        ['/login', { method: 'POST' }],
        ['/login', { method: 'POST', headers: SAME_SITE, body: 'x'.repeat(20_000) }],
        ['/login/oidc', {}],
      ] as const) {
        expectSafeHeaders(await fetch(url + path, { redirect: 'manual', ...init }), path);
      }
    }));

  it('does the same work for a name that is known as for one that isn’t', () =>
    withTable(async ({ dashboard: { url } }) => {
      const work: number[] = [];
      for (const user of ['vic', 'ada', 'nobody', '', '\0', 'x'.repeat(1_000)]) {
        const body = new URLSearchParams({ user, password: 'wrong' });
        const hashed = await countCalls('scrypt', async () => {
          const response = await fetch(`${url}/login`, { method: 'POST', headers: SAME_SITE, body });
          expect(response.status).to.equal(401);
        });
        work.push(hashed);
      }
      expect(new Set(work)).to.deep.equal(new Set([1]));
    }));

  it('compares the token of a form in constant time', () =>
    withTable(async (fixture) => {
      const operator = await visitor(fixture);
      const compared = await countComparisons(() =>
        writeAs(operator, { method: 'POST', path: '/logout' }, { 'x-csrf-token': 'x' }),
      );
      expect(compared).to.be.at.least(1);
    }));
});

describe('every route of a process without pages', () => {
  it('only tells its health and its metrics, and changes nothing', async () => {
    const recorder = recordRoutes();
    const server = await startHttpServer({ port: 0, host: '127.0.0.1', registry: createRegistry() });
    recorder.stop();
    try {
      const table = recorder.table();
      expect(new Set(table.map(({ path }) => path))).to.deep.equal(
        new Set(['/healthz', '/readyz', '/metrics']),
      );
      for (const entry of table) {
        expect(READS.has(entry.method), describeEntry(entry)).to.equal(true);
        const response = await ask(server.url, entry);
        expect(response.status).to.equal(200);
        expectSafeHeaders(response, describeEntry(entry));
        expect((await ask(server.url, { ...entry, method: 'POST' })).status).to.equal(404);
      }
    } finally {
      await server.close();
    }
  });
});

function writeAs(
  { write }: Visitor,
  { method, path }: TableEntry,
  headers: Record<string, string>,
): Promise<Response> {
  return write(method, filled(path), headers);
}

/** What Redis holds for a dashboard, but for who has signed in, and that it can be written. */
async function keysOf({ redis, prefix }: Fixture): Promise<Map<string, string>> {
  const contents = await contentsOf(redis, prefix);
  return new Map([...contents].filter(([key]) => !/:dashboard:|:readiness-probe$/.test(key)));
}

function countComparisons(action: () => Promise<unknown>): Promise<number> {
  return countCalls('timingSafeEqual', action);
}

/** How often a function of `node:crypto` is called meanwhile, by whomever. */
async function countCalls(
  name: 'timingSafeEqual' | 'scrypt',
  action: () => Promise<unknown>,
): Promise<number> {
  const real = crypto[name] as (...args: unknown[]) => unknown;
  let calls = 0;
  const replace = (by: unknown): void => {
    Object.assign(crypto, { [name]: by });
    syncBuiltinESMExports();
  };
  replace((...args: unknown[]) => {
    calls += 1;
    return real(...args);
  });
  try {
    await action();
  } finally {
    replace(real);
  }
  return calls;
}

const HOOKED: Workflow = {
  id: 'hooked',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: {},
  hrflowAuth: {},
  pullParameters: {},
  pushParameters: {},
  logics: [],
  format: (item) => item,
  callback: undefined,
  schedule: undefined,
  webhook: {
    secret: env('HOOK_SECRET'),
    source: Greenhouse.update_profiles_in_hrflow.events!.source!,
    parse: Greenhouse.update_profiles_in_hrflow.events!.parse,
  },
  enabled: true,
  persist: true,
  incremental: false,
  skipUnchanged: false,
  file: 'test',
};
