import {
  ConfigurationError,
  RateLimitedError,
  RejectedItemError,
  RetryableError,
} from '@hrflow-sync/connectors';
import { expect } from 'chai';
import {
  finished,
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';
import { until } from '../../../test/support/until.js';

describe('a run', () => {
  let engine: EngineFixture;
  let pushed: string[];
  const push = (item: Item): 'written' => {
    pushed.push(item.reference);
    return 'written';
  };

  beforeEach(() => {
    pushed = [];
  });
  afterEach(async () => {
    await engine.close();
  });

  it('pushes every item of every page once', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(257, 100), push }));
    const result = await engine.run();
    expect(result).to.include({ status: 'success', reason: 'none' });
    expect(result.events).to.include({ read_success: 257, write_success: 257, write_failure: 0 });
    expect(new Set(pushed).size).to.equal(257);
    expect(pushed).to.have.length(257);
  });

  it('ends as a success when there is nothing to read', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(0, 10), push }));
    const result = await engine.run();
    expect(result).to.include({ status: 'success', reason: 'none' });
    expect(result.events.read_success).to.equal(0);
  });

  it('is a success when logics discard every item', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(12, 5), push }, { logics: [() => null] }));
    const result = await engine.run();
    expect(result).to.include({ status: 'success' });
    expect(result.events).to.include({ read_success: 12, logics_discard: 12, write_success: 0 });
  });

  it('gives each logic what the one before returned', async () => {
    const logics = [
      (item: unknown) => ({ ...(item as Item), first: true }),
      (item: unknown) => ((item as { first?: boolean }).first ? item : null),
    ];
    engine = await startEngine(workflowOver({ pull: pagesOf(3, 5), push }, { logics }));
    expect((await engine.run()).events.write_success).to.equal(3);
  });

  it('keeps a rejected item as a dead letter at its first attempt', async () => {
    let attempts = 0;
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(3, 5),
        push: (item) => {
          if (item.reference !== 'item-1') return push(item);
          attempts++;
          throw new RejectedItemError('HrFlow does not know it', { code: 'profile_not_found' });
        },
      }),
    );
    const result = await engine.run();
    expect(result).to.include({ status: 'success_with_failures', reason: 'none' });
    expect(result.events).to.include({ write_success: 2, write_failure: 1 });
    expect(attempts).to.equal(1);
    const [letter] = await engine.ledger.deadLetters(result.run_id);
    expect(letter).to.include({
      reference: 'item-1',
      code: 'profile_not_found',
      event: 'write_failure',
      attempts: 1,
    });
    const [job] = await engine.queues.pushes.getFailed();
    expect(job?.failedReason).to.equal('[profile_not_found] HrFlow does not know it');
  });

  it('retries what is likely to pass', async () => {
    let failures = 2;
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(1, 5),
        push: (item) => {
          if (failures-- > 0) throw new RetryableError('HrFlow answered 502', { code: 'server_error' });
          return push(item);
        },
      }),
    );
    expect((await engine.run()).events).to.include({ write_success: 1, write_failure: 0 });
  });

  it('uses up no attempt while it is rate limited', async () => {
    let limited = 15;
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(1, 5),
        push: (item) => {
          if (limited-- > 0)
            throw new RateLimitedError('slow down', { code: 'rate_limited', retryAfterMs: 1 });
          return push(item);
        },
      }),
    );
    expect((await engine.run()).events).to.include({ write_success: 1, write_failure: 0 });
  });

  it('keeps an item whose logic or format threw, and pushes it once that is mended', async () => {
    const broken = { logic: true, format: true };
    const logics = [
      (item: unknown) => {
        if (broken.logic && (item as Item).reference === 'item-0') throw new Error('no such field');
        return item;
      },
    ];
    const format = (item: unknown) => {
      if (broken.format && (item as Item).reference === 'item-1') throw new Error('null is not an object');
      return item;
    };
    engine = await startEngine(workflowOver({ pull: pagesOf(3, 5), push }, { logics, format }));
    const result = await engine.run();
    expect(result.status).to.equal('success_with_failures');
    expect(result.events).to.include({ logics_failure: 1, format_failure: 1, write_success: 1 });

    broken.logic = broken.format = false;
    const corrected = correctedTimes(2);
    for (const job of await engine.queues.pushes.getFailed()) await job.retry('failed');
    await corrected;
    const after = await engine.ledger.result(result.run_id);
    expect(after.status).to.equal('success');
    expect(after.events).to.include({ logics_failure: 0, format_failure: 0, write_success: 3 });
  });

  it('keeps an item whose logic threw what is no error, nor even a text', async () => {
    const thrown: unknown[] = [null, undefined, 7, Object.create(null), Symbol('why')];
    const logics = [
      (item: unknown) => {
        throw thrown[Number((item as Item).reference.slice('item-'.length))];
      },
    ];
    engine = await startEngine(workflowOver({ pull: pagesOf(5, 5), push }, { logics }));
    const { run_id: runId } = await engine.run();
    const letters = await engine.ledger.deadLetters(runId);
    expect(letters.map(({ message }) => message)).to.deep.equal([
      'logics[0] threw: null',
      'logics[0] threw: undefined',
      'logics[0] threw: 7',
      'logics[0] threw: something that is no error',
      'logics[0] threw: Symbol(why)',
    ]);
  });

  it('counts a logic that returns nothing as a failure, not as a discard', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(2, 5), push }, { logics: [() => undefined] }));
    const result = await engine.run();
    expect(result).to.include({ status: 'fatal', reason: 'logics_failure' });
    const [letter] = await engine.ledger.deadLetters(result.run_id);
    expect(letter?.message).to.equal(
      'logics[0] returned undefined. Return the item to keep it, null to discard it.',
    );
  });

  it('counts an item that can not be serialised as a format failure and goes on', async () => {
    const format = (item: unknown) =>
      (item as Item).reference === 'item-1' ? { reference: 'item-1', salary: 10n } : item;
    engine = await startEngine(workflowOver({ pull: pagesOf(3, 5), push }, { format }));
    expect((await engine.run()).events).to.include({ format_failure: 1, write_success: 2 });
  });

  it('is fatal when every push fails', async () => {
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(3, 5),
        push: () => {
          throw new RejectedItemError('no', { code: 'invalid_item' });
        },
      }),
    );
    expect(await engine.run()).to.include({ status: 'fatal', reason: 'write_failure' });
  });

  it('is corrected when a dead letter is retried from the queue, also in Bull Board', async () => {
    let accepting = false;
    engine = await startEngine(
      workflowOver({
        pull: pagesOf(5, 5),
        push: (item) => {
          if (!accepting && item.reference === 'item-3')
            throw new RejectedItemError('no', { code: 'invalid_item' });
          return push(item);
        },
      }),
    );
    const result = await engine.run();
    expect(result.status).to.equal('success_with_failures');
    accepting = true;
    const corrected = correctedTimes(1);
    const [job] = await engine.queues.pushes.getFailed();
    await job?.retry('failed');
    await corrected;
    expect(await engine.ledger.result(result.run_id)).to.include({ status: 'success' });
    const shown = (await engine.queues.runs.getJob(result.run_id))?.returnvalue as typeof result;
    expect(shown.status).to.equal('success');
    expect(shown.events).to.include({ write_success: 5, write_failure: 0 });
  });

  it('pushes what was read before reading broke off, and says why it broke off', async () => {
    const pull = pagesOf(30, 10);
    engine = await startEngine(
      workflowOver({
        pull: (cursor) => {
          if (cursor === '20') throw new ConfigurationError('the key was revoked', { code: 'unauthorized' });
          return pull(cursor);
        },
        push,
      }),
    );
    const result = await engine.run();
    expect(result).to.include({ status: 'success_with_failures', message: 'the key was revoked' });
    expect(result.events).to.include({ read_success: 20, read_failure: 1, write_success: 20 });
  });

  it('reads on from the failed page when its pull is retried', async () => {
    const pull = pagesOf(30, 10);
    let revoked = true;
    engine = await startEngine(
      workflowOver({
        pull: (cursor) => {
          if (revoked && cursor === '20') throw new ConfigurationError('revoked', { code: 'unauthorized' });
          return pull(cursor);
        },
        push,
      }),
    );
    const result = await engine.run();
    revoked = false;
    const again = finished(engine.events, result.run_id);
    const [failedPull] = await engine.queues.pulls.getFailed();
    await failedPull?.retry('failed');
    expect((await again).events).to.include({ read_success: 30, read_failure: 0, write_success: 30 });
    expect(pushed).to.have.length(30);
  });

  // Adding the pull once more made it pending again though it had failed: the run waited for it for ever.
  it('ends when its worker died before it noted its first pull, and that pull has failed since', async () => {
    let crashes = 0;
    engine = await startEngine(
      workflowOver({
        pull: () => {
          throw new ConfigurationError('the key is refused', { code: 'unauthorized' });
        },
        push,
        check: async () => {
          if (crashes > 0) await until(async () => (await engine.queues.pulls.getFailedCount()) === 1);
        },
      }),
      {
        onMilestone: (milestone) => {
          if (milestone === 'run.firstPullAdded' && crashes++ === 0) throw new Error('crashed');
        },
      },
    );
    const result = await engine.run();
    expect(crashes).to.equal(2);
    expect(result).to.include({ status: 'fatal', reason: 'read_failure' });
  });

  it('is fatal with a reason, and reads nothing, when the target refuses its credentials', async () => {
    let pulls = 0;
    engine = await startEngine(
      workflowOver({
        pull: () => {
          pulls++;
          return { items: [], next: null };
        },
        push,
        check: async () => {
          throw new ConfigurationError('HrFlow refused the key (401). Check hrflowAuth.api_secret.', {
            code: 'unauthorized',
          });
        },
      }),
    );
    const result = await engine.run();
    expect(result).to.include({ status: 'fatal', reason: 'bad_target_parameters' });
    expect(result.message).to.contain('hrflowAuth.api_secret');
    expect(pulls).to.equal(0);
  });

  it('is fatal when its worker has no such workflow', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(1, 1), push }));
    expect(await engine.run('unknown')).to.include({ status: 'fatal', reason: 'workflow_id_not_found' });
  });

  it('reads and formats, but pushes nothing, when it is dry', async () => {
    const logics = [(item: unknown) => ((item as Item).reference === 'item-2' ? null : item)];
    engine = await startEngine(workflowOver({ pull: pagesOf(25, 10), push }, { persist: false, logics }));
    const result = await engine.run();
    expect(result.status).to.equal('success');
    expect(result.events).to.include({ read_success: 25, logics_discard: 1, write_success: 0 });
    expect(pushed).to.deep.equal([]);
    expect(await engine.items.previewed('numbers', result.run_id)).to.deep.equal([
      { reference: 'item-0' },
      { reference: 'item-1' },
      { reference: 'item-3' },
    ]);
  });

  it('leaves no personal data in Redis once its items are pushed', async () => {
    engine = await startEngine(workflowOver({ pull: pagesOf(20, 10), push }));
    await engine.run();
    expect(await engine.queues.pushes.getJobCounts()).to.include({ completed: 0, failed: 0, waiting: 0 });
    expect(await engine.queues.pages.getJobCounts()).to.include({ completed: 0, 'waiting-children': 0 });
    expect(await engine.queues.pulls.getJobCounts()).to.include({ completed: 0 });
  });

  it('tells its callback what it came to and gives it the items', async () => {
    const seen: string[] = [];
    let counts = {};
    const callback = async ({ events, items }: { events: object; items: AsyncIterable<unknown> }) => {
      counts = events;
      for await (const item of items) seen.push((item as Item).reference);
    };
    engine = await startEngine(workflowOver({ pull: pagesOf(7, 3), push }, { callback }));
    const result = await engine.run();
    expect(counts).to.include({ write_success: 7 });
    expect(seen.sort()).to.deep.equal(pushed.sort());
    expect(result.events).to.include({ callback_executed: 1, callback_failure: 0 });
  });

  it('keeps no file in Redis for its callback', async () => {
    const file = 'QUJD'.repeat(100_000);
    const pull = () => ({ items: [{ reference: 'a', text: 'short', resume: { raw: file } }], next: null });
    const told: unknown[] = [];
    const callback = async ({ items }: { items: AsyncIterable<unknown> }): Promise<void> => {
      for await (const item of items) told.push(item);
    };
    engine = await startEngine(workflowOver({ pull, push }, { callback }));
    expect((await engine.run()).events).to.include({ write_success: 1, callback_executed: 1 });
    expect(told).to.deep.equal([{ reference: 'a', text: 'short', resume: { raw: null } }]);
  });

  it('counts a callback that throws, and loses nothing', async () => {
    const callback = () => {
      throw new Error('no disk');
    };
    engine = await startEngine(workflowOver({ pull: pagesOf(2, 3), push }, { callback }));
    const result = await engine.run();
    expect(result.status).to.equal('success_with_failures');
    expect(result.events).to.include({ write_success: 2, callback_executed: 1, callback_failure: 1 });
  });

  /** Resolves once so many corrections of a finished run were told. */
  function correctedTimes(times: number): Promise<void> {
    let told = 0;
    return new Promise((resolve) => {
      engine.events.on('run.corrected', () => {
        if (++told === times) resolve();
      });
    });
  }
});
