import { DataKeys, requestRun, type RunRequest } from '@hrflow-sync/core';
import { expect } from 'chai';
import { z } from 'zod';
import { until } from '../../../test/support/until.js';
import {
  finished,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';

describe('a run with parameters or items of its own', () => {
  let engine: EngineFixture;
  let pulledWith: unknown[];
  let pushedWith: unknown[];
  let pushed: Item[];

  const { none: dataKeys } = DataKeys;

  afterEach(() => engine.close());

  const start = async (
    more = {},
    callback?: (context: { pullParameters: unknown }) => void,
    detail?: (listed: Item) => Promise<Item>,
  ): Promise<void> => {
    pulledWith = [];
    pushedWith = [];
    pushed = [];
    const workflow = workflowOver(
      { pull: () => ({ items: [], next: null }), push: () => 'written', ...(detail && { detail }) },
      { pullParameters: { city: 'Paris', limit: 5 }, pushParameters: { source: 'a' }, ...more },
    );
    const action = {
      ...workflow.action,
      origin: {
        ...workflow.action.origin,
        parameters: z.strictObject({ city: z.string(), limit: z.number() }),
        pull: async (_client: unknown, parameters: unknown) => {
          pulledWith.push(parameters);
          return { items: [{ reference: 'read' }], next: null, token: 'z' };
        },
      },
      target: {
        ...workflow.action.target,
        parameters: z.strictObject({ source: z.string() }),
        push: async (_client: unknown, parameters: unknown, item: unknown) => {
          pushedWith.push(parameters);
          pushed.push(item as Item);
          return 'written' as const;
        },
      },
    };
    engine = await startEngine({ ...workflow, action, ...(callback && { callback }) });
  };
  const run = async (request: Pick<RunRequest, 'given' | 'overrides'>) => {
    // A run is told as finished a moment before its job is, and until then it is in flight.
    const { runId } = await until(async () => {
      const ticket = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'api', ...request });
      return ticket.added && ticket;
    });
    return finished(engine.events, runId);
  };

  it("has the workflow's parameters but for those it names", async () => {
    await start();
    const result = await run({ overrides: { pull: { city: 'Lyon' }, push: { source: 'b' } } });
    expect(result.status).to.equal('success');
    expect(pulledWith).to.deep.equal([{ city: 'Lyon', limit: 5 }]);
    expect(pushedWith).to.deep.equal([{ source: 'b' }]);
    await run({});
    expect(pulledWith.at(-1)).to.deep.equal({ city: 'Paris', limit: 5 });
    expect(pushedWith.at(-1)).to.deep.equal({ source: 'a' });
  });

  it('is fatal, with the field, when they do not pass the schema', async () => {
    await start();
    const result = await run({ overrides: { pull: { limit: 'many' } } });
    expect(result).to.include({ status: 'fatal', reason: 'bad_origin_parameters' });
    expect(result.message).to.contain('pullParameters.limit');
    expect(pulledWith).to.deep.equal([]);
  });

  it('neither uses nor moves the incremental token', async () => {
    await start({ incremental: true });
    const result = await run({ overrides: { pull: { city: 'Lyon' } } });
    expect(result).to.include({ incremental: false, incremental_token: null });
    expect(await engine.ledger.token('numbers', 'update_profiles_in_hrflow')).to.equal(null);
    await run({});
    expect(await engine.ledger.token('numbers', 'update_profiles_in_hrflow')).to.equal('z');
  });

  it('tells its callback the parameters it ran with', async () => {
    const told: unknown[] = [];
    await start({}, ({ pullParameters }) => void told.push(pullParameters));
    await run({ overrides: { pull: { city: 'Lyon' } } });
    expect(told).to.deep.equal([{ city: 'Lyon', limit: 5 }]);
  });

  it('pushes what was handed in, and reads nothing', async () => {
    await start();
    const result = await run({ given: { as: 'items', records: [{ reference: 'handed-in' }], dataKeys } });
    expect(result.events).to.include({ read_success: 1, write_success: 1 });
    expect(pushed).to.deep.equal([{ reference: 'handed-in' }]);
    expect(pulledWith).to.deep.equal([]);
  });

  it('completes what was handed in as a list would have it', async () => {
    await start({}, undefined, async (listed) => ({ ...listed, city: 'Lyon' }));
    const result = await run({ given: { as: 'summaries', records: [{ reference: 'listed' }], dataKeys } });
    expect(result.events).to.include({ read_success: 1, write_success: 1 });
    expect(pushed).to.deep.equal([{ reference: 'listed', city: 'Lyon' }]);
    await run({ given: { as: 'items', records: [{ reference: 'whole' }], dataKeys } });
    expect(pushed.at(-1)).to.deep.equal({ reference: 'whole' });
    expect(pulledWith).to.deep.equal([]);
  });

  it('is in flight beside others about other subjects, and once about its own', async () => {
    await start();
    await engine.queues.runs.pause();
    const ask = (subject?: string) =>
      requestRun(engine.queues, { workflowId: 'numbers', trigger: 'webhook', subject });
    const [first, second, again, whole] = [await ask('a'), await ask('b'), await ask('a'), await ask()];
    expect([first.added, second.added, again.added, whole.added]).to.deep.equal([true, true, false, true]);
    expect(again.runId).to.equal(first.runId);
    await engine.queues.runs.resume();
  });
});
