import { createHmac } from 'node:crypto';
import { EVENT_SOURCES, profileEvent, type Action } from '@hrflow-sync/connectors';
import {
  connectRedis,
  createEngineEvents,
  env,
  openQueues,
  type EngineEvents,
  type EventOutcome,
  type HttpServer,
  type OpenQueues,
  type RunJob,
  type Workflow,
} from '@hrflow-sync/core';
import { startApi } from '@hrflow-sync/scheduler';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';

const SECRET = 'the-secret-of-this-hook';
const SOURCE_KEY = 'source-1';

describe('webhooks', () => {
  let redis: Redis;
  let prefix: string;
  let queues: OpenQueues;
  let events: EngineEvents;
  let outcomes: EventOutcome[];
  let server: HttpServer;
  let workflows: Map<string, Workflow>;
  let errors: unknown[];

  beforeEach(async () => {
    prefix = newPrefix();
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    events = createEngineEvents();
    outcomes = [];
    errors = [];
    events.on('event.handled', ({ outcome }) => outcomes.push(outcome));
    workflows = new Map([['push-profile', workflow()]]);
    server = await start();
  });
  afterEach(async () => {
    await server.close();
    await queues.close();
    redis.disconnect();
    expect(errors).to.deep.equal([]);
  });

  const start = (deliveriesPerMinute = 6_000): Promise<HttpServer> =>
    startApi({
      connection: redis,
      prefix,
      workflows: () => workflows,
      tokens: [],
      environment: { HOOK_SECRET: SECRET, SOURCE: SOURCE_KEY },
      events,
      deliveriesPerMinute,
      version: '1',
      port: 0,
      host: '127.0.0.1',
      onError: (error) => void errors.push(error),
    });

  const sign = (body: string, secret = SECRET): string =>
    createHmac('sha256', secret).update(body).digest('hex');
  const post = async (body: string, headers: Record<string, string> = {}, id = 'push-profile') => {
    const response = await fetch(`${server.url}/hooks/${id}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'http-hrflow-signature': sign(body), ...headers },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as object };
  };
  const eventOf = (key: string, updatedAt = '2026-01-01T00:00:00+0000', source = SOURCE_KEY): string =>
    JSON.stringify({
      type: 'profile.storing.update',
      profile: { key, updated_at: updatedAt, source: { key: source }, info: { email: 'ada@example.com' } },
    });
  const runs = async (): Promise<RunJob[]> =>
    (await queues.runs.getWaiting()).map(({ data }) => data as RunJob);
  const handled = (count: number) => until(async () => outcomes.length === count);

  it('turn a signed event into a run of the profile it names', async () => {
    const { status, body } = await post(eventOf('k'));
    expect(status).to.equal(202);
    expect(body).to.deep.include({ duplicate: false });
    await handled(1);
    const [run, ...others] = await runs();
    expect(others).to.deep.equal([]);
    expect(run).to.deep.include({ workflowId: 'push-profile', trigger: 'webhook' });
    expect(run?.overrides).to.deep.equal({ pull: { source_key: SOURCE_KEY, profile_key: 'k' } });
  });

  it('make one run of an event that is delivered three times, and keep nothing it said', async () => {
    expect((await post(eventOf('k'))).body).to.include({ duplicate: false });
    await handled(1);
    expect((await post(eventOf('k'))).body).to.include({ duplicate: true });
    expect((await post(eventOf('k'))).body).to.include({ duplicate: true });
    expect(await runs()).to.have.length(1);
    const [job] = await until(async () => {
      const jobs = await queues.events.getCompleted();
      return jobs.length > 0 && jobs;
    });
    expect(JSON.stringify(job?.data)).to.not.contain('ada@example.com');
  });

  it('let one run of a profile be in flight and the latest event wait for it, however many come', async () => {
    await post(eventOf('k', '1'));
    await handled(1);
    for (const updatedAt of ['2', '3', '4', '5']) await post(eventOf('k', updatedAt));
    await post(eventOf('other'));
    await until(async () => (await queues.events.getDelayedCount()) >= 1 && outcomes.length >= 2);
    expect((await runs()).map(({ overrides }) => overrides?.pull?.['profile_key'])).to.have.members([
      'k',
      'other',
    ]);
    const first = (await queues.runs.getWaiting()).find(
      ({ data }) => (data as RunJob).overrides?.pull?.['profile_key'] === 'k',
    );
    await first?.remove();
    await handled(6);
    expect(outcomes.filter((outcome) => outcome === 'superseded')).to.have.length(3);
    expect(await runs()).to.have.length(2);
  });

  it('leave out events about another source than the one the workflow is for', async () => {
    await post(eventOf('k', '1', 'another source'));
    await handled(1);
    expect(outcomes).to.deep.equal(['ignored']);
    expect(await runs()).to.deep.equal([]);
  });

  it('keep an event that can not be understood as a failed job, which can be parsed again', async () => {
    const body = JSON.stringify({ type: 'profile.storing.update', profile: { name: 'no key' } });
    expect((await post(body)).status).to.equal(202);
    const [job] = await until(async () => {
      const failed = await queues.events.getFailed();
      return failed.length > 0 && failed;
    });
    expect(job?.failedReason).to.contain('[event_parsing_failure]').and.to.contain('profile.key');
    expect(job?.data).to.deep.include({ body });
    const parse = () => ({ pullParameters: { source_key: SOURCE_KEY, profile_key: 'mended' } });
    workflows.set('push-profile', workflow({ parse }));
    await job?.retry();
    await handled(1);
    expect((await runs())[0]?.overrides?.pull).to.include({ profile_key: 'mended' });
  });

  it('let a parser say nothing but parameters of the read, or items', async () => {
    const attempts = [
      { connectorAuth: { api_url: 'https://evil.example' } },
      { pullParameters: {}, pushParameters: { position_id: 'theirs' } },
      { items: [] },
      'text',
    ];
    for (const [index, caught] of attempts.entries()) {
      workflows.set('push-profile', workflow({ parse: () => caught as never }));
      await post(eventOf(`k${index}`));
    }
    await until(async () => (await queues.events.getFailedCount()) === attempts.length);
    expect(await runs()).to.deep.equal([]);
  });

  it('push the record that an event carries', async () => {
    const parse = (event: unknown) => ({ items: [{ reference: 'x', ...(event as object) }] });
    workflows.set('push-profile', workflow({ parse }));
    await post('{"name":"Ada"}');
    await handled(1);
    const [run] = await runs();
    expect(run?.given?.as).to.equal('items');
    const records = run?.given?.records.map((json) => JSON.parse(json) as unknown);
    expect(records).to.deep.equal([{ reference: 'x', name: 'Ada' }]);
    expect(run).to.not.have.property('overrides');
  });

  it('refuse who does not know the secret, and keep nothing of what he sent', async () => {
    for (const signature of ['', sign(eventOf('k'), 'guess'), sign(eventOf('other'))]) {
      const { status, body } = await post(eventOf('k'), { 'http-hrflow-signature': signature });
      expect(status).to.equal(401);
      expect(body).to.include({ code: 'unauthorized' });
    }
    expect(await queues.events.getJobCountByTypes()).to.equal(0);
  });

  it('answer 404 for a workflow that has none, 413 for too much, and 429 for too often', async () => {
    workflows.set('scheduled', { ...workflow(), webhook: undefined });
    expect((await post('{}', {}, 'scheduled')).body).to.include({ code: 'workflow_not_found' });
    workflows.set('disabled', { ...workflow(), enabled: false });
    expect((await post('{}', {}, 'disabled')).body).to.include({ code: 'workflow_not_found' });
    expect((await post('{}', {}, 'nothing')).body).to.include({ code: 'workflow_not_found' });
    expect((await post(`"${'x'.repeat(5 * 1024 * 1024)}"`)).body).to.include({ code: 'body_too_large' });
    expect((await fetch(`${server.url}/hooks/push-profile`)).status).to.equal(404);
    await server.close();
    server = await start(2);
    await redis.del(`${prefix}:hooks:limit:push-profile`);
    const answers = [await post(eventOf('a')), await post(eventOf('b')), await post(eventOf('c'))];
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).to.be.within(1, 60);
  });

  it('answer a sender that only asks whether anybody is there', async () => {
    const { greenhouse } = EVENT_SOURCES;
    workflows.set('push-profile', workflow({ source: greenhouse }));
    const body = '{"action":"ping","payload":{}}';
    expect((await post(body, { signature: `sha256 ${sign(body)}` })).status).to.equal(200);
    expect(await queues.events.getJobCountByTypes()).to.equal(0);
  });

  it('hand a parser the headers an event came with, but none that proves who sent it', async () => {
    let seen: object = {};
    const parse = (_event: unknown, headers: object) => {
      seen = headers;
      return null;
    };
    workflows.set('push-profile', workflow({ parse }));
    const proofs = { authorization: 'Bearer x', 'x-api-key': 'y', cookie: 'z' };
    await post(eventOf('k'), { ...proofs, 'x-event-context': 'job 5' });
    await handled(1);
    expect(seen).to.include({ 'x-event-context': 'job 5' });
    expect(seen).to.not.have.any.keys('authorization', 'x-api-key', 'cookie', 'http-hrflow-signature');
  });
});

function workflow(webhook: Partial<NonNullable<Workflow['webhook']>> = {}): Workflow {
  const parameters = z.strictObject({ source_key: z.string(), profile_key: z.string() });
  const api = {
    provider: 'acme',
    baseUrl: 'http://127.0.0.1:9',
    baseUrlVariable: 'ACME_API_URL',
    version: '',
    authenticate: () => ({}),
  };
  const action: Action = {
    name: 'create_profiles_in_acme',
    connector: { name: 'Acme', subtype: 'acme', type: 'ATS', description: '', url: 'https://example.com' },
    mode: 'create',
    entity: 'profile',
    direction: 'outbound',
    description: '',
    connectorAuth: z.strictObject({}),
    hrflowAuth: z.strictObject({}),
    origin: {
      api,
      endpoints: [],
      parameters,
      check: async () => undefined,
      pull: async () => ({ items: [], next: null }),
      identify: (item) => (item as { reference: string }).reference,
    },
    target: {
      api,
      endpoints: [],
      parameters: z.strictObject({}),
      item: z.looseObject({}),
      check: async () => undefined,
      push: async () => 'written',
    },
    format: (item) => item,
  };
  return {
    id: 'push-profile',
    action,
    connectorAuth: {},
    hrflowAuth: {},
    pullParameters: { source_key: env('SOURCE') },
    pushParameters: {},
    logics: [],
    format: (item) => item,
    callback: undefined,
    schedule: undefined,
    enabled: true,
    webhook: { secret: env('HOOK_SECRET'), source: EVENT_SOURCES.hrflow, parse: profileEvent, ...webhook },
    persist: true,
    incremental: false,
    skipUnchanged: false,
    file: 'test',
  };
}
