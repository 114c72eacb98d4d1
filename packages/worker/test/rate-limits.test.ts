import { once } from 'node:events';
import { closeConnections, type Writer } from '@hrflow-sync/connectors';
import { AccountLimits, requestRun, type Workflow } from '@hrflow-sync/core';
import { expect } from 'chai';
import { z } from 'zod';
import { cleanUp, serve, type TestServer } from '../../connectors/test/support/server.js';
import { contentsOf } from '../../../test/support/contents.js';
import {
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';

/** How long a block may stay unknown to a worker that hasn't met it. */
const NEWS_MS = 250;

describe('workers under the rate limit of an account', () => {
  let server: TestServer;
  let engine: EngineFixture;

  // Registered first, so that it runs last: the workers' connections end before the server does.
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
  });
  afterEach(async () => {
    await engine.close();
  });

  /** A workflow that sends each item to the server, one request each, with a key of its own. */
  function workflowOf(
    id: string,
    items: number,
    api: Partial<Writer<unknown, z.ZodType, unknown>['api']> = {},
  ) {
    const workflow = workflowOver({ pull: pagesOf(items, 100), push: () => 'written' });
    const target: Workflow['action']['target'] = {
      ...workflow.action.target,
      api: {
        ...workflow.action.target.api,
        baseUrl: server.url,
        authenticate: (credentials) => ({ headers: { 'x-key': (credentials as { key: string }).key } }),
        ...api,
      },
      push: async (client, _parameters, item) => {
        await client.send({ method: 'PUT', path: `items/${(item as Item).reference}` });
        return 'written';
      },
    };
    const action = { ...workflow.action, target, hrflowAuth: z.strictObject({ key: z.string() }) };
    return { ...workflow, id, action, hrflowAuth: { key: `key-of-${id}` } };
  }
  const requestsOf = (id: string) =>
    server.received.filter(({ headers }) => headers['x-key'] === `key-of-${id}`);

  it('let one account wait for an hour without holding up another, even with one push at a time', async () => {
    server.answer = ({ headers }) =>
      headers['x-key'] === 'key-of-slow'
        ? { status: 429, json: {}, headers: { 'retry-after': '3600' } }
        : { json: {} };
    const [slow, quick] = [workflowOf('slow', 150), workflowOf('quick', 150)];
    engine = await startEngine([slow, quick], { config: { PUSH_CONCURRENCY: 1 } });
    const blocked = once(engine.events, 'job.rateLimited');
    await requestRun(engine.queues, { workflowId: 'slow', trigger: 'manual' });
    await blocked;
    const result = await engine.run('quick');
    expect(result.events).to.include({ write_success: 150, write_failure: 0 });
    expect(requestsOf('slow')).to.have.length(1);
  });

  it('let one account wait for its next window without holding up another', async () => {
    const rateLimit = { requests: 2, perMs: 600_000 };
    const [slow, quick] = [workflowOf('slow', 150, { rateLimit }), workflowOf('quick', 150)];
    engine = await startEngine([slow, quick], { config: { PUSH_CONCURRENCY: 2 } });
    const waiting = once(engine.events, 'job.rateLimited');
    await requestRun(engine.queues, { workflowId: 'slow', trigger: 'manual' });
    await waiting;
    expect((await engine.run('quick')).events).to.include({ write_success: 150 });
    expect(requestsOf('slow')).to.have.length(2);
  });

  it('all hold back once one of them has met a 429, and lose nothing', async () => {
    const arrivals: number[] = [];
    let refusedAt = 0;
    server.answer = () => {
      arrivals.push(performance.now());
      if (arrivals.length !== 20) return (response) => setTimeout(() => response.end('{}'), 20);
      refusedAt = performance.now();
      return { status: 429, json: {}, headers: { 'retry-after': '2' } };
    };
    const workflow = workflowOf('shared', 300);
    engine = await startEngine([workflow], { workers: 2, config: { PUSH_CONCURRENCY: 4 } });
    const result = await engine.run('shared');
    expect(result.events).to.include({ write_success: 300, write_failure: 0 });
    expect(arrivals).to.have.length(301);
    const since = arrivals.map((at) => at - refusedAt);
    // Those under way, and those of the other worker until it has heard.
    expect(since.filter((ms) => ms > NEWS_MS + 150 && ms < 1_900)).to.deep.equal([]);
    expect(since.filter((ms) => ms >= 1_900).length).to.be.above(150);
  });

  it('come back when their turn has come, a put-back or two each', async () => {
    const rateLimit = { requests: 20, perMs: 500 };
    let putBacks = 0;
    engine = await startEngine([workflowOf('line', 90, { rateLimit })], { workers: 2 });
    engine.events.on('job.rateLimited', () => putBacks++);
    const started = performance.now();
    const result = await engine.run('line');
    expect(result.events).to.include({ write_success: 90 });
    expect(server.received).to.have.length(90);
    // Four windows have to pass before the last ten; how full each was at most is tested with processes
    // of their own, where one event loop doesn't play both sides.
    expect(performance.now() - started).to.be.within(4 * 500, 8_000);
    expect(putBacks).to.be.within(60, 250);
  });

  it('keep no credential in Redis: an account is a hash there', async () => {
    engine = await startEngine([workflowOf('secret', 5, { rateLimit: { requests: 100, perMs: 60_000 } })]);
    await engine.run('secret');
    const account = await new AccountLimits(engine.redis, engine.prefix).identify('numbers', {
      key: 'key-of-secret',
    });
    const contents = await contentsOf(engine.redis, engine.prefix);
    expect([...contents.keys()]).to.include(`${engine.prefix}:limits:${account}:sent`);
    expect(JSON.stringify([...contents]))
      .to.contain('secret')
      .and.not.to.contain('key-of-secret');
  });
});
