import { announceWorkflows, connectRedis, KnownWorkflows, type Workflow } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { newPrefix, redisUrl } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';
import { workflowOver } from '../../../worker/test/support/engine-fixture.js';

const DAY_MS = 86_400_000;

describe('what others know of workflows', () => {
  let redis: Redis;
  let prefix: string;

  beforeEach(() => {
    redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
    prefix = newPrefix();
  });
  afterEach(() => redis.disconnect());

  const workflow = (id: string): Workflow =>
    workflowOver(
      { pull: () => ({ items: [], next: null }), push: () => 'written' },
      {
        id,
        schedule: { cron: '0 2 * * *', timezone: 'Europe/Paris' },
        connectorAuth: { auth: 'a-secret-key' },
        pullParameters: { subject: 'a-secret-parameter' },
      },
    );

  it('is told by whoever has their files, without parameters and credentials', async () => {
    const announcement = announceWorkflows({
      redis,
      prefix,
      workflows: new Map([
        ['b', workflow('b')],
        ['a', workflow('a')],
      ]),
      onError: (error) => expect.fail(error.message),
    });
    const known = new KnownWorkflows(redis, prefix);
    const list = await until(async () => {
      const told = await known.list();
      return told.length === 2 && told;
    });
    announcement.close();
    expect(list.map(({ id }) => id)).to.deep.equal(['a', 'b']);
    expect(list[0]).to.deep.include({
      action: 'update_profiles_in_hrflow',
      connector: 'Numbers',
      direction: 'inbound',
      entity: 'profile',
      schedule: { cron: '0 2 * * *', timezone: 'Europe/Paris' },
      webhook: false,
    });
    expect(JSON.stringify(await redis.hgetall(`${prefix}:ledger:workflows`))).not.to.contain('secret');
  });

  it('is forgotten a month after nobody has it any more', async () => {
    const known = new KnownWorkflows(redis, prefix);
    await known.announce([workflow('gone')], Date.now() - 31 * DAY_MS);
    await known.announce([workflow('kept')], Date.now() - 29 * DAY_MS);
    await known.announce([]);
    expect((await known.list()).map(({ id }) => id)).to.deep.equal(['kept']);
  });
});
