import { connectRedis, createRegistry, QUEUE_NAMES, QUEUES, RedisPulse } from '@hrflow-sync/core';
import { FlowProducer, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { once } from 'node:events';
import { createDashboard, type Dashboard, type DashboardOptions, Users } from '../src/index.js';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';

export const CREDENTIALS = { user: 'ada', password: 'correct horse battery staple' };
/** What no page may show. */
export const PERSONAL = 'Marie Curie';

/** A dashboard under test, over a prefix of its own. */
export interface Fixture {
  dashboard: Dashboard;
  prefix: string;
  redis: Redis;
}

/** Runs `action` with a dashboard over a prefix of its own. */
export async function withDashboard(
  options: Partial<DashboardOptions>,
  action: (fixture: Fixture) => Promise<void>,
  /** Another one's, to look at the same deployment through two dashboards. */
  prefix: string = newPrefix(),
): Promise<void> {
  const redis = connectRedis(redisUrl(), { role: 'producer', name: 'test' });
  await once(redis, 'ready');
  try {
    const dashboard = await createDashboard({
      connection: redis,
      prefix,
      queues: QUEUE_NAMES.map((name) => ({
        name,
        description: QUEUES[name].description,
        readOnly: name !== 'pushes',
      })),
      auth: CREDENTIALS,
      registry: createRegistry(),
      checks: { redis: new RedisPulse(redis, prefix).beat },
      port: 0,
      host: '127.0.0.1',
      ...options,
    });
    try {
      await action({ dashboard, prefix, redis });
    } finally {
      await dashboard.close();
    }
  } finally {
    redis.disconnect();
  }
}

/** A run of two pushes, of which `run-1-i1` failed for good and `run-1-i2` was done. */
export async function seedFailedPush({ prefix }: Pick<Fixture, 'prefix'>): Promise<void> {
  const connection = connectRedis(redisUrl(), { role: 'worker', name: 'seed' });
  const options = { connection, prefix };
  const flow = new FlowProducer(options);
  const push = (ordinal: number) => ({
    name: 'push',
    queueName: 'pushes',
    data: {
      v: 1,
      runId: 'run-1',
      workflowId: 'greenhouse-nightly',
      ordinal,
      reference: `candidate-${ordinal}`,
      stage: 'formatted',
      item: JSON.stringify({ name: PERSONAL, email: 'marie@example.org' }),
    },
    opts: {
      jobId: `run-1-i${ordinal}`,
      attempts: 3,
      ignoreDependencyOnFailure: true,
      removeOnComplete: true,
    },
  });
  await flow.add({
    name: 'run',
    queueName: 'runs',
    data: { v: 1, workflowId: 'greenhouse-nightly', trigger: 'schedule', dryRun: false },
    opts: { jobId: 'run-1' },
    children: [
      {
        name: 'page',
        queueName: 'pages',
        data: { v: 1, runId: 'run-1', page: 0 },
        opts: { jobId: 'run-1-b0-0' },
        children: [push(1), push(2)],
      },
    ],
  });
  const worker = new Worker(
    'pushes',
    async (job) => {
      if (job.id === 'run-1-i1')
        throw new UnrecoverableError('HrFlow refused this profile: e-mail is taken.');
    },
    { ...options, concurrency: 1 },
  );
  await new Promise<void>((resolve) => worker.on('drained', resolve));
  await worker.close();
  await flow.close();
  connection.disconnect();
}

/** Runs `action` with a queue of a dashboard. */
export async function withQueue<T>(
  fixture: Fixture,
  name: string,
  action: (queue: Queue) => Promise<T>,
): Promise<T> {
  const queue = new Queue(name, { connection: fixture.redis, prefix: fixture.prefix });
  try {
    return await action(queue);
  } finally {
    await queue.close();
  }
}

/** Posts the form of the login page as a browser would. */
export function signIn(
  url: string,
  form: Record<string, string> = CREDENTIALS,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/login`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    redirect: 'manual',
  });
}

/** The session cookie a sign-in gives. */
export async function sessionCookie(url: string, form?: Record<string, string>): Promise<string> {
  return cookieOf(await signIn(url, form));
}

/** `name=value` of the cookie a response sets. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Somebody signed in, who asks as a browser on our own pages does. */
export interface Visitor {
  readonly cookie: string;
  readonly csrfToken: string;
  readonly read: (path: string) => Promise<Response>;
  readonly write: (method: string, path: string, headers?: Record<string, string>) => Promise<Response>;
}

/** Signs somebody in, and reads the token for changes from the page they see. */
export async function visitor(
  { dashboard: { url } }: Pick<Fixture, 'dashboard'>,
  form?: Record<string, string>,
): Promise<Visitor> {
  const cookie = await sessionCookie(url, form);
  const read = (path: string): Promise<Response> =>
    fetch(url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  const [, csrfToken = ''] = /name="csrf" value="([\w-]+)"/.exec(await (await read('/')).text()) ?? [];
  return {
    cookie,
    csrfToken,
    read,
    write: (method, path, headers = {}) =>
      fetch(url + path, {
        method,
        body: method === 'PUT' ? undefined : '{}',
        redirect: 'manual',
        headers: {
          cookie,
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          'x-csrf-token': csrfToken,
          ...headers,
        },
      }),
  };
}

/** Somebody who may only look. */
export const VIEWER = { user: 'vic', password: 'only looking, thank you' };

/** Adds {@link VIEWER}. */
export async function addViewer({ redis, prefix }: Pick<Fixture, 'redis' | 'prefix'>): Promise<void> {
  await new Users(redis, prefix).put(VIEWER.user, 'viewer', VIEWER.password);
}
