import { expect } from 'chai';
import { connectRedis, freePort, openQueues } from '@hrflow-sync/core';
import { until } from '../../../../test/support/until.js';

describe('open queues', () => {
  const { error: print } = console;
  afterEach(() => {
    console.error = print;
  });

  // BullMQ prints the errors of a queue nobody listens to: five stack traces for each attempt to reconnect.
  it('print nothing while Redis is away; whoever owns the connection is told', async () => {
    const printed: unknown[] = [];
    console.error = (...args: unknown[]) => void printed.push(args);
    const told: Error[] = [];
    const url = `redis://127.0.0.1:${await freePort()}`;
    const redis = connectRedis(url, { role: 'worker', name: 'test', onError: (error) => told.push(error) });
    const queues = openQueues(redis, '{test}');
    await until(async () => told.length >= 2);
    redis.disconnect();
    await queues.close();
    expect(printed).to.deep.equal([]);
  });
});
