import { EVENT_SOURCES } from '@hrflow-sync/connectors';
import { env, openQueues, type HttpServer, type OpenQueues, type Workflow } from '@hrflow-sync/core';
import { startApi } from '@hrflow-sync/scheduler';
import { expect } from 'chai';
import { failureOf, forgeJob, type ForgedJob } from '../../../test/support/forged-job.js';
import { until } from '../../../test/support/until.js';
import { files, SchedulerFixture, workflow } from './support/fixture.js';

const EVENT = 'often-eaaaaaaaaaaaaaaaaaaaaaa';
const tick = { v: 1, workflowId: 'often' };
const event = { v: 1, workflowId: 'often', receivedAt: '2026-01-01T00:00:00.000Z', headers: {}, body: '{}' };

/** Longer than any text of its kind. */
const ENDLESS = 'x'.repeat(65_537);

/** Queue, what is wrong with the job, its id, its data, and where the failure says it is. */
const FORGED: readonly [queue: string, what: string, id: string, data: object | string, at: string][] = [
  ['ticks', 'is no object', 'repeat:often:1', '7', ''],
  ['ticks', 'is of no workflow there can be', 'repeat:a:b:1', { ...tick, workflowId: 'a:b' }, 'workflowId'],
  ['ticks', 'is the tick of another schedule', 'repeat:other:1', tick, 'id'],
  ['ticks', 'is due at no time', 'repeat:often:soon', tick, 'id'],
  ['ticks', 'has a way of its own with late ones', 'repeat:often:1', { ...tick, misfire: 'eval' }, 'misfire'],
  ['events', 'is nothing', EVENT, 'null', ''],
  ['events', 'is of no workflow there can be', '../x-eaaa', { ...event, workflowId: '../x' }, 'workflowId'],
  ['events', 'is the event of another workflow', 'other-eaaa', event, 'id'],
  ['events', 'came at no time', EVENT, { ...event, receivedAt: 'now' }, 'receivedAt'],
  ['events', 'has headers that are no texts', EVENT, { ...event, headers: { host: {} } }, 'headers.host'],
  ['events', 'holds a body that is no text', EVENT, { ...event, body: { type: 'x' } }, 'body'],
  ['ticks', 'is no JSON', 'repeat:often:1', '{"v":1,', ''],
  ['events', 'is no JSON', EVENT, '{"v":1,', ''],
  ['events', 'has an endless header', EVENT, { ...event, headers: { 'x-long': ENDLESS } }, 'headers.x-long'],
  ['events', 'holds an endless body', EVENT, { ...event, body: ENDLESS.repeat(256) }, 'body'],
];

describe('a job that somebody else wrote into the queues of a scheduler', () => {
  let fixture: SchedulerFixture;
  let queues: OpenQueues;
  let api: HttpServer;
  let parsed: unknown[];

  beforeEach(async () => {
    parsed = [];
    fixture = new SchedulerFixture();
    queues = openQueues(fixture.redis, fixture.prefix);
    const often: Workflow = workflow(
      'often',
      { every: 3_600_000 },
      {
        webhook: {
          secret: env('HOOK_SECRET'),
          source: EVENT_SOURCES.hrflow,
          parse: (body) => {
            parsed.push(body);
            return null;
          },
        },
      },
    );
    const loaded = files(often);
    await fixture.start(loaded);
    // The first tick of a schedule by interval is due at once.
    await until(async () => (await queues.ticks.getCompletedCount()) === 1);
    api = await startApi({
      connection: fixture.redis,
      prefix: fixture.prefix,
      tokens: [],
      environment: { HOOK_SECRET: 'x' },
      workflows: () => loaded.workflows,
      events: fixture.events,
      deliveriesPerMinute: 100,
      version: '1',
      port: 0,
      host: '127.0.0.1',
      onError: () => undefined,
    });
  });
  afterEach(async () => {
    await api.close();
    await queues.close();
    await fixture.close();
  });

  const forge = (job: ForgedJob): Promise<void> => forgeJob(fixture.redis, fixture.prefix, job);

  for (const [queue, what, id, data, at] of FORGED) {
    it(`fails in "${queue}" when it ${what}; nothing of it is used, and other jobs go on`, async () => {
      const runs = await queues.runs.getJobCountByTypes('waiting');
      const job = { queue, id, data: typeof data === 'string' ? data : JSON.stringify(data) };
      await forge(job);
      const failure = await until(() => failureOf(fixture.redis, fixture.prefix, job));
      expect(failure)
        .to.match(/^\[payload_invalid\] /)
        .and.contain(`] ${at}`);
      expect(parsed).to.deep.equal([]);
      expect(await queues.runs.getJobCountByTypes('waiting')).to.equal(runs);
      await forge({ queue: 'events', id: `${EVENT}-ours`, data: JSON.stringify(event) });
      await forge({ queue: 'ticks', id: 'repeat:often:60000', data: JSON.stringify(tick) });
      await until(async () => (await queues.events.getCompletedCount()) === 1);
      await until(async () => (await queues.ticks.getCompletedCount()) === 2);
      expect(parsed).to.deep.equal([{}]);
    });
  }

  for (const [queue, id] of [
    ['ticks', 'repeat:often:1'],
    ['events', EVENT],
  ] as const) {
    it(`is put aside in "${queue}" when a newer release wrote it`, async () => {
      const parked: unknown[] = [];
      fixture.events.on('job.parked', (said) => parked.push(said));
      await forge({ queue, id, data: '{"v":2}' });
      await until(
        async () => (await fixture.redis.zscore(`${fixture.prefix}:${queue}:delayed`, id)) !== null,
      );
      expect(parked).to.deep.equal([{ queue, jobId: id, version: 2 }]);
    });
  }
});
