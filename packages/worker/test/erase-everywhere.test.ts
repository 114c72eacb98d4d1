import { randomBytes } from 'node:crypto';
import { RejectedItemError, RetryableError } from '@hrflow-sync/connectors';
import {
  DataKeys,
  DeadLetters,
  Eraser,
  jobIds,
  Pauses,
  requestRun,
  type EventJob,
  type PullJob,
  type RunRequest,
} from '@hrflow-sync/core';
import { Worker as QueueWorker } from 'bullmq';
import { expect } from 'chai';
import { contentsOf } from '../../../test/support/contents.js';
import { until } from '../../../test/support/until.js';
import {
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
  type World,
} from './support/engine-fixture.js';

const PERSON = {
  reference: 'ref-of-ada',
  name: 'Ada Martin',
  email: 'ada.martin@example.com',
  phone: '+33 6 12 34 56 78',
  // In no field that messages of errors would be rid of.
  motto: 'lovelace-1815',
};
const OTHER = {
  reference: 'ref-of-bob',
  name: 'Bob Durand',
  email: 'bob.durand@example.com',
  phone: '+33 6 99 88 77 66',
  motto: 'durand-1492',
};
type Behaviour = 'write' | 'reject' | 'fail';

describe('a person who asks to be forgotten', () => {
  let engine: EngineFixture;
  let letters: DeadLetters;
  let behaviour: { ada: Behaviour; bob: Behaviour };

  afterEach(() => engine.close());

  async function start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    behaviour = { ada: 'write', bob: 'write' };
    const world: World = {
      pull: () => ({ items: [PERSON, OTHER], next: null }),
      push(item: Item) {
        const quote = `${String(item['name'])}, ${String(item['email'])}, ${String(item['motto'])}`;
        const does = behaviour[item.reference === PERSON.reference ? 'ada' : 'bob'];
        if (does === 'reject') throw new RejectedItemError(`refused: ${quote}`, { code: 'conflict' });
        if (does === 'fail') throw new RetryableError(`down for ${quote}`, { code: 'server_error' });
        return 'written';
      },
    };
    const workflow = (id: string, options = {}) => workflowOver(world, { id, ...options });
    const workflows = [
      workflow('plain'),
      workflow('printed', { skipUnchanged: true }),
      workflow('called', { callback: () => undefined }),
      workflow('held'),
    ];
    engine = await startEngine(workflows, { environment });
    letters = new DeadLetters(engine.ledger, engine.queues);
  }

  /** Keys that hold anything of somebody. */
  const traces = async (person: typeof PERSON): Promise<string[]> => {
    const contents = [...(await contentsOf(engine.redis, engine.prefix))];
    const words = Object.values(person);
    return contents.flatMap(([key, text]) =>
      words.some((word) => `${key} ${text}`.includes(word)) ? [key.slice(engine.prefix.length + 1)] : [],
    );
  };
  const ask = (workflowId: string, more: Partial<RunRequest> = {}) =>
    requestRun(engine.queues, { workflowId, trigger: 'webhook', ...more });
  const ended = (runId: string) => until(async () => (await engine.queues.runs.getJob(runId))?.isCompleted());

  /** Pushes of theirs, closed and open, in every state but active. */
  async function leavePushes(): Promise<void> {
    behaviour.ada = 'reject';
    await engine.run('plain');
    const dropped = await engine.run('plain');
    await letters.dropAll({ runId: dropped.run_id, reference: PERSON.reference }, 'left the country');
    const mended = await engine.run('printed');
    behaviour.ada = 'write';
    await letters.retryAll({ runId: mended.run_id });
    await until(async () => (await engine.ledger.read(mended.run_id))?.deadLetters === 0);
    await ended((await ask('plain', { dryRun: true })).runId);
    behaviour.bob = 'fail';
    const called = await ask('called');
    const spool = `${engine.prefix}:ledger:run:${called.runId}:spool`;
    await until(async () => (await engine.redis.hlen(spool)) === 2);
    behaviour.ada = 'fail';
    const delayed = await ask('plain');
    await until(async () => {
      const job = await engine.queues.pushes.getJob(jobIds.push(delayed.runId, 0));
      return job?.failedReason;
    });
    await engine.queues.pushes.pause();
    await until(async () => (await engine.queues.pushes.getActiveCount()) === 0);
    const waiting = await ask('plain', { subject: 'waiting' });
    await until(async () => (await engine.queues.pushes.getJob(jobIds.push(waiting.runId, 0))) !== undefined);
  }

  /** What runs and reads were given. */
  async function leaveGiven(): Promise<void> {
    const given = { as: 'items' as const, records: [OTHER, PERSON], dataKeys: DataKeys.none };
    const pause = { code: 'operator', message: 'not today', at: new Date().toISOString(), runId: null };
    await new Pauses(engine.redis, engine.prefix).pause('held', pause);
    await ask('held', { given });
    await ended(
      (await ask('plain', { subject: 'p', overrides: { pull: { candidate_ids: PERSON.reference } } })).runId,
    );
    const totals = { pages: 0, read: 0, discarded: 0, kept: 0, skipped: 0, logicsFailed: 0, formatFailed: 0 };
    const pull: PullJob = {
      v: 1,
      runId: 'gone',
      workflowId: 'gone',
      page: 0,
      cursor: null,
      ended: false,
      dryRun: false,
      given: { as: 'items', records: given.records.map((record) => JSON.stringify(record)) },
      totals,
      resumeToken: null,
      token: null,
    };
    await engine.queues.pulls.add('pull', pull, { jobId: jobIds.pull('gone', 0) });
    await until(async () => (await engine.queues.pulls.getFailedCount()) === 1);
  }

  async function leaveEvents(): Promise<void> {
    const add = (id: string): Promise<unknown> => {
      const body = JSON.stringify({ payload: { profiles: [PERSON] } });
      const receivedAt = new Date().toISOString();
      const event: EventJob = { v: 1, workflowId: 'plain', receivedAt, headers: {}, body };
      return engine.queues.events.add('event', event, { jobId: jobIds.event('plain', id), attempts: 1 });
    };
    const connection = engine.redis.duplicate();
    const refuse = async (): Promise<never> => {
      throw new Error(`can't understand ${PERSON.email}, ${PERSON.motto}`);
    };
    const refuser = new QueueWorker('events', refuse, { connection, prefix: engine.prefix });
    await add('failed');
    await until(async () => (await engine.queues.events.getFailedCount()) === 1);
    await refuser.close();
    connection.disconnect();
    await add('waiting');
  }

  it('is nowhere in Redis any more, and everybody else is where they were', async () => {
    await start();
    await leavePushes();
    await leaveGiven();
    await leaveEvents();
    const before = await traces(PERSON);
    const ofOther = await traces(OTHER);
    // Where there is something to be found: otherwise finding nothing afterwards would say nothing.
    for (const kind of [
      /^pushes:[\w-]+-i0$/,
      /^pushes:events$/,
      /^pages:[\w-]+:failed$/,
      /^pulls:gone-q0$/,
      /^runs:[\w-]+$/,
      /^events:plain-e/,
      /^events:events$/,
      /^ledger:run:[\w-]+$/,
      /^ledger:run:[\w-]+:dead$/,
      /^ledger:run:[\w-]+:spool$/,
      /^ledger:run:[\w-]+:previews?$/,
      /^ledger:workflow:printed:fingerprints:/,
    ]) {
      expect(
        before.some((key) => kind.test(key)),
        String(kind),
      ).to.equal(true);
    }
    const eraser = new Eraser(engine.redis, engine.prefix, engine.queues, engine.ledger, DataKeys.none);
    const receipt = await eraser.erase(PERSON.reference);
    expect(await traces(PERSON)).to.deep.equal([]);
    expect(receipt).to.include({
      deadLetters: 1,
      dropped: 1,
      jobs: 2,
      fingerprints: 1,
      copies: 2,
      events: 2,
      given: 3,
      inFlight: 0,
    });
    // Streams are trimmed whole: they only repeat what happened.
    const lasting = ofOther.filter((key) => !key.endsWith(':events'));
    expect(await traces(OTHER)).to.include.members(lasting);
    expect(await eraser.erase(PERSON.reference)).to.include({
      deadLetters: 0,
      dropped: 0,
      jobs: 0,
      fingerprints: 0,
      copies: 0,
      events: 0,
      given: 0,
    });
  });

  it('leaves the others of what was handed in with them, sealed as it is, and runs that end', async () => {
    const environment = { DATA_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}` };
    const dataKeys = DataKeys.read(environment);
    await start(environment);
    await engine.queues.runs.pause();
    const { runId } = await ask('held', {
      given: { as: 'items', records: [PERSON, OTHER], dataKeys },
    });
    const eraser = new Eraser(engine.redis, engine.prefix, engine.queues, engine.ledger, dataKeys);
    expect(await eraser.erase(PERSON.reference)).to.include({ given: 1 });
    await engine.queues.runs.resume();
    await ended(runId);
    const { events, status } = await engine.ledger.result(runId);
    expect(events).to.include({ read_success: 1, write_success: 1 });
    expect(status).to.equal('success');
  });
});
