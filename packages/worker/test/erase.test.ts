import { RejectedItemError } from '@hrflow-sync/connectors';
import { DataKeys, Eraser, requestRun } from '@hrflow-sync/core';
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

const PERSON = { reference: 'ref-of-ada', name: 'Ada Martin', email: 'ada.martin@example.com' };
const OTHER = { reference: 'ref-of-bob', name: 'Bob Durand', email: 'bob.durand@example.com' };
const TRACES = Object.values(PERSON);

describe('erasing an item', () => {
  let engine: EngineFixture;
  let eraser: Eraser;
  let world: World;
  let rejects: (item: Item) => boolean;

  beforeEach(() => {
    rejects = () => false;
    world = {
      pull: () => ({ items: [PERSON, OTHER], next: null }),
      push: (item) => {
        if (!rejects(item)) return 'written';
        throw new RejectedItemError(`${String(item['email'])} is used already`, { code: 'conflict' });
      },
    };
  });
  afterEach(() => engine.close());

  const start = async (options = {}, workers = 1): Promise<void> => {
    engine = await startEngine(workflowOver(world, options), { workers });
    eraser = new Eraser(engine.redis, engine.prefix, engine.queues, engine.ledger, DataKeys.none);
  };
  /** Keys that hold anything of the person. */
  const traces = async (): Promise<string[]> => {
    const contents = [...(await contentsOf(engine.redis, engine.prefix))];
    return contents.flatMap(([key, text]) =>
      TRACES.some((trace) => `${key} ${text}`.includes(trace)) ? [key] : [],
    );
  };

  it('leaves nothing of a dead letter, and the counts of its run right', async () => {
    rejects = ({ reference }) => reference === PERSON.reference;
    await start();
    const { run_id } = await engine.run();
    expect(await traces()).to.have.length.greaterThan(1);
    const receipt = await eraser.erase(PERSON.reference);
    expect(receipt).to.include({ reference: PERSON.reference, deadLetters: 1, jobs: 0, inFlight: 0 });
    expect(await traces()).to.deep.equal([]);
    const { events, status } = await engine.ledger.result(run_id);
    expect(events).to.include({ read_success: 2, write_success: 1, write_failure: 0, logics_discard: 1 });
    expect(status).to.equal('success');
  });

  it('leaves nothing of an item that waits, and lets its run end', async () => {
    await start({}, 0);
    await engine.queues.pushes.pause();
    await engine.addWorker();
    const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await until(async () => (await engine.queues.pushes.getWaitingCount()) === 2);
    expect(await eraser.erase(PERSON.reference)).to.include({ jobs: 1 });
    expect(await traces()).to.deep.equal([]);
    await engine.queues.pushes.resume();
    const record = await until(async () => {
      const known = await engine.ledger.read(runId);
      return known?.finishedAt !== undefined && known;
    });
    expect(record.events).to.include({ write_success: 1, logics_discard: 1 });
  });

  it('leaves no fingerprint, no copy for a callback, no preview and no reason of one that was dropped', async () => {
    rejects = ({ reference }) => reference === PERSON.reference;
    await start({ skipUnchanged: true });
    await engine.run();
    rejects = () => false;
    await engine.run();
    const [run = { runId: '' }] = await engine.ledger.runIds(1);
    const place = { workflowId: 'numbers', runId: run.runId, ordinal: 7 };
    const copy = { reference: PERSON.reference, item: JSON.stringify(PERSON) };
    await engine.items.spool(place, copy);
    await engine.items.preview(place, copy);
    const [, first = { runId: '' }] = await engine.ledger.runIds(2);
    await engine.ledger.drop(first.runId, 0, 'left the country');
    const receipt = await eraser.erase(PERSON.reference);
    expect(receipt).to.include({ fingerprints: 1, copies: 2, dropped: 1 });
    expect(await traces()).to.deep.equal([]);
    const again = await eraser.erase(PERSON.reference);
    expect(again).to.include({ fingerprints: 0, copies: 0, dropped: 0, deadLetters: 0, jobs: 0, events: 0 });
  });

  it('leaves nothing of a record that was handed in, though its run stays listed', async () => {
    await start();
    const given = { as: 'items' as const, records: [PERSON], dataKeys: DataKeys.none };
    await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'webhook', given, subject: 's' });
    await until(async () => (await engine.queues.runs.getCompletedCount()) === 1);
    expect(await traces()).to.deep.equal([]);
  });

  it('leaves nothing of an event that could not be parsed', async () => {
    await start();
    const body = JSON.stringify({ profile: PERSON });
    const data = { v: 1, workflowId: 'numbers', receivedAt: new Date().toISOString(), headers: {}, body };
    await engine.queues.events.add('event', data);
    expect(await eraser.erase(PERSON.reference)).to.include({ events: 1 });
    expect(await traces()).to.deep.equal([]);
  });

  it('takes nothing of anybody else', async () => {
    rejects = () => true;
    await start();
    const { run_id } = await engine.run();
    await eraser.erase(PERSON.reference);
    const letters = await engine.ledger.deadLetters(run_id);
    expect(letters.map(({ reference }) => reference)).to.deep.equal([OTHER.reference]);
    expect(await engine.queues.pushes.getFailedCount()).to.equal(1);
  });
});
