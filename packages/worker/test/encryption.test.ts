import { randomBytes } from 'node:crypto';
import { RejectedItemError } from '@hrflow-sync/connectors';
import { DataKeys, DeadLetters, jobIds, Pauses, requestRun, type PushJob } from '@hrflow-sync/core';
import { expect } from 'chai';
import type { Job } from 'bullmq';
import { contentsOf } from '../../../test/support/contents.js';
import { until } from '../../../test/support/until.js';
import { startEngine, workflowOver, type EngineFixture, type Item } from './support/engine-fixture.js';

const PEOPLE = Array.from({ length: 4 }, (_, index) => ({
  reference: `c-${index}`,
  first_name: `Quetzalia${index}`,
  last_name: `Ostrowczyk${index}`,
  email: `quetzalia${index}@people.example`,
  phone: `+33 7 99 88 77 0${index}`,
}));
const TRACE = /Quetzalia|Ostrowczyk|people\.example|99 88 77/i;

const newKey = (): string => randomBytes(32).toString('base64');
const environmentWith = (...keys: string[]): NodeJS.ProcessEnv => ({ DATA_ENCRYPTION_KEYS: keys.join() });

describe('personal data in Redis, with data keys', () => {
  let engine: EngineFixture;
  let pushed: Item[];
  let refused: (item: Item) => boolean;

  beforeEach(() => {
    pushed = [];
    refused = () => false;
  });
  afterEach(() => engine.close());

  const workflow = (options = {}) =>
    workflowOver(
      {
        pull: () => ({ items: PEOPLE, next: null }),
        push: (item) => {
          if (refused(item)) {
            const { first_name: first, last_name: last, email, phone } = item;
            const message = `${String(first)} ${String(last)} <${String(email)}> ${String(phone)} exists`;
            throw new RejectedItemError(message, { code: 'conflict' });
          }
          pushed.push(item);
          return 'written';
        },
      },
      options,
    );
  const traces = async (): Promise<string[]> => {
    const contents = [...(await contentsOf(engine.redis, engine.prefix))];
    return contents.flatMap(([key, text]) => (TRACE.test(text) ? [key] : []));
  };
  const pushJobs = async (): Promise<Job<PushJob>[]> =>
    (await engine.queues.pushes.getJobs(['waiting', 'failed', 'delayed'])) as Job<PushJob>[];

  it('is nowhere to be read: not in items on their way, in dead letters, nor in what is said of them', async () => {
    refused = ({ reference }) => reference === 'c-1';
    engine = await startEngine(workflow(), { workers: 0, environment: environmentWith(`a:${newKey()}`) });
    await engine.queues.pushes.pause();
    await engine.addWorker();
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await until(async () => (await pushJobs()).length === PEOPLE.length);
    expect(await traces()).to.deep.equal([]);
    await engine.queues.pushes.resume();
    await until(async () => (await engine.ledger.read(runId))?.finishedAt !== undefined);
    expect(await traces()).to.deep.equal([]);
    expect(pushed).to.have.deep.members(PEOPLE.filter(({ reference }) => reference !== 'c-1'));
    const [letter] = await engine.ledger.deadLetters(runId);
    expect(letter?.message).to.equal('[personal] [personal] <[personal]> [personal] exists');
    expect((await pushJobs())[0]?.failedReason).to.contain('[personal] exists');
  });

  it('is nowhere to be read in what is kept for a callback, and whole when the callback has it', async () => {
    const seen: unknown[] = [];
    let during: string[] = ['not looked'];
    const callback = async ({ items }: { items: AsyncIterable<unknown> }): Promise<void> => {
      during = await traces();
      for await (const item of items) seen.push(item);
    };
    engine = await startEngine(workflow({ callback }), { environment: environmentWith(`a:${newKey()}`) });
    expect((await engine.run()).events).to.include({ write_success: 4, callback_failure: 0 });
    expect(during).to.deep.equal([]);
    expect(seen).to.have.deep.members(PEOPLE);
  });

  it('is nowhere to be read in what a dry run shows', async () => {
    const environment = environmentWith(`a:${newKey()}`);
    engine = await startEngine(workflow({ persist: false }), { environment });
    const { run_id } = await engine.run();
    expect(await traces()).to.deep.equal([]);
    expect(await engine.items.previewed('numbers', run_id)).to.deep.equal(PEOPLE.slice(0, 3));
  });

  it('is nowhere to be read in records that were handed in', async () => {
    const environment = environmentWith(`a:${newKey()}`);
    engine = await startEngine(workflow(), { workers: 0, environment });
    const given = { as: 'items' as const, records: PEOPLE, dataKeys: DataKeys.read(environment) };
    await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'webhook', given, subject: 's' });
    expect(await traces()).to.deep.equal([]);
    await engine.addWorker();
    await until(async () => pushed.length === PEOPLE.length);
    expect(pushed).to.have.deep.members(PEOPLE);
  });

  it('is read with an old key after a new one was put before it, and with none that is gone', async () => {
    refused = () => true;
    const old = `old:${newKey()}`;
    engine = await startEngine(workflow(), { workers: 0, environment: environmentWith(old) });
    const first = await engine.addWorker();
    const { run_id: runId } = await engine.run();
    await first.close();
    refused = () => false;
    await engine.addWorker({}, { environment: environmentWith(`new:${newKey()}`) });
    const letters = new DeadLetters(engine.ledger, engine.queues);
    const pauses = new Pauses(engine.redis, engine.prefix);
    await letters.retryAll({ runId });
    const pause = await until(() => pauses.find('numbers'));
    expect(pause).to.include({ code: 'data_key_missing' });
    expect(pause.message).to.contain('"old"');
    expect(pushed).to.deep.equal([]);
  });

  it('goes on once the missing key is there', async () => {
    refused = () => true;
    const [old, young] = [`old:${newKey()}`, `new:${newKey()}`];
    engine = await startEngine(workflow(), { workers: 0, environment: environmentWith(old) });
    const first = await engine.addWorker();
    const { run_id: runId } = await engine.run();
    await first.close();
    refused = () => false;
    await engine.addWorker({}, { environment: environmentWith(young, old) });
    await new DeadLetters(engine.ledger, engine.queues).retryAll({ runId });
    await until(async () => pushed.length === PEOPLE.length);
    expect(pushed).to.have.deep.members(PEOPLE);
    await until(async () => (await engine.ledger.result(runId)).status === 'success');
  });

  it('opens in no other job: an item moved by somebody is a dead letter, and pushed nowhere', async () => {
    engine = await startEngine(workflow(), { workers: 0, environment: environmentWith(`a:${newKey()}`) });
    await engine.queues.pushes.pause();
    await engine.addWorker();
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await until(async () => (await pushJobs()).length === PEOPLE.length);
    const job = (ordinal: number) => engine.queues.pushes.getJob(jobIds.push(runId, ordinal));
    const [from, to] = await Promise.all([job(0), job(1)]);
    await to?.updateData({ ...to.data, item: (from?.data as PushJob | undefined)?.item });
    await engine.queues.pushes.resume();
    await until(async () => (await engine.ledger.read(runId))?.finishedAt !== undefined);
    expect(await engine.ledger.deadLetters(runId)).to.have.length(1);
    expect((await engine.ledger.deadLetters(runId))[0]).to.include({ ordinal: 1, code: 'data_unreadable' });
    expect(pushed.map(({ reference }) => reference)).to.have.members(['c-0', 'c-2', 'c-3']);
  });

  it('that was stored before there was a key is pushed all the same', async () => {
    engine = await startEngine(workflow(), { workers: 0 });
    await engine.queues.pushes.pause();
    const plain = await engine.addWorker();
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await until(async () => (await pushJobs()).length === PEOPLE.length);
    expect(await traces()).to.not.deep.equal([]);
    await plain.close();
    await engine.addWorker({}, { environment: environmentWith(`a:${newKey()}`) });
    await engine.queues.pushes.resume();
    await until(async () => (await engine.ledger.read(runId))?.finishedAt !== undefined);
    expect(pushed).to.have.deep.members(PEOPLE);
    expect(await traces()).to.deep.equal([]);
  });
});
