import { RejectedItemError } from '@hrflow-sync/connectors';
import {
  DataKeys,
  DeadLetters,
  Fingerprints,
  jobIds,
  KnownWorkflows,
  Ledger,
  ledgerKeys,
  requestRun,
  Sweeper,
  type EventJob,
  type RetentionConfig,
  type RunRecord,
  type Workflow,
} from '@hrflow-sync/core';
import { Worker as QueueWorker } from 'bullmq';
import { expect } from 'chai';
import { contentsOf } from '../../../test/support/contents.js';
import { until } from '../../../test/support/until.js';
import {
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
  type World,
} from './support/engine-fixture.js';

const DAY_MS = 86_400_000;
const ITEMS = 5;

describe('retention', () => {
  let engine: EngineFixture;
  let world: World;
  let rejects: (item: Item) => boolean;

  beforeEach(() => {
    rejects = () => true;
    world = {
      pull: pagesOf(ITEMS, ITEMS),
      push: (item) => {
        if (rejects(item)) throw new RejectedItemError(`${item.reference} is refused`, { code: 'conflict' });
        return 'written';
      },
    };
  });
  afterEach(() => engine.close());

  const start = async (
    retention: RetentionConfig = {},
    workflow: Partial<Workflow> = {},
    workers = 1,
  ): Promise<void> => {
    engine = await startEngine(workflowOver(world, { retention, ...workflow }), { workers });
  };
  const sweeper = (options: { mostPerSweep?: number; ledger?: Ledger } = {}): Sweeper =>
    new Sweeper({ ...engine, ...options });
  /** A sweep so many days from now. */
  const sweepIn = (days: number, options = {}) => sweeper(options).sweep(Date.now() + days * DAY_MS);
  const record = async (runId: string): Promise<RunRecord> => {
    const known = await engine.ledger.read(runId);
    if (!known) throw new Error(`${runId} is not in the ledger`);
    return known;
  };
  const traces = async (word: string): Promise<string[]> => {
    const contents = [...(await contentsOf(engine.redis, engine.prefix))];
    return contents.flatMap(([key, text]) => (text.includes(word) ? [key] : []));
  };

  describe('of dead letters', () => {
    it('counts one past its time as expired, and corrects its run', async () => {
      rejects = ({ reference }) => reference === 'item-2';
      await start();
      const { run_id } = await engine.run();
      const expired: object[] = [];
      engine.events.on('deadLetters.expired', (event) => expired.push(event));
      expect(await sweepIn(29)).to.include({ deadLetters: 0, more: false });
      expect(await record(run_id)).to.include({ deadLetters: 1, expired: 0 });
      expect(await sweepIn(31)).to.include({ deadLetters: 1, more: false });
      expect(expired).to.deep.equal([{ workflow: 'numbers', runId: run_id, count: 1 }]);
      const after = await record(run_id);
      expect(after).to.include({ deadLetters: 0, expired: 1, dropped: 0, outstanding: 0 });
      expect(after.events).to.include({ write_success: 4, write_failure: 0, logics_discard: 1 });
      expect(after.lastErrors).to.deep.equal({});
      expect(await engine.ledger.result(run_id)).to.include({ status: 'success' });
      expect((await engine.queues.runs.getJob(run_id))?.returnvalue).to.containSubset({ status: 'success' });
      expect(await engine.queues.pushes.getFailedCount()).to.equal(0);
      // Its page's job was kept for its sake.
      expect(await engine.queues.pages.getCompletedCount()).to.equal(0);
      expect(await engine.ledger.deadLetterCounts()).to.deep.equal(new Map());
      await engine.queues.pushes.trimEvents(0);
      expect(await traces('item-2')).to.deep.equal([]);
    });

    it('goes by what the workflow says, and by what it says now for those that are there already', async () => {
      await start({ deadLetterDays: 60 });
      await engine.run();
      expect(await sweepIn(59)).to.include({ deadLetters: 0 });
      const changed = workflowOver(world, { retention: { deadLetterDays: 0.5 } });
      await new KnownWorkflows(engine.redis, engine.prefix).announce([changed]);
      expect(await sweepIn(0.4)).to.include({ deadLetters: 0 });
      expect(await sweepIn(0.6)).to.include({ deadLetters: ITEMS });
    });

    it('begins anew for one that was retried and failed again', async () => {
      await start();
      const { run_id } = await engine.run();
      const [first] = await engine.ledger.deadLetters(run_id);
      const later = new Date(Date.now() + 10 * DAY_MS).toISOString();
      await engine.ledger.bury(run_id, { ...first!, at: later });
      expect(await sweepIn(31)).to.include({ deadLetters: ITEMS - 1 });
      expect(await record(run_id)).to.include({ deadLetters: 1, expired: ITEMS - 1 });
      expect(await engine.queues.pushes.getFailedCount()).to.equal(1);
      expect(await sweepIn(41)).to.include({ deadLetters: 1 });
      expect(await record(run_id)).to.include({ deadLetters: 0, expired: ITEMS });
    });

    it('leaves alone what was retried and is on its way', async () => {
      await start();
      const { run_id } = await engine.run();
      rejects = () => false;
      await engine.queues.pushes.pause();
      const letters = new DeadLetters(engine.ledger, engine.queues);
      await letters.retryAll({ runId: run_id });
      expect(await sweepIn(31)).to.include({ deadLetters: 0 });
      expect(await engine.queues.pushes.getWaitingCount()).to.equal(ITEMS);
      await engine.queues.pushes.resume();
      await until(async () => (await record(run_id)).events.write_success === ITEMS);
      expect(await record(run_id)).to.include({ expired: 0, deadLetters: 0 });
    });

    it('takes away no more than one sweep may, and says that there is more', async () => {
      await start();
      const { run_id } = await engine.run();
      expect(await sweepIn(31, { mostPerSweep: 3 })).to.include({ deadLetters: 3, more: true });
      expect(await record(run_id)).to.include({ deadLetters: 2, expired: 3 });
      expect(await sweepIn(31, { mostPerSweep: 3 })).to.include({ deadLetters: 2, more: false });
      expect(await record(run_id)).to.include({ deadLetters: 0, expired: ITEMS });
    });

    it('counts each once, however many sweep at once', async () => {
      await start();
      const { run_id } = await engine.run();
      const sweeps = await Promise.all(Array.from({ length: 4 }, () => sweepIn(31)));
      expect(sweeps.reduce((sum, { deadLetters }) => sum + deadLetters, 0)).to.equal(ITEMS);
      expect(await record(run_id)).to.include({ deadLetters: 0, expired: ITEMS, outstanding: 0 });
      expect(await engine.queues.pushes.getFailedCount()).to.equal(0);
      expect(await engine.ledger.deadLetterCounts()).to.deep.equal(new Map());
    });

    it('makes up for a sweep that died between a job and its letter', async () => {
      await start();
      const { run_id } = await engine.run();
      await engine.queues.pushes.remove(jobIds.push(run_id, 0), { removeChildren: false });
      expect(await sweepIn(31)).to.include({ deadLetters: ITEMS });
      expect(await record(run_id)).to.include({ deadLetters: 0, expired: ITEMS });
    });

    it('makes up for a sweep that died before it told what the run came to', async () => {
      await start();
      const { run_id } = await engine.run();
      class DyingLedger extends Ledger {
        override publishResult(): never {
          throw new Error('killed');
        }
      }
      const dying = sweepIn(31, { ledger: new DyingLedger(engine.redis, engine.prefix) });
      await dying.then(
        () => expect.fail('it was to die'),
        (error: Error) => expect(error.message).to.equal('killed'),
      );
      const shown = async (): Promise<unknown> =>
        (await engine.queues.runs.getJob(run_id))?.returnvalue?.events.write_failure;
      expect(await shown()).to.equal(ITEMS);
      expect(await engine.ledger.deadLetterCounts()).to.deep.equal(new Map());
      await sweepIn(31);
      expect(await shown()).to.equal(0);
      expect(await engine.redis.zcard(ledgerKeys(engine.prefix).deadRuns())).to.equal(0);
    });
  });

  describe('of reads that failed', () => {
    const PERSON = { reference: 'ada', email: 'ada@example.com' };

    it('takes a read away with what it was given, once it could be retried for long enough', async () => {
      await start();
      // Nobody has its file any more: the read fails for good.
      engine.workflows.delete('numbers');
      await engine.ledger.start({
        runId: 'given',
        workflowId: 'numbers',
        action: 'update_profiles_in_hrflow',
        trigger: 'webhook',
        dryRun: false,
        incremental: false,
        startedAt: new Date(),
      });
      const totals = {
        pages: 0,
        read: 0,
        discarded: 0,
        kept: 0,
        skipped: 0,
        logicsFailed: 0,
        formatFailed: 0,
      };
      await engine.queues.pulls.add(
        'pull',
        {
          v: 1,
          runId: 'given',
          workflowId: 'numbers',
          page: 0,
          cursor: null,
          ended: false,
          dryRun: false,
          given: { as: 'items', records: [JSON.stringify(PERSON)] },
          totals,
          resumeToken: null,
          token: null,
        },
        { jobId: jobIds.pull('given', 0) },
      );
      await until(async () => (await engine.queues.pulls.getFailedCount()) === 1);
      expect(await sweepIn(29)).to.include({ reads: 0 });
      expect(await traces(PERSON.email)).to.have.length(1);
      expect(await sweepIn(31)).to.include({ reads: 1 });
      expect(await traces(PERSON.email)).to.deep.equal([]);
    });

    it('keeps nothing of what was given to a run that could not start', async () => {
      world.check = async () => {
        throw new RejectedItemError('no such source', { code: 'not_found' });
      };
      await start();
      const given = { as: 'items' as const, records: [PERSON], dataKeys: DataKeys.none };
      const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'webhook', given });
      await until(async () => (await engine.queues.runs.getCompletedCount()) === 1);
      expect(await engine.ledger.result(runId)).to.include({ status: 'fatal' });
      expect(await traces(PERSON.email)).to.deep.equal([]);
    });
  });

  describe('of events that could not be understood', () => {
    it('goes by time and by what their workflow says', async () => {
      await start({ eventDays: 20 });
      // A worker of the test's own: the scheduler's would parse them.
      const connection = engine.redis.duplicate();
      const refuser = new QueueWorker(
        'events',
        async () => {
          throw new Error('not understood');
        },
        { connection, prefix: engine.prefix },
      );
      for (const workflowId of ['numbers', 'others']) {
        const event: EventJob = {
          v: 1,
          workflowId,
          receivedAt: new Date().toISOString(),
          headers: {},
          body: 'people’s data',
        };
        await engine.queues.events.add('event', event, { jobId: jobIds.event(workflowId, '1'), attempts: 1 });
      }
      await until(async () => (await engine.queues.events.getFailedCount()) === 2);
      expect(await sweepIn(6)).to.include({ events: 0 });
      expect(await sweepIn(8)).to.include({ events: 1 });
      expect(await engine.queues.events.getJob(jobIds.event('numbers', '1'))).to.not.equal(undefined);
      expect(await sweepIn(21)).to.include({ events: 1 });
      expect(await traces('people’s data')).to.deep.equal([]);
      await refuser.close();
      connection.disconnect();
    });
  });

  describe('of runs', () => {
    /** Keys that name a run, but for those of BullMQ that hold what happened lately. */
    const keysOf = async (runId: string): Promise<string[]> =>
      [...(await contentsOf(engine.redis, engine.prefix))].flatMap(([key, text]) =>
        !key.endsWith(':events') && `${key} ${text}`.includes(runId) ? [key] : [],
      );

    it('leaves nothing of one whose time is over, dead letters and all, and keeps those of other workflows', async () => {
      await start({ runDays: 10, deadLetterDays: 10 });
      engine.workflows.set('others', workflowOver(world, { id: 'others' }));
      const { run_id } = await engine.run();
      const other = await engine.run('others');
      expect(await sweepIn(9)).to.include({ runs: 0 });
      expect(await sweepIn(11)).to.include({ runs: 1, deadLetters: ITEMS });
      expect(await engine.ledger.read(run_id)).to.equal(undefined);
      expect((await keysOf(run_id)).filter((key) => !key.endsWith(':ended'))).to.deep.equal([]);
      expect((await engine.ledger.runIds(10)).map(({ runId }) => runId)).to.deep.equal([other.run_id]);
      expect(await record(other.run_id)).to.include({ deadLetters: ITEMS });
    });

    it('lets Redis forget a run a day after a sweep would have, should none come', async () => {
      await start({ runDays: 10 });
      const { run_id } = await engine.run();
      const left = await engine.redis.ttl(ledgerKeys(engine.prefix).run(run_id));
      expect(left).to.be.within(11 * 86_400 - 60, 11 * 86_400);
    });

    it('ends dead letters younger than their run with it', async () => {
      await start({ runDays: 10, deadLetterDays: 10 });
      const { run_id } = await engine.run();
      const [first] = await engine.ledger.deadLetters(run_id);
      const later = new Date(Date.now() + 9 * DAY_MS).toISOString();
      await engine.ledger.bury(run_id, { ...first!, at: later });
      expect(await sweepIn(11)).to.include({ deadLetters: ITEMS, runs: 1 });
      expect(await engine.queues.pushes.getFailedCount()).to.equal(0);
    });

    it('takes away jobs whose run Redis has forgotten', async () => {
      await start();
      const { run_id } = await engine.run();
      const { run, dead, settled } = ledgerKeys(engine.prefix);
      await engine.redis.del(run(run_id), dead(run_id), settled(run_id));
      expect(await sweepIn(89)).to.include({ leftovers: 0 });
      expect(await sweepIn(91)).to.include({ leftovers: ITEMS });
      expect(await engine.queues.pushes.getFailedCount()).to.equal(0);
      expect(await engine.queues.pages.getCompletedCount()).to.equal(0);
      expect(await engine.ledger.runIds(10)).to.deep.equal([]);
    });

    it('forgets one that never ended and has no job any more, and waits for one that has', async () => {
      await start({}, {}, 0);
      const runOf = { workflowId: 'numbers', trigger: 'manual' } as const;
      const about = { action: 'a', dryRun: false, incremental: false, startedAt: new Date() };
      for (const runId of ['orphan', 'paused']) await engine.ledger.start({ ...runOf, ...about, runId });
      const letter = { ordinal: 0, reference: 'r', code: 'conflict', message: 'no', attempts: 1 };
      const at = new Date().toISOString();
      await engine.ledger.bury('orphan', { ...letter, event: 'write_failure', at });
      await requestRun(engine.queues, { ...runOf, runId: 'paused' });
      await new KnownWorkflows(engine.redis, engine.prefix).announce(engine.workflows.values());
      expect(await sweepIn(91)).to.include({ deadLetters: 1, runs: 1 });
      expect(await engine.ledger.deadLetterCounts()).to.deep.equal(new Map());
      expect((await engine.ledger.runIds(10)).map(({ runId }) => runId)).to.deep.equal(['paused']);
      expect(await engine.ledger.read('orphan')).to.equal(undefined);
      expect(await record('paused')).to.include({ workflowId: 'numbers' });
    });
  });

  describe('of fingerprints', () => {
    const ttlOf = async (): Promise<number> => {
      const keys = await engine.redis.keys(`${engine.prefix}:ledger:workflow:numbers:fingerprints:*`);
      expect(keys).to.have.length(ITEMS);
      return engine.redis.ttl(keys[0] ?? '');
    };

    it('is the workflow’s, and shorter for those that are there once it says so', async () => {
      rejects = () => false;
      await start({ fingerprintDays: 100 }, { skipUnchanged: true });
      await engine.run();
      expect(await ttlOf()).to.be.within(100 * 86_400 - 60, 100 * 86_400);
      const changed = workflowOver(world, { retention: { fingerprintDays: 7 } });
      await new KnownWorkflows(engine.redis, engine.prefix).announce([changed]);
      expect(await sweepIn(0)).to.include({ fingerprints: ITEMS });
      expect(await ttlOf()).to.be.within(7 * 86_400 - 60, 7 * 86_400);
      // Not pushed further into the future by each sweep.
      await engine.redis.pexpire(
        (await engine.redis.keys(`${engine.prefix}:ledger:workflow:numbers:fingerprints:*`))[0] ?? '',
        5_000_000,
      );
      expect(await sweepIn(1)).to.include({ fingerprints: 0 });
    });

    it('leaves no less than was said when it is made longer', async () => {
      await start();
      const prints = new Fingerprints(engine.redis, engine.prefix);
      await prints.remember('numbers', { reference: 'r', digest: 'd' });
      const longer = workflowOver(world, { retention: { fingerprintDays: 300 } });
      await new KnownWorkflows(engine.redis, engine.prefix).announce([longer]);
      expect(await sweepIn(0)).to.include({ fingerprints: 0 });
      expect(await prints.find('numbers', 'r')).to.equal('d');
    });
  });
});
