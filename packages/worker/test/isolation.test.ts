import { once } from 'node:events';
import { requestRun, type EngineEventMap } from '@hrflow-sync/core';
import type { Milestone } from '@hrflow-sync/worker';
import { expect } from 'chai';
import {
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';
import { fileWorkflow, type FiledWorkflow } from './support/isolated-workflow.js';

/** Far longer than an item takes, also on a machine that others use. */
const TIMEOUT_MS = 1_000;

const ON_13 = (code: string): string =>
  `async (item) => { if (item.reference === 'item-13') { ${code} } return item; }`;

describe('a workflow with isolation', function () {
  this.timeout(60_000);

  let filed: FiledWorkflow;
  let engine: EngineFixture;
  let pushed: string[];
  let stalled: number;
  let errors: EngineEventMap['process.error'][0][];
  let threads: number;
  let threadsWhenPrepared: number;
  const countThread = (): void => void threads++;

  beforeEach(() => {
    pushed = [];
    stalled = 0;
    errors = [];
    threads = 0;
    process.on('worker', countThread);
  });
  afterEach(async () => {
    process.off('worker', countThread);
    await engine.close();
    await filed.folder.remove();
  });

  async function start(
    options: string,
    { items = 50, lockDurationMs = 30_000 }: { items?: number; lockDurationMs?: number } = {},
  ): Promise<void> {
    filed = await fileWorkflow(options);
    const push = (item: Item): 'written' => {
      pushed.push(item.reference);
      return 'written';
    };
    const workflow = await filed.load({ pull: pagesOf(items, items), push });
    const onMilestone = (milestone: Milestone): void => {
      if (milestone === 'page.prepared') threadsWhenPrepared = threads;
    };
    engine = await startEngine(workflow, { workers: 0, onMilestone });
    engine.events.on('job.stalled', () => stalled++);
    engine.events.on('process.error', (error) => errors.push(error));
    await engine.addWorker({}, { lockDurationMs });
  }

  const isolation = `isolation: { timeoutMs: ${TIMEOUT_MS}, memoryMb: 64 }`;
  const logic = (code: string): string => `${isolation}, logics: [${ON_13(code)}]`;
  const format = (code: string): string => `${isolation}, format: ${ON_13(code)}`;

  for (const [name, options, code, event] of [
    ['an endless loop in a logic', logic('for (;;);'), 'user_code_timeout', 'logics_failure'],
    ['an endless loop in format', format('for (;;);'), 'user_code_timeout', 'format_failure'],
    [
      'an answer that never comes',
      logic('await new Promise(() => {});'),
      'user_code_timeout',
      'logics_failure',
    ],
    [
      'an expression that backtracks for ever',
      logic('/^(a+)+$/.test("a".repeat(60) + "!");'),
      'user_code_timeout',
      'logics_failure',
    ],
    ['a call of process.exit', logic('process.exit(0);'), 'user_code_crashed', 'logics_failure'],
    ['a call of process.exit in format', format('process.exit(1);'), 'user_code_crashed', 'format_failure'],
    [
      'more memory than it may have',
      logic('const all = []; for (;;) all.push(new Array(10_000).fill(item));'),
      'user_code_crashed',
      'logics_failure',
    ],
    [
      'an error in a timer',
      logic('setTimeout(() => { throw new Error("late"); }, 5); await new Promise(() => {});'),
      'user_code_crashed',
      'logics_failure',
    ],
    [
      'a rejected promise that nobody catches',
      logic('void Promise.reject(new Error("lost"));'),
      'user_code_crashed',
      'format_failure',
    ],
  ] as const) {
    it(`loses an item to ${name}, and nothing else`, async () => {
      await start(options);
      const result = await engine.run();
      expect(result.status).to.equal('success_with_failures');
      expect(result.events).to.include({ read_success: 50, write_success: 49, [event]: 1 });
      const [letter] = await engine.ledger.deadLetters(result.run_id);
      expect(letter).to.include({ reference: 'item-13', code, event });
      expect(pushed).to.have.length(49).and.to.not.include('item-13');
      expect(new Set(pushed).size).to.equal(49);
      expect(stalled).to.equal(0);
    });
  }

  it('treats what logics and format return or throw as it does without isolation', async () => {
    await start(
      `isolation: true, logics: [(item) => {
        const number = Number(item.reference.slice(5));
        if (number === 1) return null;
        if (number === 2) throw new TypeError('no such thing');
        if (number === 3) return undefined;
        return { ...item, number };
      }], format: (item) => (item.number === 4 ? 'nothing' : item)`,
      { items: 6 },
    );
    const result = await engine.run();
    expect(result.events).to.include({ logics_discard: 1, logics_failure: 2, format_failure: 1 });
    const letters = await engine.ledger.deadLetters(result.run_id);
    const reasons = new Map(
      letters.map(({ reference, code, message }) => [reference, `${code}: ${message}`]),
    );
    expect(reasons.get('item-2')).to.equal('logic_threw: logics[0] threw: no such thing');
    expect(reasons.get('item-3')).to.match(/^logic_returned_nothing: logics\[0\]/);
    expect(reasons.get('item-4')).to.match(/^format_returned_no_object: /);
    expect(pushed.toSorted()).to.deep.equal(['item-0', 'item-5']);
  });

  it('keeps the locks of its jobs while a loop runs for longer than they live', async () => {
    await start(`isolation: { timeoutMs: 3_000 }, logics: [${ON_13('for (;;);')}]`, {
      items: 14,
      lockDurationMs: 1_000,
    });
    const lost: unknown[] = [];
    engine.events.on('lock.lost', (event) => lost.push(event));
    const result = await engine.run();
    expect(result.events).to.include({ write_success: 13, logics_failure: 1 });
    expect({ stalled, lost }).to.deep.equal({ stalled: 0, lost: [] });
  });

  it('does not blame an item for what one before it left behind', async () => {
    await start(
      `${isolation}, logics: [async (item) => {
        if (item.reference === 'item-3') setTimeout(() => { throw new Error('left behind'); }, 20);
        if (item.reference === 'item-4') await new Promise((resolve) => setTimeout(resolve, 200));
        return item;
      }]`,
      { items: 10 },
    );
    const result = await engine.run();
    expect(result.events).to.include({ write_success: 10, logics_failure: 0, format_failure: 0 });
    const strays = errors.filter(({ component }) => component === 'isolation');
    expect(strays.map(({ workflow }) => workflow)).to.deep.equal(['numbers']);
    expect(strays[0]?.error.message).to.contain('left behind');
  });

  it('leaves the rest of a page to jobs of their own when item after item hangs', async () => {
    await start(
      `isolation: { timeoutMs: 300 }, logics: [(item) => { if (Number(item.reference.slice(5)) < 3) for (;;); return item; }]`,
      { items: 12 },
    );
    const result = await engine.run();
    expect(result.events).to.include({ read_success: 12, write_success: 9, logics_failure: 3 });
    // One to start with, and one in place of the first that hung.
    expect(threadsWhenPrepared).to.equal(2);
  });

  it('does not hold up other workflows while its items hang', async () => {
    filed = await fileWorkflow('isolation: { timeoutMs: 1_500 }, format: () => { for (;;); }');
    const hanging = await filed.load({ pull: pagesOf(10, 10), push: () => 'written' });
    const other = workflowOver({ pull: pagesOf(5, 5), push: () => 'written' }, { id: 'other' });
    engine = await startEngine([hanging, other], { config: { PUSH_CONCURRENCY: 4, ISOLATION_THREADS: 1 } });
    const buried = countOf(engine, 'deadLetter.added');
    const firstBuried = once(engine.events, 'deadLetter.added');
    await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
    await firstBuried;
    const result = await engine.run('other');
    expect(result.events).to.include({ write_success: 5 });
    // One at a time, four of ten would be waited for at any time until six had ended.
    expect(buried()).to.be.lessThan(6);
  });
});

function countOf({ events }: EngineFixture, name: 'deadLetter.added'): () => number {
  let count = 0;
  events.on(name, () => count++);
  return () => count;
}
