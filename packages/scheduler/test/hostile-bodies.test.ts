import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Greenhouse, hmacSource } from '@hrflow-sync/connectors';
import {
  connectRedis,
  createEngineEvents,
  openQueues,
  type EventOutcome,
  type HttpServer,
  type OpenQueues,
} from '@hrflow-sync/core';
import { startApi } from '@hrflow-sync/scheduler';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';
import { workflow } from './support/fixture.js';

const TOKEN = 'a-token-for-tests-and-nothing-else-0123';
const SECRET = 'the-secret-of-this-hook';
const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);

describe('a body that is made to harm', () => {
  let redis: Redis;
  let queues: OpenQueues;
  let server: HttpServer;
  let errors: unknown[];
  let outcomes: EventOutcome[];
  let parsed: number;

  beforeEach(async () => {
    const prefix = newPrefix();
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    queues = openQueues(redis, prefix);
    [errors, outcomes, parsed] = [[], [], 0];
    const events = createEngineEvents();
    events.on('event.handled', ({ outcome }) => outcomes.push(outcome));
    const caught = workflow('caught', undefined, {
      webhook: {
        secret: SECRET,
        source: hmacSource(),
        parse: () => {
          parsed += 1;
          return { items: [{ id: 1, tree: JSON.parse(DEEP) as unknown }] };
        },
      },
    });
    const called = workflow('called', undefined, { action: Greenhouse.update_jobs_in_hrflow });
    server = await startApi({
      connection: redis,
      prefix,
      workflows: () => new Map([caught, called].map((each) => [each.id, each])),
      tokens: [TOKEN],
      environment: {},
      events,
      version: '1',
      port: 0,
      host: '127.0.0.1',
      onError: (error) => void errors.push(error),
    });
  });
  afterEach(async () => {
    await server.close();
    await queues.close();
    redis.disconnect();
    // Nothing of it was unforeseen.
    expect(errors).to.deep.equal([]);
  });

  const send = async (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) => {
    const bytes = new Uint8Array(Buffer.from(body));
    const response = await fetch(server.url + path, {
      method: 'POST',
      body: bytes,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
    });
    return { status: response.status, ...((await response.json()) as { code?: string }) };
  };
  const startRun = (body: Uint8Array | string, headers: Record<string, string> = {}) =>
    send('/api/workflows/called/runs', body, headers);
  const deliver = (body: Uint8Array | string, headers: Record<string, string> = {}, signed = body) =>
    send('/hooks/caught', body, {
      'x-signature': createHmac('sha256', SECRET).update(signed).digest('hex'),
      ...headers,
    });

  const HARMFUL: readonly (readonly [string, string | Uint8Array])[] = [
    ['of 10,000 lists', `{"pull_parameters":{"a":${DEEP}}}`],
    ['of 10,000 objects', `{"pull_parameters":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['with a prototype', '{"pull_parameters":{"__proto__":{"admin":true}}}'],
    ['with a prototype of its own', '{"__proto__":{"dry_run":true}}'],
    ["with a class's prototype", '{"pull_parameters":{"constructor":{"prototype":{"admin":true}}}}'],
    ['that is no UTF-8', Buffer.from('{"pull_parameters":{"job_id":"Zo\xeb"}}', 'latin1')],
  ];
  for (const [name, body] of HARMFUL) {
    it(`${name} is refused by the API and by webhooks, counted, and kept nowhere`, async () => {
      const refused = { status: 400, code: 'body_refused' };
      expect(await startRun(body)).to.include(refused);
      expect(await deliver(body)).to.include(refused);
      expect(outcomes).to.deep.equal(['refused']);
      expect(await queues.events.getJobCounts()).to.include({ waiting: 0, completed: 0, failed: 0 });
      expect(await queues.runs.getJobCounts()).to.include({ waiting: 0 });
      expect(({} as Record<string, unknown>)['admin']).to.equal(undefined);
    });
  }

  it('of 50 MB is refused, packed or not, without being unpacked beyond the limit', async () => {
    const large = Buffer.alloc(50 * 1024 * 1024, ' ');
    const bomb = gzipSync(large);
    expect(bomb.length).to.be.below(64 * 1024);
    const before = process.memoryUsage().rss;
    for (let time = 0; time < 3; time++) {
      const packed = { 'content-encoding': 'gzip' };
      expect(await startRun(bomb, packed)).to.include({ status: 413, code: 'body_too_large' });
      expect(await deliver(bomb, packed, large)).to.include({ status: 413, code: 'body_too_large' });
    }
    expect(process.memoryUsage().rss - before).to.be.below(40 * 1024 * 1024);
    const answer = await deliver(large).catch((error: unknown) => error);
    // The connection may be cut while we still send.
    if (!(answer instanceof Error)) expect(answer).to.include({ status: 413 });
    expect(outcomes.length).to.be.at.least(3);
    expect(new Set(outcomes)).to.deep.equal(new Set(['refused']));
  });

  it('that says it is packed in a way it isn’t, or nobody knows, is refused', async () => {
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'rot13']) {
      expect(await deliver('{}', { 'content-encoding': encoding })).to.include({ code: 'body_invalid' });
      expect(await startRun('{}', { 'content-encoding': encoding })).to.include({ code: 'body_invalid' });
    }
  });

  it('packed is what it is unpacked: that is what is signed', async () => {
    const event = '{"id":1}';
    expect(await deliver(gzipSync(event), { 'content-encoding': 'gzip' }, event)).to.include({ status: 202 });
    await until(async () => parsed === 1);
  });

  it('made by a parser of one’s own is a failed event, not a stack that overflows', async () => {
    expect(await deliver('{"id":2}')).to.include({ status: 202 });
    const failed = await until(async () => {
      const [job] = await queues.events.getFailed();
      return job;
    });
    expect(failed.failedReason).to.match(/^\[event_parsing_failure\].*nests deeper than 64 levels/);
  });

  it('is counted as well when nobody signed it', async () => {
    expect(await deliver('{}', { 'x-signature': 'a'.repeat(64) })).to.include({ status: 401 });
    expect(outcomes).to.deep.equal(['refused']);
    expect(await send('/hooks/nothing', '{}')).to.include({ status: 404 });
    expect(outcomes).to.deep.equal(['refused']);
  });
});
